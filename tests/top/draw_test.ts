import assert from "node:assert/strict";
import fc from "fast-check";
import { textWidth } from "../../src/show/text_width.ts";
import { drawTop } from "../../src/top/draw.ts";
import { PANES, type TopRow, type TopSearch } from "../../src/top/facts.ts";
import { cutAtEnd } from "../../src/top/line.ts";
import { shareRows } from "../../src/top/share_rows.ts";
import type { TopState } from "../../src/top/state.ts";
import type { TopEvent } from "../../src/top/update.ts";
import { NO_STYLE } from "../ui/no_style.ts";
import { ACC, board, facts, LOSS, LR, press, row, send } from "./boards.ts";

const seen = (state: TopState, style = NO_STYLE) => drawTop(state, style).map((line) => line.trimEnd());

const name = fc.oneof(
  fc.string(),
  fc.constantFrom("grid-1", "später-日本", "👩‍👩‍👧 family", "a\x1b[2Jb", "é".normalize("NFD")),
);
const value = fc.oneof(fc.double(), fc.integer(), fc.string(), fc.boolean());
const aRow: fc.Arbitrary<TopRow> = fc.record({
  id: fc.uuid(),
  name,
  pane: fc.constantFrom(...PANES),
  isTask: fc.boolean(),
  words: name,
  isHeld: fc.boolean(),
  runsOn: fc.option(name, { nil: undefined }),
  isSubmitted: fc.boolean(),
  startedAtMs: fc.option(fc.nat(), { nil: undefined }),
  tail: fc.array(name, { maxLength: 5 }),
  values: fc.array(fc.tuple(fc.constantFrom(ACC, LOSS, LR), value), { maxLength: 3 }).map((pairs) => new Map(pairs)),
});
const KEYS = [..."jkgGKrHlsmoyn/?qfN+-= >.09x", "up", "down", "page-up", "page-down", "home", "end", "left", "right"];
const aKey = fc.oneof(
  fc.constantFrom(...KEYS, "tab", "enter", "escape", "backspace", "ctrl-u", "unknown"),
  fc.string(),
);
const anEvent: fc.Arbitrary<TopEvent> = fc.oneof(
  { weight: 6, arbitrary: aKey.map((key): TopEvent => ({ kind: "key", key })) },
  fc.array(aRow, { maxLength: 40 }).map((rows): TopEvent => ({ kind: "look", facts: facts(...rows) })),
  fc.record({ columns: fc.integer({ min: 1, max: 120 }), rows: fc.integer({ min: 1, max: 40 }) })
    .map((size): TopEvent => ({ kind: "resize", size })),
  fc.tuple(fc.nat({ max: 500 }), fc.nat({ max: 500 }), fc.array(name, { maxLength: 40 }))
    .map(([total, top, lines]): TopEvent => ({ kind: "page", total, top, lines })),
  fc.option(fc.nat({ max: 500 }), { nil: undefined }).map((line): TopEvent => ({ kind: "found", line })),
  name.map((message): TopEvent => ({ kind: "told", message })),
);

Deno.test("whatever is pressed and whatever comes, the screen has its rows, and none is wider than it", () => {
  fc.assert(
    fc.property(fc.array(anEvent, { maxLength: 40 }), fc.boolean(), (events, unicode) => {
      let state = board([]);
      for (const event of events) {
        state = send(state, event).state;
        const lines = drawTop(state, { ...NO_STYLE, unicode });
        assert.equal(lines.length, state.size.rows);
        for (const line of lines) assert.ok(textWidth(line) <= state.size.columns, JSON.stringify(line));
        if (!unicode) assert.doesNotMatch(lines.join(""), /[^\x20-\x7e]/);
      }
    }),
    { numRuns: 150 },
  );
});

Deno.test("what is cut off at the end of a line can be seen, so that no half number looks whole", () => {
  const cut = [30, 21, 20, 12, 2, 1, 0].map((width) => cutAtEnd("grid-1  lr=0.12345678", width));

  const [whole, same, ...others] = cut;
  assert.deepEqual([whole, same], ["grid-1  lr=0.12345678", "grid-1  lr=0.12345678"]);
  assert.deepEqual(others, ["grid-1  lr=0.12345..", "grid-1  lr..", "..", ".", ""]);
});

Deno.test("rows are shared fairly: never more than there are, and no more than is wanted", () => {
  fc.assert(fc.property(fc.array(fc.nat({ max: 50 }), { maxLength: 6 }), fc.nat({ max: 60 }), (wanted, rows) => {
    const given = shareRows(wanted, rows);
    const sum = given.reduce((a, b) => a + b, 0);
    assert.equal(sum, Math.min(rows, wanted.reduce((a, b) => a + b, 0)));
    given.forEach((n, i) => assert.ok(n >= 0 && n <= wanted[i]!));
    // who did not get all has no less than any other, but for what cannot be divided
    given.forEach((n, i) => assert.ok(n === wanted[i] || given.every((other) => other <= n + 1)));
  }));
});

