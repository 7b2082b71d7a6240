import assert from "node:assert/strict";
import fc from "fast-check";
import { parseOverride } from "../override.ts";
import { samplePoints, type SamplingMethod, type SamplingOptions } from "../sample.ts";
import { MAX_SWEEP_POINTS } from "../sweep.ts";
import { MAX_SOBOL_AXES, sobolSource } from "../uniform.ts";

const METHODS: readonly SamplingMethod[] = ["random", "sobol", "lhs"];
const SPACE = [
  "lr=tag(log,interval(1e-4,1e-1))",
  "n=int(interval(1,10))",
  "opt=adam,sgd",
  "d=range(0,0.5,0.1)",
  "fixed=3",
];

function draw(texts: readonly string[], options: SamplingOptions): string[][] {
  return samplePoints(new Map([["p.yaml", texts]]), options).map((point) => point.get("p.yaml")!);
}

/** The numbers drawn for the only override of `text`. */
function numbers(text: string, method: SamplingMethod, samples: number, seed = 1): number[] {
  return draw([text], { samples, seed, method }).map(([drawn]) => Number(parseOverride(drawn!).value));
}

Deno.test("the same seed gives the same points, another seed others", () => {
  for (const method of METHODS) {
    const first = draw(SPACE, { samples: 20, seed: 7, method });
    assert.deepEqual(draw(SPACE, { samples: 20, seed: 7, method }), first);
    assert.notDeepEqual(draw(SPACE, { samples: 20, seed: 8, method }), first);
  }
});

Deno.test("going on at any index continues the stream without a repeated point", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...METHODS),
      fc.nat(),
      fc.integer({ min: 1, max: 15 }),
      fc.integer({ min: 1, max: 15 }),
      (method, seed, first, second) => {
        const options = { seed, method, designSize: 8 };
        const space = ["n=int(interval(1,6))", "opt=a,b,c", "m=range(4)"];
        const whole = draw(space, { ...options, samples: first + second });
        assert.deepEqual([
          ...draw(space, { ...options, samples: first }),
          ...draw(space, { ...options, samples: second, startIndex: first }),
        ], whole);
        assert.equal(new Set(whole.map(String)).size, first + second);
      },
    ),
    { numRuns: 50 },
  );
});

Deno.test("a small space is drawn to its last point and then ends", () => {
  for (const method of METHODS) {
    const all = draw(["a=1,2,2", "n=int(interval(1,4))", "t=x,y"], { samples: 50, seed: 3, method });
    assert.equal(all.length, 16);
    assert.equal(new Set(all.map(String)).size, 16);
    assert.deepEqual(draw(["a=1,2"], { samples: 5, seed: 3, method, startIndex: 2 }), []);
  }
});

Deno.test("fixed overrides stand in every point and change no draw", () => {
  for (const method of METHODS) {
    const alone = draw(["u=interval(0,1)"], { samples: 4, seed: 1, method });
    const beside = draw(["a='x y'", "u=interval(0,1)", "~b"], { samples: 4, seed: 1, method });
    assert.deepEqual(beside, alone.map(([u]) => ["a='x y'", u!, "~b=null"]));
  }
});

Deno.test("a drawn float is written so that it parses back to a float inside the interval", () => {
  const ends = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(fc.property(ends, ends, fc.constantFrom(...METHODS), (a, b, method) => {
    const [[text]] = draw([`x=interval(${a},${b})`], { samples: 1, seed: 5, method }) as [[string]];
    const { value } = parseOverride(text);
    assert.ok(typeof value === "number" && value >= Math.min(a, b) && value <= Math.max(a, b), text);
  }));
});

Deno.test("a log interval gives each decade its share", () => {
  const drawn = numbers("x=tag(log,interval(1e-4,1e-1))", "sobol", 3000);
  for (const decade of [1e-4, 1e-3, 1e-2]) {
    const share = drawn.filter((x) => x >= decade && x < decade * 10).length / 3000;
    assert.ok(Math.abs(share - 1 / 3) < 0.01, `${decade}: ${share}`);
  }
});

