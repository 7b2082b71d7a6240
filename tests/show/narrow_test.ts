import assert from "node:assert/strict";
import fc from "fast-check";
import { type Column, narrowTable, renderTextTable, type ShowTable, tableCells } from "../../src/show/mod.ts";

const LOOK = { unicode: true, today: "2026-01-02T00:00:00" };

/** Params in which rows have these values; an empty text is none. */
function tableOf(values: Readonly<Record<string, readonly string[]>>): ShowTable {
  const columns = Object.keys(values).map((key): Column => ({ kind: "param", name: key, file: "params.yaml", key }));
  const cellOf = (text = "") => text === "" ? undefined : { value: text };
  const count = Math.max(...Object.values(values).map((each) => each.length));
  const rows = Array.from({ length: count }, (_, i) => ({
    experiment: `exp-${i}`,
    rev: "0123456",
    sha: "0123456",
    kind: "branch_commit" as const,
    created: "",
    state: "",
    executor: "",
    cells: new Map(columns.map((column) => [column, cellOf(values[column.key]![i])])),
  }));
  return { fixed: ["Experiment", "Created"], columns, rows, same: [], best: new Map() };
}

Deno.test("a table that fits shows all of its columns", () => {
  const table = tableOf({ lr: ["1", "2"], seed: ["7", "7"] });
  const { table: shown, hidden } = narrowTable(table, { ...LOOK, width: 80 });
  assert.deepEqual(tableCells(shown, LOOK).header, ["Experiment", "Created", "lr", "seed"]);
  assert.deepEqual(hidden, []);
});

Deno.test("columns that say the same in every row go first, from the right", () => {
  const table = tableOf({ seed: ["7", "7"], lr: ["1", "2"], epochs: ["60", "60"] });
  const { table: shown, hidden } = narrowTable(table, { ...LOOK, width: 50 });
  assert.deepEqual(shown.columns.map((column) => column.name), ["seed", "lr"]);
  assert.deepEqual(hidden, ["epochs"]);
});

Deno.test("what tells least goes first: what is the same, when it ran, ids, one value with gaps, the rest from the right", () => {
  const table = tableOf({ acc: ["0.91", "0.92"], size: ["110", ""], lr: ["0.10", "0.20"], seed: ["7", "7"] });
  const order = ["seed", "Created", "ids", "size", "lr", "acc"];

  const seen = new Set<string>();
  for (let width = 80; width > 10; width--) {
    const { hidden } = narrowTable(table, { ...LOOK, width });
    assert.deepEqual(hidden, order.filter((name) => hidden.includes(name)), `${width}: ${hidden}`);
    seen.add(hidden.join(" "));
  }
  assert.equal(seen.size, order.length + 1);
});

Deno.test("ids stay where a name is that of several", () => {
  const table = tableOf({ lr: ["1", "2"] });
  const rows = table.rows.map((row) => ({ ...row, experiment: "twice" }));
  const { table: shown, hidden } = narrowTable({ ...table, rows }, { ...LOOK, width: 24 });

  assert.deepEqual(hidden, ["Created", "lr"]);
  assert.match(renderTextTable(shown, { ...LOOK, width: 24 }), /0123456 \[twice\]/);
});

Deno.test("numbers are shown whole or not at all; their headings give way", () => {
  const values = { accuracy_of_all: ["0.93333", "0.06667"], long_name_of_it: ["1e-05", "nan"] };
  const table = { ...tableOf(values), fixed: ["Experiment" as const] };
  const narrow = narrowTable(table, { ...LOOK, width: 48 });
  assert.deepEqual(narrow.hidden, []);
  const text = renderTextTable(narrow.table, { ...LOOK, width: 48 });
  for (const value of Object.values(values).flat()) assert.ok(text.includes(value), text);
  assert.equal(narrowTable(table, { ...LOOK, width: 35 }).hidden.length, 1);
});

Deno.test("cells are shortened before a column that varies is left out, and no line is wider than the terminal", () => {
  const table = tableOf(Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => [`parameter_${i}`, [`a long value ${i}`, `another value ${i}`]]),
  ));
  for (const width of [60, 80, 100, 140, 200]) {
    const { table: shown, hidden } = narrowTable(table, { ...LOOK, width });
    assert.equal(shown.columns.length + hidden.filter((name) => name.startsWith("parameter_")).length, 9);
    assert.ok(shown.columns.length > 0);
    const lines = renderTextTable(shown, { ...LOOK, width }).split("\n");
    for (const line of lines) assert.ok(line.length <= width, `${line.length} > ${width}: ${line}`);
  }
});

Deno.test("a long name is cut, where that leaves what tells it from the others, before a column is left out", () => {
  const long = (middle: string) => `sweep-of-learning-rates-${middle}-with-a-long-name-for-all`;
  const made = tableOf({ lr: ["0.1", "0.2"] });
  const table = { ...made, rows: made.rows.map((row, i) => ({ ...row, experiment: long(`number-${i}`) })) };
  const { table: shown, hidden } = narrowTable(table, { ...LOOK, width: 64 });
  const text = renderTextTable(shown, { ...LOOK, width: 64 });

  assert.deepEqual(hidden, []);
  for (const i of [0, 1]) assert.match(text, new RegExp(`0123456 \\[.*…?.*-?${i}-with-a-long-name-for-all\\] `));
  for (const line of text.split("\n")) assert.ok(line.length <= 64, line);
});

const names = fc.uniqueArray(fc.string({ unit: fc.constantFrom("a", "b", "-", "日"), minLength: 1, maxLength: 60 }), {
  minLength: 2,
  maxLength: 6,
});

Deno.test("whatever the width, different names stay different and times whole", () => {
  fc.assert(fc.property(names, fc.integer({ min: 20, max: 100 }), (experiments, width) => {
    const made = tableOf({ lr: experiments.map((_, i) => `${i}`) });
    const rows = made.rows.map((row, i) => ({ ...row, experiment: experiments[i]!, created: "2026-01-02T13:04:05" }));
    const { table, hidden } = narrowTable({ ...made, rows }, { ...LOOK, width });
    const lines = renderTextTable(table, { ...LOOK, width }).split("\n").slice(3, 3 + rows.length);

    assert.equal(new Set(lines.map((line) => /\[(.*)\]/.exec(line)![1])).size, rows.length);
    for (const line of lines) assert.equal(line.includes("01:04 PM"), !hidden.includes("Created"), line);
  }));
});
