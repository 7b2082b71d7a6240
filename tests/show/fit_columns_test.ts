/** Plain tables on narrow terminals. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { fitColumns, type PlainColumn, renderPlain, textWidth } from "../../src/show/mod.ts";

const FILE = { role: "file", title: "Path", cells: ["results/metrics.json", "results/metrics.json"] } as const;
const KEY = { role: "key", title: "Metric", cells: ["validation.accuracy", "loss"] } as const;
const BEFORE = { role: "value", title: "brave-fox-of-monday", cells: ["0.97272", "0.30051"] } as const;
const AFTER = { role: "value", title: "calm", cells: ["0.97368", "0.29052"] } as const;
const CHANGE = { role: "whole", title: "Change", cells: ["+0.00096 better", "-0.00999 better"] } as const;
const TABLE: readonly PlainColumn[] = [FILE, KEY, BEFORE, AFTER, CHANGE];

function drawn(columns: readonly PlainColumn[]): string {
  return renderPlain(
    columns.map(({ title }) => title),
    columns[0]!.cells.map((_, i) => columns.map((c) => c.cells[i]!)),
  );
}

function at(width: number, columns = TABLE) {
  const { columns: fitted, hidden, isShortened } = fitColumns(columns, { width, ellipsis: "…" });
  return { lines: drawn(fitted).trimEnd().split("\n"), hidden, isShortened };
}

Deno.test("a file that all rows have goes first, then names are shortened, and the difference goes last", () => {
  assert.deepEqual(at(100), { lines: drawn(TABLE).trimEnd().split("\n"), hidden: [], isShortened: false });
  assert.deepEqual(at(80), {
    lines: drawn(TABLE.slice(1)).trimEnd().split("\n"),
    hidden: ["Path"],
    isShortened: false,
  });
  assert.deepEqual(at(52), {
    lines: [
      "Metric        brave…nday    calm     Change",
      "valida…uracy  0.97272       0.97368  +0.00096 better",
      "loss          0.30051       0.29052  -0.00999 better",
    ],
    hidden: ["Path"],
    isShortened: true,
  });
  assert.deepEqual(at(40).hidden, ["Path", "Change"]);
});

Deno.test("files that differ are shortened before they are left out", () => {
  const files = { ...FILE, cells: ["results/metrics.json", "metrics.json"] };

  assert.deepEqual([at(60, [files, ...TABLE.slice(1)]).hidden, at(40, [files, ...TABLE.slice(1)]).hidden], [
    [],
    ["Path", "Change"],
  ]);
});

Deno.test("further columns go last, those with one value first, then from the right; numbers stay whole", () => {
  const more = (title: string, ...cells: string[]): PlainColumn => ({ role: "more", title, cells });
  const columns: PlainColumn[] = [
    { role: "key", title: "Revision", cells: ["workspace", "one-of-long-name"] },
    { ...FILE, cells: ["m.json", "m.json"] },
    more("loss", "0.1", "0.2"),
    more("epochs", "60", "60"),
    more("validation.accuracy", "0.912345678", "0.8"),
    more("model", "a-text-that-is-long", "another"),
  ];
  const order = ["Path", "epochs", "model", "validation.accuracy", "loss"];

  const seen = new Set<string>();
  for (let width = 90; width > 10; width--) {
    const { hidden, lines } = at(width, columns);
    assert.deepEqual(hidden, order.slice(0, hidden.length), `${width}`);
    assert.ok(lines.every((line) => textWidth(line) <= width), `${width}`);
    assert.equal(lines.join("\n").includes("0.912345678"), !hidden.includes("validation.accuracy"), `${width}`);
    seen.add(hidden.join(" "));
  }
  assert.equal(seen.size, order.length + 1);
});

Deno.test("a table of differences fits whatever the names, and no number loses a digit", () => {
  const text = fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }).filter((each) => !/[\s\d]/.test(each));
  const number = fc.integer({ min: -99_999, max: 99_999 }).map((n) => String(n / 1000));
  const value = fc.oneof(number, text);
  const row = fc.record({ file: text, key: text, before: value, after: value, change: text });
  const rows = fc.array(row, { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(rows, text, text, fc.integer({ min: 40, max: 120 }), (rows, a, b, width) => {
    const { columns } = fitColumns([
      { role: "file", title: "Path", cells: rows.map(({ file }) => file) },
      { role: "key", title: "Param", cells: rows.map(({ key }) => key) },
      { role: "value", title: a, cells: rows.map(({ before }) => before) },
      { role: "value", title: b, cells: rows.map(({ after }) => after) },
      { role: "whole", title: "Change", cells: rows.map(({ change }) => change) },
    ], { width, ellipsis: "…" });

    assert.ok(drawn(columns).split("\n").every((line) => textWidth(line) <= width));
    const [before, after] = columns.filter(({ role }) => role === "value");
    const isNumber = (cell: string) => /^-?\d+(\.\d+)?$/.test(cell);
    rows.forEach((row, i) => {
      if (isNumber(row.before)) assert.equal(before!.cells[i], row.before);
      if (isNumber(row.after)) assert.equal(after!.cells[i], row.after);
    });
  }));
});
