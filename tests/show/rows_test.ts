import assert from "node:assert/strict";
import type { Value } from "../../packages/values/value.ts";
import {
  buildShowTable,
  renderCsv,
  renderMarkdown,
  renderTextTable,
  type ShowOptions,
  tableCells,
} from "../../src/show/mod.ts";
import { baseline, experiment } from "./fixtures.ts";

const LOOK = { unicode: true, today: "2026-01-02T18:00:00" };
const ENTRIES = [
  baseline("workspace", { params: { lr: 0.1, seed: 1n } }, []),
  baseline("main", { params: { lr: 0.1, seed: 1n }, metrics: "missing" }, [
    experiment("1".repeat(40), "low", {
      params: { lr: 0.1, seed: 1n },
      metrics: { acc: 0.5 },
      deps: { "a.csv": "c0ffee" },
    }),
    experiment("2".repeat(40), "high", {
      params: { lr: 0.5, seed: 1n },
      metrics: { acc: 0.9 },
      deps: { "a.csv": "c0ffee" },
    }),
    experiment("3".repeat(40), "waits", { params: { lr: 1.0, seed: 1n } }, "queued"),
  ]),
];

function shown(options: ShowOptions): string[] {
  return buildShowTable(ENTRIES, options).rows.map((row) => row.experiment).filter((name) => name !== "");
}

Deno.test("rows sort by a metric either way, those without a value last", () => {
  assert.deepEqual(shown({ sortBy: "acc" }), ["low", "high", "waits"]);
  assert.deepEqual(shown({ sortBy: "acc", sortOrder: "desc" }), ["high", "low", "waits"]);
});

Deno.test("conditions keep what holds, by number and not by text", () => {
  assert.deepEqual(shown({ filter: ["acc>0.5"] }), ["high"]);
  assert.deepEqual(shown({ filter: ["lr >= 0.50"] }), ["high", "waits"]);
  assert.deepEqual(shown({ filter: ["lr=0.1", "acc<1"] }), ["low"]);
  assert.throws(() => shown({ filter: ["acc~1"] }), { fault: "usage/condition" });
});

Deno.test("an unknown column names the nearest one", () => {
  assert.throws(() => shown({ sortBy: "sead" }), { facts: { wanted: "sead", key: "sead", nearest: "seed" } });
});

Deno.test("columns: only what changed, patterns that drop, patterns that keep in spite of all", () => {
  const names = (options: ShowOptions) => buildShowTable(ENTRIES, options).columns.map((column) => column.name);
  assert.deepEqual(names({}), ["acc", "lr", "seed", "a.csv"]);
  assert.deepEqual(names({ onlyChanged: true }), ["acc", "lr", "a.csv"]);
  assert.deepEqual(names({ drop: ["l"], hideDeps: true }), ["acc", "seed"]);
  assert.deepEqual(names({ drop: [".*"], keep: ["seed"], hideDeps: true }), ["seed"]);
  assert.throws(() => names({ drop: ["("] }), { fault: "usage/pattern" });
});

Deno.test("a table without columns has no rows either", () => {
  const table = buildShowTable(ENTRIES, { drop: [".*"], split: true });
  const { header, rows } = tableCells(table, LOOK);

  assert.equal(renderCsv(table), "\r\n");
  assert.equal(renderMarkdown(header, rows), "\n\n");
  assert.equal(renderTextTable(table, LOOK), "");
});

Deno.test("patterns and what changed decide on every column, by Python's way of writing patterns", () => {
  const header = (options: ShowOptions) => {
    const { fixed, columns } = buildShowTable(ENTRIES, options);
    return [...fixed, ...columns.map((column) => column.name)].join(",");
  };
  assert.equal(header({ split: true, drop: ["Created|parent", "a"] }), "Experiment,rev,typ,State,lr,seed");
  assert.equal(header({ drop: ["Exp", "(?i)cre", "(?P<s>se)ed\\Z"], hideDeps: true }), "State,acc,lr");
  assert.equal(header({ split: true, onlyChanged: true, hideDeps: true }), "Experiment,rev,typ,State,acc,lr");
  assert.equal(header({ drop: [".*"], keep: ["Executor", "rev"] }), "rev,Executor");
});

