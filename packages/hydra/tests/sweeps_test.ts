import assert from "node:assert/strict";
import { Fault } from "@exp/values";
import fc from "fast-check";
import { answerSweeps } from "../jsonl_overrides.ts";
import { splitSetParam } from "../set_param.ts";
import { expandSweeps, MAX_SWEEP_POINTS, type SweepError } from "../sweep.ts";
import { assertAnswered, recordedCases } from "./recorded.ts";

Deno.test("every recorded sweep gives the same points in the same order", () => {
  const cases = recordedCases("sweeps");
  assert.ok(cases.length > 100);
  for (const recorded of cases) assertAnswered(recorded, answerSweeps);
});

function points(...texts: string[]): string[] {
  return expandSweeps(new Map([["params.yaml", texts]])).map((point) => point.get("params.yaml")!.join(" "));
}

Deno.test("ranges of floats add exact decimals and round each to a double", () => {
  assert.deepEqual(points("x=range(0.1,0.5,0.1)"), ["x=0.1", "x=0.2", "x=0.30000000000000004", "x=0.4"]);
  assert.equal(points("x=sort(range(0.1,0.5,0.1),reverse=true)").at(-1), "x=7.421729788184167e-29");
  assert.deepEqual(points("x=range(1,2,inf)"), ["x=1.0"]);
});

Deno.test("a step of zero is told with the exact decimals", () => {
  assert.throws(() => points("x=range(1e-10,1,0.0)"), (error: SweepError) => {
    assert.equal(error.errorClass, "HydraException");
    assert.match(error.firstLine, /^Invalid range values \(start:1\.00000000000000003643\d+E-10, stop:1, step:0\)$/);
    return true;
  });
});

Deno.test("an endless range is refused before memory is", () => {
  for (const text of ["x=range(0,inf)", `x=range(${MAX_SWEEP_POINTS + 1})`]) {
    assert.throws(() => points(text), /more than 1000000 points/);
  }
  assert.throws(() => points("x=range(10000)", "y=range(10000)"), /more than 1000000 points/);
});

Deno.test("a shuffled sweep has the same points for every random source", () => {
  fc.assert(fc.property(fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (stream) => {
    const random = () => stream.next().value;
    const shuffled = expandSweeps(new Map([["p", ["x=shuffle(range(5))"]]]), random).map((point) =>
      point.get("p")![0]!
    );
    assert.deepEqual(shuffled.sort(), ["x=0", "x=1", "x=2", "x=3", "x=4"]);
  }));
});

const advising = (hint: string) => (error: unknown) => error instanceof Fault && error.facts["hint"] === hint;

Deno.test("each refusal says what to do instead", () => {
  assert.throws(() => points("x=interval(0,1)"), advising("add --samples N to draw values from it"));
  assert.throws(() => points("x=glob(*)"), advising("name the values: key=a,b,c"));
});

Deno.test("a colon before the first = ends the file", () => {
  assert.deepEqual(
    splitSetParam(["x=a:b", "q.json:y=1", "~x:y", "./params.yaml:x=2"]),
    new Map([
      ["params.yaml", ["x=a:b"]],
      ["q.json", ["y=1"]],
      ["~x", ["y"]],
      ["./params.yaml", ["x=2"]],
    ]),
  );
});

function split(text: string): string[] {
  return [...splitSetParam([text]).values()].flat();
}

Deno.test("a=1,b=2 is two overrides because Hydra rejects it as one", () => {
  assert.deepEqual(split("learning_rate=0.001,units=128"), ["learning_rate=0.001", "units=128"]);
  assert.deepEqual(split("x=1,2, +y.z=[a,b],~w=c"), ["x=1,2", "+y.z=[a,b]", "~w=c"]);
  assert.deepEqual(split("x=sort(3,1,reverse=true),y=2"), ["x=sort(3,1,reverse=true)", "y=2"]);
  assert.deepEqual(splitSetParam(["p.yaml:a=1,b=2"]), new Map([["p.yaml", ["a=1", "b=2"]]]));
});

Deno.test("what Hydra reads as one override is never split", () => {
  for (const text of ["x='a,b=1'", "x=a\\,b\\=1", "x=sort(3,1,reverse=true)", "x=1,2", "x={a:1,b:2}"]) {
    assert.deepEqual(split(text), [text]);
  }
});

Deno.test("a text is not split when a part is no override, or on request", () => {
  assert.deepEqual(split("x=a,b=c,d=é"), ["x=a,b=c,d=é"]);
  assert.deepEqual(split("x=[1,y=2"), ["x=[1,y=2"]);
  assert.deepEqual(splitSetParam(["a=1,b=2"], { severalInOne: false }).get("params.yaml"), ["a=1,b=2"]);
});
