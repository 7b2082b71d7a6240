import assert from "node:assert/strict";
import fc from "fast-check";
import { farewell } from "../../src/top/farewell.ts";
import { parseFilter } from "../../src/top/filter.ts";
import { likelyDirection } from "../../src/top/leaders.ts";
import { ACC, facts, LOSS, LR, row } from "./boards.ts";

const ROWS = [
  row("finished", "brave-fox", { values: new Map([[ACC, 0.95], [LR, 0.1]]) }),
  row("finished", "calm-owl", { values: new Map([[ACC, 0.5], [LR, 0.01]]) }),
  row("waiting", "held-one", { isHeld: true, values: new Map([[LR, 0.1]]) }),
  row("failed", "bad", { words: "Failed: no luck" }),
];

const meant = (filter: string) => ROWS.filter(parseFilter(filter, [ACC, LOSS, LR])).map(({ name }) => name);

Deno.test("a filter is a part of a name, a state, a parameter, a condition on any value, or several of them", () => {
  assert.deepEqual(meant(""), ["brave-fox", "calm-owl", "held-one", "bad"]);
  assert.deepEqual(meant("FOX"), ["brave-fox"]);
  assert.deepEqual(meant("acc>0.9"), ["brave-fox"]);
  assert.deepEqual(meant("acc > 0.9"), ["brave-fox"]);
  assert.deepEqual(meant("metrics.json:acc<=0.5"), ["calm-owl"]);
  assert.deepEqual(meant("state=failed"), ["bad"]);
  assert.deepEqual(meant("state=held"), ["held-one"]);
  assert.deepEqual(meant("name=bad"), ["bad"]);
  assert.deepEqual(meant("lr=0.1"), ["brave-fox", "held-one"]);
  assert.deepEqual(meant("lr=0.1 state=waiting"), ["held-one"]);
  assert.deepEqual(meant("luck"), ["bad"]);
  assert.deepEqual(meant("nothing>1"), []);
});

Deno.test("half a filter, as it is typed, is one", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."ac=<>!. 09") }), (text) => {
    meant(text);
  }));
});

Deno.test("of losses, errors and times less is better, of all else more", () => {
  const direction = (key: string) => likelyDirection({ key });
  for (const key of ["loss", "val.loss", "RMSE", "error_rate", "train_time"]) assert.equal(direction(key), "min", key);
  for (const key of ["acc", "auc", "f1", "reward"]) assert.equal(direction(key), "max", key);
});

Deno.test("who leaves is told what has ended since, of failures with the end of the log, and what goes on", () => {
  const before = facts(
    row("finished", "old"),
    row("running", "slow"),
    row("running", "doomed"),
    row("running", "behind"),
    row("waiting", "later"),
  );
  const after = facts(
    row("finished", "old"),
    row("running", "slow"),
    row("failed", "doomed"),
    row("pruned", "behind"),
    row("finished", "later", { words: "Success" }),
    row("finished", "made by exp run", { isTask: false }),
  );
  assert.deepEqual(farewell(before, after, () => ["epoch 3", "no luck"]), [
    "later: Success",
    "behind: Pruned at step 3, with 0.7",
    "doomed: Failed: no luck",
    "    epoch 3",
    "    no luck",
    "still running: slow",
  ]);
  assert.deepEqual(farewell(before, before, () => []), ["still running: slow, doomed, behind"]);
});