Deno.test("a column to sort by: its name in any file, or with the file, also where names hold colons", () => {
  const file = { data: new Map<string, Value>([["my::acc", 1n], ["loss", 2n], ["rev", 5n]]) };
  const twice = baseline("main", { params: { loss: 1n } }, [experiment("1".repeat(40), "one", {})]);
  const metrics = new Map([["a:b.json", file]]);
  const entries = [{ ...twice, data: { ...twice.data!, metrics } }];
  const sorted = (sortBy: string) => buildShowTable(entries, { sortBy }).rows.length;

  for (const name of [":my::acc", "my::acc", "a:b.json:my::acc", "a:b.json:loss", "params.yaml:loss"]) {
    assert.equal(sorted(name), 2);
  }
  assert.throws(() => sorted(":loss"), { fault: "usage/ambiguous-column" });
  assert.throws(() => sorted("::loss"), { fault: "usage/no-column" });
  const names = buildShowTable(entries).columns.map((column) => column.name);
  assert.deepEqual(names, ["my::acc", "a:b.json:loss", "a:b.json:rev", "params.yaml:loss"]);
});

Deno.test("null is nothing, but it has its column", () => {
  const table = buildShowTable([baseline("main", { params: { x: null } }, [])], { split: true });
  assert.match(renderCsv(table), /,x\r\n.*,\r\n$/);
});

Deno.test("metrics stand at the right, so that digits stand below digits", () => {
  const entries = [baseline("main", { metrics: { acc: 0.5 }, params: { lr: 1n } }, [
    experiment("1".repeat(40), "one", { metrics: { acc: 12.25 }, params: { lr: 10n } }),
  ])];
  const lines = renderTextTable(buildShowTable(entries, { drop: ["Created"] }), LOOK).split("\n");
  assert.deepEqual(lines.slice(3, 5), ["  main                  0.5   1", "  └── 1111111 [one]   12.25   10"]);
});

Deno.test("hidden rows and limits", () => {
  assert.deepEqual(shown({ hideQueued: true }), ["low", "high"]);
  assert.deepEqual(shown({ limit: 1 }), ["low"]);
  assert.equal(buildShowTable(ENTRIES, { hideWorkspace: true }).rows[0]?.rev, "main");
});

Deno.test("the table for people: a tree, today's times, states in words, missing files marked", () => {
  const { header, rows } = tableCells(buildShowTable(ENTRIES), { ...LOOK, shortHashes: true });
  assert.deepEqual(header, ["Experiment", "Created", "State", "acc", "lr", "seed", "a.csv"]);
  assert.deepEqual(rows.map((row) => row[0]), [
    "workspace",
    "main",
    "├── 1111111 [low]",
    "├── 2222222 [high]",
    "└── 3333333 [waits]",
  ]);
  assert.deepEqual(rows[1]?.slice(1), ["01:04 PM", "-", "!", "0.1", "1", "-"]);
  assert.deepEqual(rows[4]?.slice(1, 4), ["01:04 PM", "Queued", "-"]);
});

Deno.test("CSV is quoted where it must be, Markdown escapes its bars", () => {
  const entries = [baseline("main", { params: { note: 'say "a|b", twice' } }, [])];
  const table = buildShowTable(entries);
  assert.match(
    renderCsv(buildShowTable(entries, { split: true })),
    /^Experiment,rev,typ,Created,parent,note\r\n,main,baseline,[^,]*,,"say ""a\|b"", twice"\r\n$/,
  );
  const { header, rows } = tableCells(table, LOOK);
  assert.match(renderMarkdown(header, rows), /say "a\\\|b", twice/);
});
