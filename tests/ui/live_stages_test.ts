import { deepEqual, equal } from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import type { RunEvent } from "../../src/common/events.ts";
import { LiveStages } from "../../src/ui/mod.ts";
import { NO_STYLE } from "./no_style.ts";

const SIZE = { columns: 80, rows: 24 };

const planned = (stages: readonly string[], sideBySide = true): RunEvent => ({
  kind: "stages-planned",
  stages,
  sideBySide,
});
const running = (stage: string): RunEvent => ({ kind: "stage-running", stage, reason: "" });
const done = (stage: string): RunEvent => ({ kind: "stage-done", stage, elapsedMs: 1 });
const says = (stage: string, text: string): RunEvent => ({
  kind: "stage-output",
  stage,
  stream: "stdout",
  bytes: new TextEncoder().encode(text),
});
const failed = (stage: string): RunEvent => ({
  kind: "stage-failed",
  stage,
  error: new ExpError("failed/test", {}),
  onError: "fail",
  blocks: [],
});

function viewOf(...events: readonly RunEvent[]): LiveStages {
  const view = new LiveStages(NO_STYLE);
  for (const event of events) view.note(event, 0);
  return view;
}

const shown = (view: LiveStages, nowMs: number, size = SIZE) => view.lines(nowMs, size).map(({ text }) => text);

Deno.test("a stage that runs alone has the terminal for itself", () => {
  const view = viewOf(planned(["a", "b"], false), running("a"));

  equal(view.isLive, false);
  deepEqual(shown(view, 1000), []);
});

Deno.test("side by side each has a line with its time and its last output, and one line counts all", () => {
  const view = viewOf(planned(["train", "tune", "plot"]), running("train"));
  view.note(running("tune"), 60_000);
  view.note(says("train", "epoch 1\nepoch 2\nepo"), 60_000);
  view.note(says("tune", "\x1b[32m 10%\r 20%"), 60_000);

  deepEqual(shown(view, 65_000), [
    "train  1 min 5 s  epo",
    "tune       5.0 s  20%",
    "2 running, 1 waiting: plot",
  ]);
});

Deno.test("every end is counted once, under its word, and nothing is shown when nothing runs", () => {
  const view = viewOf(planned(["a", "b", "c", "d", "e"]), running("a"), running("b"), running("e"));
  view.note({ kind: "stage-restored", stage: "c" }, 0);
  view.note(done("c"), 0);
  view.note({ kind: "stage-skipped", stage: "d" }, 0);
  view.note(done("b"), 0);
  view.note(failed("a"), 0);

  equal(shown(view, 0).at(-1), "1 done, 1 restored, 1 unchanged, 1 failed, 1 running");
  view.note(done("e"), 0);
  equal(view.isLive, false);
});

Deno.test("never more than half of the terminal: the rest is a number", () => {
  const names = ["a", "b", "c", "d", "e", "f"];
  const view = viewOf(planned(names), ...names.map(running));

  deepEqual(shown(view, 0, { columns: 80, rows: 8 }), ["a  0.0 s", "b  0.0 s", "and 4 more", "6 running"]);
  deepEqual(shown(view, 0, { columns: 80, rows: 2 }), ["6 running"]);
});

Deno.test("no line is wider than the terminal, in whatever script, and names are cut in the middle", () => {
  const long = "experiments/featurize-with-everything@2024";
  const view = viewOf(planned([long]), running(long), says(long, "訓練中 👩‍👩‍👧‍👦🇩🇪 ".repeat(10)));

  const [row] = view.lines(0, { columns: 40, rows: 24 });

  equal(row!.text.startsWith("exper…2024  0.0 s  訓練中"), true, row!.text);
  equal(row!.columns <= 39, true);
});

Deno.test("names and output cannot tell the terminal anything", () => {
  const view = viewOf(planned(["a\x1b[2J"]), running("a\x1b[2J"), says("a\x1b[2J", "\x1b]0;title\x07\x1b[5Ax\x9b2Jy"));

  equal(/\p{Control}/u.test(shown(view, 0).join("")), false);
});
