import assert from "node:assert/strict";
import fc from "fast-check";
import { randomPoint } from "@exp/tpe";
import { chooseOverrides } from "../../src/search/choose.ts";
import { SAMPLERS } from "../../src/search/definition.ts";
import { completePoint, readPoint, splitWords } from "../../src/search/enqueued.ts";
import { pointOf, spaceOf } from "../../src/search/space.ts";
import { definitionOf } from "../support/searches.ts";

const OVERRIDES = new Map([
  ["params.yaml", ["lr=tag(log,interval(1e-5,1e-1))", "opt=sgd,adam,'a b'", "fixed=3"]],
  ["conf/other.yaml", ["+n=int(interval(1,64))", "p=range(0,0.5,0.1)"]],
]);
const SPACE = spaceOf({ overrides: OVERRIDES, conditions: [] });

Deno.test("blanks part the parameters of a point, but not within quotes and brackets", () => {
  assert.deepEqual(splitWords(`lr=0.1  opt='a b' l=[1, 2] d={a: 1} s="it's \\"x\\" y"`), [
    "lr=0.1",
    "opt='a b'",
    "l=[1, 2]",
    "d={a: 1}",
    `s="it's \\"x\\" y"`,
  ]);
});

Deno.test("a point that is enqueued is the point that is tried, what it leaves open aside", () => {
  fc.assert(fc.property(fc.nat(), fc.subarray([0, 1, 2, 3]), (seed, places) => {
    const point = randomPoint(SPACE.axes.map(({ axis }) => axis), seed, 1);
    const given = new Map<string, string[]>();
    for (const i of places) {
      const { file, textAt } = SPACE.axes[i]!;
      given.set(file, [...given.get(file) ?? [], textAt(point[i]!)]);
    }
    const complete = completePoint(SPACE, readPoint(SPACE.axes, given), seed + 1, 7);
    for (const i of places) assert.equal(complete[i], point[i]);
    assert.equal(complete.length, point.length);
  }));
});

Deno.test("values may be written otherwise than the search writes them", () => {
  const typed = new Map([["params.yaml", ["lr=1e-2"]], ["conf/other.yaml", ["n=6_4"]]]);
  assert.deepEqual(
    readPoint(SPACE.axes, typed),
    new Map([["params.yaml", ["lr=0.01"]], ["conf/other.yaml", ["+n=64"]]]),
  );
});

Deno.test("what the search does not vary, or not so far, cannot be enqueued", () => {
  for (const [file, text] of [["params.yaml", "fixed=3"], ["params.yaml", "lrr=0.1"], ["other.yaml", "lr=0.1"]]) {
    assert.throws(
      () => readPoint(SPACE.axes, new Map([[file!, [text!]]])),
      { fault: "invalid-override/not-searched" },
      text,
    );
  }
  for (const text of ["lr=1", "lr=text", "lr=", "lr=0.1,0.01", "opt=rmsprop"]) {
    const typed = new Map([["params.yaml", [text]]]);
    assert.throws(() => readPoint(SPACE.axes, typed), { fault: "invalid-override/outside-space" }, text);
  }
  assert.throws(() => readPoint(SPACE.axes, new Map([["conf/other.yaml", ["n=1.5"]]])), {
    fault: "invalid-override/outside-space",
  });
});

Deno.test("whoever chooses begins with the points that are enqueued, and those who never repeat try all others", () => {
  for (const sampler of SAMPLERS.filter((one) => one !== "cmaes")) {
    const overrides = new Map([["params.yaml", ["x=0,1,2", "opt=a,b"]]]);
    const twice = new Map([["params.yaml", ["x=2", "opt=b"]]]), open = new Map([["params.yaml", ["x=1"]]]);
    const search = definitionOf({ sampler, overrides, enqueued: [twice, open, twice] });
    const points = Array.from({ length: 8 }, (_, i) => chooseOverrides(search, [], i + 1));

    assert.deepEqual([points[0], points[2]], [twice, twice], sampler);
    assert.equal(points[1]!.get("params.yaml")![0], "x=1", sampler);
    if (sampler === "tpe") continue;
    const names = points.slice(0, 7).map((texts) => String(pointOf(spaceOf(search), texts!)));
    assert.deepEqual([new Set(names).size, points[7]], [6, undefined], sampler);
  }
});
