import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseOverrides } from "../../src/search/choose.ts";
import { parseConditions } from "../../src/search/condition_text.ts";
import { SAMPLERS, type SearchDefinition } from "../../src/search/definition.ts";
import { pointOf, spaceOf, textsAt } from "../../src/search/space.ts";
import { type Trial, trialName } from "../../src/search/trials.ts";
import { definitionOf } from "../support/searches.ts";

const OVERRIDES = new Map([["params.yaml", [
  "dropout=interval(0,1)",
  "layers=range(1,5)",
  "width=int(interval(1,64))",
  "opt=sgd,adam,'a b'",
  "momentum=0.5,0.9",
  "fixed=1",
]]]);
const CONDITIONS = ["layers>1 -> dropout, width", "opt=sgd,'a b' → momentum", "dropout<=0.5 -> width"];

function conditional(wishes: Partial<SearchDefinition> = {}): SearchDefinition {
  return definitionOf({ overrides: OVERRIDES, conditions: CONDITIONS.flatMap(parseConditions), ...wishes });
}

/** Values by their names, as an experiment would have them; what it does not set is as in its file. */
function setBy(texts: ReadonlyMap<string, readonly string[]>): Map<string, string> {
  return new Map(texts.get("params.yaml")!.map((text) => text.split("=") as [string, string]));
}

function history(search: SearchDefinition, count: number): Trial[] {
  const trials: Trial[] = [];
  for (let number = 1; number <= count; number++) {
    const overrides = chooseOverrides(search, trials, number);
    if (overrides === undefined) break;
    const value = Number(setBy(overrides).get("dropout") ?? 2);
    const outcome = { kind: "finished", value, rev: search.baseline, endedAtMs: number } as const;
    trials.push({ number, name: trialName("s", number), overrides, outcome });
  }
  return trials;
}

Deno.test("a parameter is set exactly where its conditions hold, whoever chooses", () => {
  for (const sampler of SAMPLERS.filter((one) => one !== "grid" && one !== "cmaes")) {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        for (const { overrides } of history(conditional({ sampler, seed }), 25)) {
          const set = setBy(overrides!);
          const isDeep = Number(set.get("layers")) > 1;
          const dropout = set.get("dropout");
          assert.equal(dropout !== undefined, isDeep);
          assert.equal(set.has("width"), dropout !== undefined && Number(dropout) <= 0.5);
          assert.equal(set.has("momentum"), set.get("opt") !== "adam");
          assert.equal(set.get("fixed"), "1");
        }
      }),
      { numRuns: 10 },
    );
  }
});

Deno.test("a list after != excludes all that is in it", () => {
  const space = spaceOf(conditional({ conditions: parseConditions("opt!=sgd,adam -> momentum") }));
  const rest = ["dropout=0.5", "layers=1", "width=3"];
  const pointWith = (...texts: string[]) => pointOf(space, new Map([["params.yaml", [...rest, ...texts]]]));
  assert.equal(pointWith("opt='a b'"), undefined);
  assert.deepEqual(pointWith("opt='a b'", "momentum=0.9"), [0.5, 0, 3, 2, 1]);
  assert.deepEqual(pointWith("opt=adam"), [0.5, 0, 3, 1, undefined]);
});

Deno.test("a point with parameters that do not count comes back from its overrides", () => {
  const search = conditional();
  const space = spaceOf(search);
  for (const { overrides } of history(search, 40)) {
    const point = pointOf(space, overrides!)!;
    assert.deepEqual(pointOf(space, textsAt(OVERRIDES, space, point)), point);
  }
});

Deno.test("what is set though it does not count is no part of the point; what counts must be set", () => {
  const space = spaceOf(conditional());
  const texts = (...list: string[]) => new Map([["params.yaml", ["opt=adam", ...list]]]);
  assert.deepEqual(pointOf(space, texts("layers=1", "dropout=0.5")), [undefined, 0, undefined, 1, undefined]);
  assert.equal(pointOf(space, texts("layers=2")), undefined);
});

Deno.test("a grid has one point for all that differ in nothing that counts", () => {
  const overrides = new Map([["params.yaml", ["layers=1,2,3", "opt=a,b", "momentum=1,2"]]]);
  const conditions = ["layers>1 -> opt", "opt=a -> momentum"].flatMap(parseConditions);
  const points = history(definitionOf({ sampler: "grid", overrides, conditions }), 50);
  assert.deepEqual(points.map((trial) => trial.overrides!.get("params.yaml")!.join(" ")), [
    "layers=1",
    "layers=2 opt=a momentum=1",
    "layers=2 opt=a momentum=2",
    "layers=2 opt=b",
    "layers=3 opt=a momentum=1",
    "layers=3 opt=a momentum=2",
    "layers=3 opt=b",
  ]);
});

Deno.test("a search learns of a parameter from the trials in which it counts", () => {
  const search = conditional({ conditions: parseConditions("layers>1 -> dropout") });
  const late = history(search, 60).slice(30).flatMap(({ overrides }) => setBy(overrides!).get("dropout") ?? []);
  const mean = late.reduce((sum, value) => sum + Number(value), 0) / late.length;
  assert.ok(late.length > 20 && mean < 0.3, `${late.length} ${mean}`);
});

Deno.test("a condition without sense is refused", () => {
  const refused = (text: string) => assert.throws(() => spaceOf(conditional({ conditions: parseConditions(text) })));
  for (
    const text of [
      "layers>4 -> dropout",
      "opt=rmsprop -> momentum",
      "width=1.5 -> dropout",
      "layer>1 -> dropout",
      "layers>1 -> fixed",
      "layers>1 -> layers",
      "layers=range(1,3) -> dropout",
    ]
  ) refused(text);
  const circle = ["layers>1 -> dropout", "dropout<0.5 -> layers"].flatMap(parseConditions);
  assert.throws(() => spaceOf(conditional({ conditions: circle })), { fault: "invalid-override/condition-circle" });
  for (const text of ["layers -> dropout", "layers>1", "layers>1 ->", "-> dropout", "layers=<1 -> dropout"]) {
    assert.throws(() => parseConditions(text), { fault: "usage/search-condition" }, text);
  }
});

Deno.test("a condition may be about parameters of other files", () => {
  assert.deepEqual(parseConditions("conf/a.yaml:m.n == 3 -> b.yaml:x"), [{
    on: { file: "conf/a.yaml", key: "m.n" },
    operator: "=",
    value: "3",
    parameter: { file: "b.yaml", key: "x" },
  }]);
});
