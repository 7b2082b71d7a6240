import assert from "node:assert/strict";
import fc from "fast-check";
import { randomPoint } from "@exp/tpe";
import { pointOf, spaceOf, textsAt } from "../../src/search/space.ts";

const OVERRIDES = new Map([
  ["params.yaml", ["lr=tag(log,interval(1e-5,1e-1))", "opt=sgd,adam,'a b'", "fixed=3", "n=range(1,9,2)"]],
  ["conf/other.yaml", ["+n=int(interval(1,64))", "p=range(0,0.5,0.1)", "m.k=int(tag(log,interval(1,1000)))"]],
]);

Deno.test("a point's overrides lead back to the point", () => {
  const space = spaceOf({ overrides: OVERRIDES, conditions: [] });
  fc.assert(fc.property(fc.nat(), fc.nat(), (seed, number) => {
    const point = randomPoint(space.axes.map(({ axis }) => axis), seed, number);
    assert.deepEqual(pointOf(space, textsAt(OVERRIDES, space, point)), point);
  }));
});

Deno.test("overrides keep their files, their order, and what does not vary", () => {
  const space = spaceOf({ overrides: OVERRIDES, conditions: [] });
  const texts = textsAt(OVERRIDES, space, randomPoint(space.axes.map(({ axis }) => axis), 1, 1));
  const keys = [...texts].map(([file, list]) => [file, list.map((text) => text.split("=")[0])]);
  assert.deepEqual(keys, [["params.yaml", ["lr", "opt", "fixed", "n"]], ["conf/other.yaml", ["+n", "p", "m.k"]]]);
  assert.equal(texts.get("params.yaml")![2], "fixed=3");
});

Deno.test("values are those of the overrides: steps as they are written, ends of whole intervals included", () => {
  const values = (text: string) => {
    const overrides = new Map([["p", [text]]]);
    const space = spaceOf({ overrides, conditions: [] });
    const drawn = Array.from({ length: 300 }, (_, i) => {
      return textsAt(overrides, space, randomPoint(space.axes.map(({ axis }) => axis), 1, i)).get("p")![0]!;
    });
    return [...new Set(drawn)].sort();
  };
  assert.deepEqual(values("p=range(0,0.5,0.1)"), ["p=0.0", "p=0.1", "p=0.2", "p=0.3", "p=0.4"]);
  assert.deepEqual(values("n=int(interval(1,4))"), ["n=1", "n=2", "n=3", "n=4"]);
  assert.deepEqual(values("o=choice(b,a)"), ["o=a", "o=b"]);
});

Deno.test("overrides of another space are no point of it", () => {
  const space = spaceOf({ overrides: OVERRIDES, conditions: [] });
  const [, ...others] = OVERRIDES.get("params.yaml")!;
  for (const first of ["lr=1", "lr=x", "other=0.01", ""]) {
    const texts = new Map([...OVERRIDES, ["params.yaml", [first, ...others]] as const]);
    assert.equal(pointOf(space, texts), undefined);
  }
  assert.equal(pointOf(space, new Map()), undefined);
});