const ROWS = [
  row("running", "grid-1", { tail: ["epoch 1", "epoch 2"] }),
  row("waiting", "grid-2", { values: new Map([[LR, 0.1]]) }),
  row("waiting", "grid-3", { isHeld: true, words: "Queued, held", values: new Map([[LR, 0.2]]) }),
  row("failed", "bad"),
  row("finished", "fine", { values: new Map([[ACC, 0.91], [LR, 0.3]]) }),
  row("finished", "better", { values: new Map([[ACC, 10.5]]) }),
];

Deno.test("the board shows all, best first, with the ends of logs where there is room", () => {
  const { state } = send(board(ROWS), { kind: "clock", nowMs: 65_000 });
  assert.deepEqual(seen(state).slice(0, 15), [
    "exp top: 1 running, 2 waiting, 1 failed, 2 finished  workers: 1 active, 0 idle",
    "RUNNING",
    "> grid-1  1 min 5 s",
    "    | epoch 1",
    "    | epoch 2",
    "WAITING",
    "  1 grid-2  lr=0.1",
    "  2 grid-3  held  lr=0.2",
    "FAILED",
    "  bad  Failed: no luck",
    "FINISHED, best acc first (more is better)",
    "  best better  10.5",
    "     2 fine     0.91  lr=0.3",
    "",
    "",
  ]);
});

const SEARCHES: readonly TopSearch[] = [
  { name: "fast", ended: 12, trials: 20, best: { name: "fast-9", value: "0.0131" } },
  { name: "new", ended: 0, trials: 50, best: undefined },
  { name: "two", ended: 3, trials: 9, best: { name: "two-1, two-3", value: undefined } },
];

Deno.test("each search at work has a line, and what was pruned has a list of its own, after what has finished", () => {
  const rows = [row("pruned", "fast-3"), row("finished", "fast-9", { values: new Map([[LOSS, 0.0131]]) })];
  const { state } = send(board([]), { kind: "look", facts: { ...facts(...rows), searches: SEARCHES } });

  assert.deepEqual(seen(state).slice(0, 9), [
    "0 running, 0 waiting, 0 failed, 1 finished, 1 pruned  workers: 1 active, 0 idle",
    "search fast  12 of 20 trials, best 0.0131, fast-9",
    "search new   0 of 50 trials",
    "search two   3 of 9 trials, front: two-1, two-3",
    "FINISHED, best acc first (more is better)",
    ">    - fast-9  -",
    "PRUNED",
    "  fast-3  Pruned at step 3, with 0.7",
    "",
  ]);
});

Deno.test("searches leave room for what they run: the last line says how many more there are", () => {
  const search = { kind: "look", facts: { ...facts(row("running", "fast-1")), searches: SEARCHES } } as const;

  const small = seen(send(board([], { columns: 41, rows: 12 }), search).state);
  const tiny = seen(send(board([], { columns: 40, rows: 5 }), search).state);

  assert.deepEqual(small.slice(1, 4), ["search fast  12 of 20 trials, best 0.0131", "and 2 more searches", "RUNNING"]);
  assert.equal(tiny[1], "RUNNING");
});

Deno.test("with nothing in the queue a search says what to do", () => {
  const { state } = send(board([]), { kind: "look", facts: { ...facts(), searches: SEARCHES } });
  assert.match(seen(state).join("\n"), /nothing is queued: exp queue start runs the trials of a search/);
});

Deno.test("a screen of 40x10 has a part of each pane, and the last line of what runs", () => {
  const small = board(ROWS, { columns: 40, rows: 10 });
  assert.deepEqual(seen(small), [
    "1 run, 2 wait, 1 failed, 2 done",
    "RUNNING",
    "> grid-1  0.0 s        epoch 2",
    "WAITING (1 to 1 of 2)",
    "  1 grid-2  lr=0.1",
    "FAILED",
    "  bad  Failed: no luck",
    "FINISHED (1 to 1 of 2), best acc first",
    "  best better  10.5",
    "? help  q quit  l log  K kill  r retry",
  ]);
  assert.match(seen(press(small, "j", "j").state).join("\n"), /WAITING \(2 to 2 of 2\)\n> 2 grid-3/);
});

Deno.test("a screen that is too small for all panes has the chosen row's, with its row, and what room there is for others", () => {
  const small = board(ROWS, { columns: 20, rows: 6 });
  const all = ["1 r 2 w 1 f 2 d", "? help  q quit"];
  const drawn = (keys: readonly string[]) => seen(press(small, ...keys).state);

  assert.deepEqual(drawn([]), [
    all[0],
    "RUNNING",
    "> grid-1  0.0 s",
    "WAITING",
    "  1 grid-2  lr=0.1",
    all[1],
  ]);
  assert.deepEqual(drawn(["G"]).slice(1, 5), [
    "RUNNING",
    "  grid-1  0.0 s",
    "FINISHED, by acc",
    ">    2 fine  0.91 ..",
  ]);
  const least = board(ROWS, { columns: 20, rows: 3 });
  assert.deepEqual(seen(press(least, "j").state), [all[0], "> 1 grid-2  lr=0.1", all[1]]);
});

