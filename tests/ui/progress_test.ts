import { deepEqual } from "node:assert/strict";
import type { RunEvent } from "../../src/common/events.ts";
import { ProgressLines } from "../../src/ui/progress.ts";

type ProgressEvent = Extract<RunEvent, { kind: "progress" }>;

const MIB = 2 ** 20;

function fetched(done: number, files: number): ProgressEvent {
  return { kind: "progress", what: "fetching", done, total: 40 * MIB, unit: "bytes", files: { done: files, total: 8 } };
}

const textOf = (lines: ProgressLines, nowMs: number) => lines.lines(nowMs, 80).map(({ text }) => text);

Deno.test("work shows itself after 100 ms, its rate and the time left after two seconds", () => {
  const lines = new ProgressLines();
  lines.note(fetched(0, 0), 0);
  deepEqual(textOf(lines, 99), []);
  deepEqual(textOf(lines, 100), ["fetching 0 B of 40.0 MiB, 0 of 8 files"]);

  lines.note(fetched(10 * MIB, 2), 1999);
  deepEqual(textOf(lines, 1999), ["fetching 10.0 MiB of 40.0 MiB, 2 of 8 files"]);
  deepEqual(textOf(lines, 2500), ["fetching 10.0 MiB of 40.0 MiB, 2 of 8 files, 4.0 MiB/s, 7.5 s left"]);
});

Deno.test("what goes on at the same time has a line each, and each goes at its end", () => {
  const lines = new ProgressLines();
  lines.note(fetched(MIB, 0), 0);
  lines.note({ kind: "progress", what: "removing", done: 3, total: 9, unit: "files" }, 0);
  deepEqual(textOf(lines, 500), ["fetching 1.0 MiB of 40.0 MiB, 0 of 8 files", "removing 3 of 9 files"]);

  lines.note(fetched(40 * MIB, 8), 600);
  deepEqual(textOf(lines, 3000), ["removing 3 of 9 files, 1.0/s, 6.0 s left"]);
});
