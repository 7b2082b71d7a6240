import { equal, match } from "node:assert/strict";
import type { Context } from "../../src/cli/command.ts";
import { createReporter } from "../../src/cli/reporter.ts";
import { EXP_RULES } from "../../src/common/rules.ts";
import { createHost } from "../../src/host/mod.ts";
import { BottomLines, safeTerminal } from "../../src/ui/mod.ts";

/** What a long hashing of 10 GiB writes to standard error, 1 GiB a second. */
function hashForTenSeconds(
  stderrIsTty: boolean,
  verbosity: Context["verbosity"] = "normal",
  env: Readonly<Record<string, string>> = { TERM: "xterm" },
): string {
  const real = createHost();
  let [written, nowMs] = ["", 0];
  const bottom = new BottomLines(safeTerminal(Object.create(real.terminal, {
    stderrIsTty: { value: stderrIsTty },
    size: { value: () => ({ columns: 80, rows: 24 }) },
    isForeground: { value: () => true },
    write: {
      value: (_: string, data: string | Uint8Array) =>
        written += typeof data === "string" ? data : new TextDecoder().decode(data),
    },
  })));
  const context: Context = {
    host: {
      ...real,
      env: { get: (name) => env[name], all: () => env },
      processes: { ...real.processes, onSignal: () => ({ [Symbol.dispose]() {} }) },
      clock: { ...real.clock, monotonic: () => nowMs, sleep: () => new Promise(() => {}) },
      terminal: bottom.terminal,
    },
    bottom,
    manner: "exp",
    rules: EXP_RULES,
    verbosity,
    colour: "never",
    waits: true,
    waitForLock: false,
    cwd: "/",
    print: () => {},
    note: () => {},
    warn: () => {},
    tell: () => {},
    inManner: ({ exp }) => exp,
  };
  const emit = createReporter(context);
  for (let done = 0; done <= 10; done++, nowMs += 1000) {
    emit({ kind: "progress", what: "hashing", done: done * 2 ** 30, total: 10 * 2 ** 30, unit: "bytes" });
  }
  return written;
}

Deno.test("on a terminal long work shows how much, how fast and how long, and is wiped away at its end", () => {
  const [wiped, ...drawn] = hashForTenSeconds(true).split("\n").reverse();
  match(drawn[0]!, /hashing 9\.0 GiB of 10\.0 GiB, 1\.0 GiB\/s, 1\.0 s left/);
  equal(wiped, "\x1b[J\r\x1b[1A\x1b[J");
});

Deno.test("in a pipe, with --quiet, on a dumb terminal and in continuous integration it shows nothing", () => {
  equal(hashForTenSeconds(false), "");
  equal(hashForTenSeconds(true, "quiet"), "");
  equal(hashForTenSeconds(true, "normal", { TERM: "dumb" }), "");
  equal(hashForTenSeconds(true, "normal", { TERM: "xterm", CI: "true" }), "");
});