Deno.test("an integer interval has both ends, each as often", () => {
  const drawn = draw(["x=int(interval(1,4))", "u=interval(0,1)"], { samples: 4096, seed: 2, method: "random" });
  for (const number of [1, 2, 3, 4]) {
    const share = drawn.filter(([x]) => x === `x=${number}`).length / 4096;
    assert.ok(Math.abs(share - 0.25) < 0.03, `${number}: ${share}`);
  }
  const logarithmic = draw(["x=tag(log,int(interval(1,100)))", "u=interval(0,1)"], {
    samples: 400,
    seed: 2,
    method: "lhs",
  });
  assert.ok(logarithmic.every(([x]) => /^x=([1-9]|[1-9]\d|100)$/.test(x!)));
  const small = logarithmic.filter(([x]) => x!.length <= 3).length;
  assert.ok(small > 180 && small < 220, `${small} of 400 below 10`);
});

Deno.test("a Latin hypercube has one point in each slice of each axis, and so have its doublings", () => {
  for (const samples of [20, 40, 80]) {
    const drawn = draw(["u=interval(0,1)", "v=interval(0,1)"], { samples, seed: 9, method: "lhs", designSize: 20 });
    for (const axis of [0, 1]) {
      const slices = new Set(drawn.map((row) => Math.floor(Number(row[axis]!.slice(2)) * samples)));
      assert.equal(slices.size, samples);
    }
  }
});

Deno.test("Sobol points fill the slices of every axis, and the plane better than chance", () => {
  const source = sobolSource(11, MAX_SOBOL_AXES);
  for (let axis = 0; axis < MAX_SOBOL_AXES; axis++) {
    const slices = new Set(Array.from({ length: 256 }, (_, index) => Math.floor(source(index, axis) * 256)));
    assert.equal(slices.size, 256, `axis ${axis}`);
  }
  const cells = new Set(
    Array.from(
      { length: 256 },
      (_, index) => `${Math.floor(source(index, 0) * 16)},${Math.floor(source(index, 1) * 16)}`,
    ),
  );
  assert.equal(cells.size, 256);
});

Deno.test("random points have the mean and spread of a uniform law, and axes are independent", () => {
  const drawn = draw(["u=interval(0,1)", "v=interval(0,1)"], { samples: 5000, seed: 4, method: "random" })
    .map((row) => row.map((text) => Number(text.slice(2))) as [number, number]);
  const mean = (of: (row: [number, number]) => number) => drawn.reduce((sum, row) => sum + of(row), 0) / drawn.length;
  assert.ok(Math.abs(mean(([u]) => u) - 0.5) < 0.02);
  assert.ok(Math.abs(mean(([u]) => (u - 0.5) ** 2) - 1 / 12) < 0.005);
  assert.ok(Math.abs(mean(([u, v]) => (u - 0.5) * (v - 0.5))) < 0.005);
});

Deno.test("what cannot be drawn from is refused by name", () => {
  const options: SamplingOptions = { samples: 2, seed: 1, method: "random" };
  assert.throws(() => draw(["x=interval(0,inf)"], options), /"x=interval\(0,inf\)": an interval needs two finite ends/);
  assert.throws(() => draw(["x=tag(log,interval(0,1))"], options), /must start above 0/);
  assert.throws(() => draw(["x=glob(*)"], options), /glob\(\) cannot be expanded/);
  assert.throws(() => draw(["x=1"], options), { fault: "usage/nothing-to-sample" });
  assert.throws(() => draw(["x=interval(0,1)"], { ...options, samples: 0 }), {
    fault: "usage/count",
    facts: { what: "samples", least: 1, most: MAX_SWEEP_POINTS, value: 0 },
  });
  const many = Array.from({ length: MAX_SOBOL_AXES + 1 }, (_, i) => `x${i}=interval(0,1)`);
  assert.throws(() => draw(many, { ...options, method: "sobol" }), {
    facts: { most: MAX_SOBOL_AXES, drawn: 22 },
  });
});
