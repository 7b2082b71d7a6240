import assert from "node:assert/strict";
import { panesOf, selectedRow } from "../../src/top/state.ts";
import { ACC, board, facts, LOSS, LR, press, row, send } from "./boards.ts";

const QUEUE = [row("running", "run"), ...["a", "b", "c"].map((name) => row("waiting", name)), row("failed", "bad")];

Deno.test("kill asks, and only yes kills", () => {
  const asked = press(board(QUEUE), "K");
  assert.deepEqual(asked.wishes, []);
  assert.equal(asked.state.question?.kind, "kill");

  for (const key of ["n", "enter", "escape", "K", " "]) assert.deepEqual(press(asked.state, key).wishes, [], key);
  assert.equal(press(asked.state, "n").state.message, "run goes on");
  assert.deepEqual(press(asked.state, "y").wishes, [{ do: "kill", id: "run" }]);
});

Deno.test("what waits in a batch engine can be killed, what waits here cannot", () => {
  const given = board([row("waiting", "given", { isSubmitted: true }), row("waiting", "here")]);
  assert.deepEqual(press(given, "K", "y").wishes, [{ do: "kill", id: "given" }]);
  assert.deepEqual(press(given, "j", "K", "y").wishes, []);
});

Deno.test("a key for a row that it does not fit says so, and does nothing", () => {
  const waiting = press(board(QUEUE), "j").state;
  for (const [key, said] of [["K", /does not run/], ["r", /has not failed/], ["l", /has not begun/]] as const) {
    const { state, wishes } = press(waiting, key);
    assert.match(state.message, said);
    assert.deepEqual(wishes, []);
  }
  assert.match(press(board(QUEUE), "H").state.message, /does not wait/);
});

Deno.test("a key that means nothing hints at help, and the next key takes the hint away", () => {
  const { state } = press(board(QUEUE), "Z");
  assert.match(state.message, /\? shows/);
  assert.equal(press(state, "j").state.message, "");
});

Deno.test("+ and - move a waiting task by one place among those that are shown", () => {
  const atB = press(board(QUEUE), "j", "j").state;
  assert.deepEqual(press(atB, "+").wishes, [{ do: "move", id: "b", before: "a" }]);
  assert.deepEqual(press(atB, "-").wishes, [{ do: "move", id: "b", before: undefined }]);
  const atA = press(atB, "k").state;
  assert.deepEqual(press(atA, "-").wishes, [{ do: "move", id: "a", before: "c" }]);
  assert.equal(press(atA, "+").state.message, "a is the first");
});

Deno.test("H holds what waits, and releases what is held", () => {
  const held = board([row("waiting", "free"), row("waiting", "kept", { isHeld: true })]);
  assert.deepEqual(press(held, "H", "j", "H").wishes, [{ do: "hold", id: "free" }, { do: "release", id: "kept" }]);
});

Deno.test("r queues again what has failed or was pruned", () => {
  assert.deepEqual(press(board(QUEUE), "G", "r").wishes, [{ do: "retry", id: "bad" }]);
  assert.deepEqual(press(board([row("pruned", "slow")]), "r").wishes, [{ do: "retry", id: "slow" }]);
});

Deno.test("the cursor stays with its row while others come and go, and at its place when the row has gone", () => {
  const atB = press(board(QUEUE), "j", "j").state;
  const look = (...names: string[]) =>
    send(atB, { kind: "look", facts: facts(...names.map((name) => row("waiting", name))) });
  assert.equal(selectedRow(look("new", "a", "b").state)?.name, "b");
  assert.equal(selectedRow(look("a", "c", "d").state)?.name, "c");
  assert.equal(selectedRow(look("a").state)?.name, "a");
  assert.equal(selectedRow(look().state), undefined);
});

Deno.test("a task that begins to run leaves the cursor where it was", () => {
  const atA = press(board(QUEUE), "j").state;
  const { state } = send(atA, { kind: "look", facts: facts(row("running", "a"), row("waiting", "b")) });
  assert.equal(selectedRow(state)?.name, "b");
});

