import { deepEqual, equal } from "node:assert/strict";
import { LiveTasks } from "../../src/ui/mod.ts";
import { NO_STYLE } from "./no_style.ts";

const SIZE = { columns: 80, rows: 24 };
const encoder = new TextEncoder();
const shown = (view: LiveTasks, nowMs: number) => view.lines(nowMs, SIZE).map(({ text }) => text);

Deno.test("each task has a line with its stage, its time and its last output; one counts all", () => {
  const view = new LiveTasks(NO_STYLE);
  view.begin("1", "brave-fox", 0);
  view.begin("2", "calm-lake", 3000);
  view.waiting = 7;
  view.add(
    "1",
    encoder.encode("Reproducing experiment 'brave-fox'\nRunning stage 'prepare':\n> sh prepare.sh\nRunning sta"),
  );
  view.add("1", encoder.encode("ge 'train':\n> python train.py\nloss 0.5\n"));
  view.add("2", encoder.encode("Running stage 'prepare':\n> sh prepare.sh\n"));

  deepEqual(shown(view, 5000), [
    "brave-fox  train    5.0 s  loss 0.5",
    "calm-lake  prepare  2.0 s  > sh prepare.sh",
    "2 running, 7 waiting",
  ]);
});

Deno.test("ends are counted by their words, and nothing is shown when nothing runs", () => {
  const view = new LiveTasks(NO_STYLE);
  for (const id of ["1", "2", "3", "4"]) view.begin(id, id, 0);
  view.end("1", "done");
  view.end("2", "failed");
  view.end("3", "done");

  equal(shown(view, 0).at(-1), "2 done, 1 failed, 1 running");
  view.end("4", "done");
  equal(view.isLive, false);
  deepEqual(shown(view, 0), []);
});

Deno.test("of what a batch engine has, one line says what", () => {
  const view = new LiveTasks(NO_STYLE);
  view.given = ["night-2", "night-3"];
  view.end("1", "done");

  deepEqual(shown(view, 0), ["1 done, 2 with the engine: night-2, night-3"]);
  view.given = [];
  equal(view.isLive, false);
});
