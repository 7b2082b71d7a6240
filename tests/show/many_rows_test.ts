import assert from "node:assert/strict";
import {
  alignNumbers,
  buildShowTable,
  renderMarkdown,
  renderPlain,
  renderTextTable,
  tableCells,
} from "../../src/show/mod.ts";
import { baseline, experiment } from "./fixtures.ts";

/** More than a function can be given as arguments. */
const MANY = 200_000;
const LOOK = { unicode: true, today: "2026-01-02T18:00:00" };

Deno.test("a table of 200,000 rows is drawn like any other, at a narrow terminal, too", () => {
  const one = experiment("1".repeat(40), "a-name-that-is-cut", { params: { lr: 0.1 }, metrics: { acc: 0.5 } });
  const table = buildShowTable([baseline("main", { params: { lr: 0.2 } }, [one])], {});
  const rows = Array.from({ length: MANY }, () => table.rows[1]!);

  for (const width of [undefined, 60]) {
    const lines = renderTextTable({ ...table, rows }, { ...LOOK, alignsPoints: true, ...(width ? { width } : {}) });

    assert.equal(lines.trimEnd().split("\n").length, MANY + 4);
  }
});

Deno.test("plain and Markdown tables, and columns of numbers, have no end either", () => {
  const { header, rows: [row] } = tableCells(buildShowTable([baseline("main", { params: { lr: 0.2 } }, [])], {}), LOOK);
  const rows = Array.from({ length: MANY }, () => row!);

  assert.equal(renderPlain(header, rows).split("\n").length, MANY + 2);
  assert.equal(renderMarkdown(header, rows).split("\n").length, MANY + 4);
  assert.equal(alignNumbers(rows.map(() => "0.5")).length, MANY);
});
