import { ExpError } from "../../src/common/errors.ts";
import { equal } from "node:assert/strict";
import type { RunEvent } from "../../src/common/events.ts";
import { LiveStages } from "../../src/ui/mod.ts";

const running = (stage: string): RunEvent => ({ kind: "stage-running", stage, reason: "" });
const done = (stage: string): RunEvent => ({ kind: "stage-done", stage, elapsedMs: 1 });

Deno.test("one stage at a time has the terminal for itself", () => {
  const stages = new LiveStages();
  for (const [i, event] of [running("a"), done("a"), running("b")].entries()) stages.note(event, i);
  equal(stages.isLive, false);
});

Deno.test("side by side, what runs is told with its time until nothing runs", () => {
  const stages = new LiveStages();
  stages.note(running("train"), 0);
  stages.note(running("tune"), 60_000);
  equal(stages.line(65_000, 80), "0 done, 2 running: train 1 min 5 s, tune 5.0 s");
  stages.note(done("train"), 66_000);
  equal(stages.isLive, true);
  equal(stages.line(66_000, 80), "1 done, 1 running: tune 6.0 s");
  equal(stages.line(66_000, 20).length, 19);
  stages.note(
    { kind: "stage-failed", stage: "tune", error: new ExpError("failed/test", {}), onError: "fail", blocks: [] },
    67_000,
  );
  equal(stages.isLive, false);
});

Deno.test("a restored stage counts once, though its end is told, too", () => {
  const stages = new LiveStages();
  for (const stage of ["a", "b"]) stages.note(running(stage), 0);
  stages.note({ kind: "stage-restored", stage: "c" }, 0);
  stages.note(done("c"), 0);
  equal(stages.line(0, 80), "1 done, 2 running: a 0.0 s, b 0.0 s");
});
