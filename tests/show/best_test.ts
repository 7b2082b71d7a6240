import assert from "node:assert/strict";
import fc from "fast-check";
import { alignNumbers } from "../../src/show/align_numbers.ts";
import { buildShowTable, directionOf, renderTextTable, tableNotes } from "../../src/show/mod.ts";
import { baseline, experiment } from "./fixtures.ts";

const LOOK = { unicode: true, today: "2026-01-02T18:00:00", alignsPoints: true };
const run = (id: string, metrics: Readonly<Record<string, number>>, lr: number) =>
  experiment(id.repeat(40), `run-${id}`, { metrics, params: { lr, seed: 1n } });
const ENTRIES = [baseline("main", { params: { lr: 0.1, seed: 1n } }, [
  run("1", { acc: 0.5, loss: 12.25, cost: 1 }, 0.001),
  run("2", { acc: 0.75, loss: 3.5, cost: 2 }, 10),
])];
const OPTIONS = { drop: ["Created"], setsAsideSame: true };

Deno.test("a metric's name tells which way it gets better, if its words agree", () => {
  const known = ["val.acc", "valLoss", "test_f1", "top-5 error", "rmse"].map(directionOf);
  assert.deepEqual(known, ["max", "min", "max", "min", "min"]);
  assert.deepEqual(
    ["n", "cost", "lossy", "accuracy_loss", "train.acc.n"].map(directionOf),
    Array(5).fill(undefined),
  );
});

Deno.test("the best of a metric has a mark, points stand below points, and notes say what that means", () => {
  const table = buildShowTable(ENTRIES, OPTIONS);
  assert.deepEqual(renderTextTable(table, LOOK).split("\n").slice(1, 7).filter((line) => !line.includes("──────")), [
    "  Experiment              acc    loss   cost       lr",
    "  main                  -        -         -    0.1",
    "  ├── 1111111 [run-1]   0.5     12.25      1    0.001",
    "  └── 2222222 [run-2]   0.75*    3.5*      2   10",
  ]);
  assert.deepEqual(tableNotes(table, { hidden: [], entries: ENTRIES }), [
    "* is best: highest acc, lowest loss",
    "1 column is the same in all rows (--wide shows them): seed=1",
  ]);
});

Deno.test("--best says what a name does not, and what it says wrong", () => {
  const { best } = buildShowTable(ENTRIES, { best: ["cost=min", "metrics.json:acc=min"] });
  const found = [...best].map((
    [{ name }, { direction, rows }],
  ) => [name, direction, [...rows].map((r) => r.experiment)]);
  assert.deepEqual(found, [["acc", "min", ["run-1"]], ["loss", "min", ["run-2"]], ["cost", "min", ["run-1"]]]);
  assert.throws(() => buildShowTable(ENTRIES, { best: ["cost"] }), { fault: "usage/best" });
  assert.throws(() => buildShowTable(ENTRIES, { best: ["const=min"] }), { fault: "usage/no-column" });
});

Deno.test("a value that all have is nobody's best", () => {
  assert.equal(buildShowTable([baseline("main", {}, [run("1", { acc: 1 }, 1), run("2", { acc: 1 }, 2)])]).best.size, 0);
});

Deno.test("columns that say the same in all rows stay when nothing differs, and when they are kept", () => {
  const alike = [baseline("main", { params: { lr: 1, seed: 1n } }, [run("1", {}, 1)])];
  const shown = (entries: typeof alike, keep: string[] = []) =>
    buildShowTable(entries, { ...OPTIONS, keep }).columns.map(({ name }) => name);
  assert.deepEqual(shown(alike), ["lr", "seed"]);
  assert.deepEqual(shown(ENTRIES, ["seed"]), ["acc", "loss", "cost", "lr", "seed"]);
});

Deno.test("what is left out is counted, and a name of several is told", () => {
  const twice = [...ENTRIES, baseline("old", {}, [experiment("3".repeat(40), "run-1", {})])];
  const notes = tableNotes(buildShowTable(twice, { limit: 1 }), { hidden: [], entries: twice });
  assert.deepEqual(notes, ["2 of 3 experiments", "the name of several, to be called by their ids instead: run-1"]);
});

Deno.test("aligned numbers are as long as each other, with their points at one place", () => {
  fc.assert(fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), (numbers) => {
    const texts = numbers.map(String).filter((text) => /^-?\d+\.\d+$/.test(text));
    const aligned = alignNumbers(texts);
    assert.deepEqual(aligned.map((text) => text.trim()), texts);
    assert.ok(new Set(aligned.map((text) => text.length)).size <= 1);
    assert.ok(new Set(aligned.map((text) => text.indexOf("."))).size <= 1);
  }));
});
