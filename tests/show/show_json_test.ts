import assert from "node:assert/strict";
import { renderShowJson } from "../../src/show/mod.ts";
import { baseline, experiment } from "./fixtures.ts";

Deno.test("the JSON of commits is one list, each with its experiments behind what it says itself", () => {
  const facts = { params: { lr: 0.1, n: 1n }, deps: { "data.csv": "d8e8" } };
  const experiments = [experiment("1".repeat(40), "one", facts), experiment("2".repeat(40), "two", {}, "queued")];

  const text = renderShowJson([
    { ...baseline("workspace", facts, []), experiments: null },
    baseline("main", {}, experiments),
    baseline("none", {}, []),
  ]);

  const [workspace, main, none] = JSON.parse(text);
  assert.deepEqual([workspace.experiments, none.experiments], [null, []]);
  assert.deepEqual(Object.keys(main), ["rev", "name", "data", "error", "experiments"]);
  const [one, two] = main.experiments;
  assert.deepEqual([one.name, one.executor, two.executor.state], ["one", null, "queued"]);
  assert.match(text, /"params": {"params.yaml": {"data": {"lr": 0.1, "n": 1}}}, "metrics": /);
  assert.match(text, /}, "error": null, "experiments": \[{"revs": \[{"rev": "1{40}"/);
  assert.ok(text.endsWith('"error": null, "experiments": []}]'));
});