Deno.test("Tab goes from pane to pane, and round", () => {
  const names: (string | undefined)[] = [];
  for (let { state } = { state: board(QUEUE) }; names.length < 4; state = press(state, "tab").state) {
    names.push(selectedRow(state)?.name);
  }
  assert.deepEqual(names, ["run", "a", "bad", "run"]);
});

const FINISHED = [
  row("finished", "poor", { values: new Map([[ACC, 0.5], [LOSS, 0.1], [LR, 1]]) }),
  row("finished", "none"),
  row("finished", "good", { values: new Map([[ACC, 0.9], [LOSS, 0.4], [LR, 2]]) }),
];
const order = (state: ReturnType<typeof board>) => panesOf(state).flatMap(({ rows }) => rows.map(({ name }) => name));

Deno.test("the best stands first by the metric that is chosen; what has none stands last in either order", () => {
  const byAcc = board(FINISHED);
  assert.deepEqual(order(byAcc), ["good", "poor", "none"]);
  assert.deepEqual(order(press(byAcc, "o").state), ["poor", "good", "none"]);
  assert.deepEqual(order(press(byAcc, "m").state), ["poor", "good", "none"], "of a loss less is better");
  assert.deepEqual(order(press(byAcc, "m", "m").state), ["good", "poor", "none"]);
});

Deno.test("a metric that nobody has is said, and another one shown", () => {
  const { state } = send({ ...board([]), metric: "f1" }, { kind: "look", facts: facts(...FINISHED) });
  assert.equal(state.message, "no experiment has the metric f1: shown is acc");
});

Deno.test("a filter holds while it is typed, until Esc", () => {
  const typed = press(board(FINISHED), "/", ..."acc>0.8");
  assert.deepEqual(order(typed.state), ["good"]);
  assert.equal(selectedRow(typed.state)?.name, "good");
  const accepted = press(typed.state, "enter").state;
  assert.deepEqual(order(accepted), ["good"]);
  assert.equal(accepted.question, undefined);
  assert.deepEqual(order(press(accepted, "escape").state).length, 3);
  assert.deepEqual(order(press(typed.state, "backspace", "backspace", "backspace").state), ["good", "poor"]);
});

Deno.test("of a log the end is followed until one goes up, and f follows again", () => {
  const page = { kind: "page", total: 100, top: 78, lines: [] } as const;
  const open = send(press(board(QUEUE), "enter").state, page).state;
  const logOf = (state: typeof open) => state.view.kind === "log" ? state.view.log : undefined;
  assert.equal(logOf(open)?.follows, true);
  const up = press(open, "up").state;
  assert.deepEqual([logOf(up)?.follows, logOf(up)?.top], [false, 77]);
  assert.equal(logOf(press(up, "f").state)?.follows, true);
  assert.equal(press(up, "q").state.view.kind, "board");
});

Deno.test("a search goes through the whole log, from what is seen on, and what it finds is seen", () => {
  const open = send(press(board(QUEUE), "l").state, { kind: "page", total: 100, top: 78, lines: [] }).state;
  const asked = press(open, "/", ..."loss", "enter");
  assert.deepEqual(asked.wishes, [{ do: "find", id: "run", text: "loss", from: 77, direction: "down" }]);
  const { state } = send(asked.state, { kind: "found", line: 50 });
  assert.ok(state.view.kind === "log" && state.view.log.top <= 50 && !state.view.log.follows);
  assert.deepEqual(press(state, "N").wishes, [{ do: "find", id: "run", text: "loss", from: 50, direction: "up" }]);
  assert.equal(send(state, { kind: "found", line: undefined }).state.message, "not found: loss");
});

Deno.test("help goes back to where it was asked for", () => {
  assert.equal(press(board(QUEUE), "l", "?", "x").state.view.kind, "log");
  assert.equal(press(board(QUEUE), "?", "x").state.view.kind, "board");
});

Deno.test("the screen is left for the logs, and comes back", () => {
  const { state, wishes } = press(board(QUEUE), "s", "s");
  assert.deepEqual(wishes, [{ do: "stream" }, { do: "back" }]);
  assert.equal(state.view.kind, "board");
});