Deno.test("of what runs on another machine its name is told, and what it prints", () => {
  const words = "Running on gpu-box (if that is gone: exp queue kill --force)";
  const state = board([row("running", "far", { words, runsOn: "gpu-box", tail: ["epoch 1"] })], {
    columns: 60,
    rows: 4,
  });

  assert.deepEqual(seen(state).slice(1, 3), ["RUNNING", "> far  0.0 s        on gpu-box  epoch 1"]);
});

Deno.test("five hundred tasks are counted, and the chosen one is seen wherever one goes among them", () => {
  const tasks = Array.from({ length: 500 }, (_, i) => row("waiting", `grid-${i + 1}`));
  const state = board([row("running", "runs"), ...tasks], { columns: 60, rows: 10 });

  assert.equal(seen(state)[0], "1 running, 500 waiting, 0 failed, 0 finished");
  for (const [keys, chosen] of [["G", 500], ["Gk", 499], ["gj", 1], ["gjjj", 3]] as const) {
    const lines = seen(press(state, ...keys).state);
    assert.ok(lines.some((line) => new RegExp(`^> +${chosen} grid-${chosen}$`).test(line)), lines.join("\n"));
  }
});

Deno.test("the head says less where there is less room, and never half of it", () => {
  const head = (columns: number) => seen(board(ROWS, { columns, rows: 10 }))[0];

  assert.equal(head(72), "1 running, 2 waiting, 1 failed, 2 finished  workers: 1 active, 0 idle");
  assert.equal(head(60), "1 running, 2 waiting, 1 failed, 2 finished");
  assert.equal(head(40), "1 run, 2 wait, 1 failed, 2 done");
  assert.equal(
    seen(board(ROWS, { columns: 60, rows: 10 })).at(-1),
    "? help  q quit  l log  K kill  r retry  H hold  +- move",
  );
});

Deno.test("what a look warns of has a line of its own", () => {
  const looked: TopEvent = { kind: "look", facts: { ...facts(...ROWS), warnings: ["slurm does not answer"] } };
  const lines = seen(send(board([], { columns: 40, rows: 10 }), looked).state);

  assert.deepEqual(lines.slice(0, 3), ["1 run, 2 wait, 1 failed, 2 done", "slurm does not answer", "RUNNING"]);
});

Deno.test("escape codes in names and logs are shown, not obeyed", () => {
  const { state } = press(board([row("running", "a\x1b[2Jb", { tail: ["\x1b]0;title\x07"] })]));
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(drawTop(state, NO_STYLE).join(""), /[\x00-\x1f]/);
});

Deno.test("in ASCII what is beyond it is a mark of the same width or less", () => {
  assert.match(seen(board([row("waiting", "später")]), { ...NO_STYLE, unicode: false })[2]!, /sp\?ter/);
});

Deno.test("an empty queue says how to fill it, and a filter that hides all how to be rid of it", () => {
  assert.match(seen(board([])).join("\n"), /exp run --queue/);
  assert.match(seen(press(board(ROWS), "/", ..."nowhere", "enter").state).join("\n"), /Esc shows all/);
});

Deno.test("help of a narrow screen is whole", () => {
  const help = seen(press(board(ROWS, { columns: 40, rows: 24 }), "?").state).join(" ").replace(/\s+/g, " ");

  assert.ok(help.includes("Enter, l: open its log: / searches in all of it, n N the next, f follows"), help);
});

Deno.test("help of a low screen goes on with any key, until all of it was seen", () => {
  const pages: string[] = [];
  let { state } = press(board(ROWS, { columns: 20, rows: 6 }), "?");
  for (; state.view.kind === "help"; state = press(state, "x").state) pages.push(seen(state).slice(1, -1).join(" "));

  const help = pages.join(" ").replace(/\s+/g, " ");
  assert.match(help, /^up down, j k: choose a row; .* Ctrl-L: draw all anew$/);
  assert.equal(state.view.kind, "board");
});

Deno.test("help is whole on a screen of 80 columns", () => {
  assert.match(seen(press(board(ROWS), "?").state).join("\n"), /acc>0\.9; Esc: all\n/);
});

Deno.test("help shows every key that the board has", () => {
  const help = seen(press(board(ROWS), "?").state).join("\n");
  for (const key of ["Enter, l", "K ", "r ", "H ", "+ -", "/ ", "m ", "o ", "s ", "q, "]) {
    assert.ok(help.includes(`  ${key}`), key);
  }
});
