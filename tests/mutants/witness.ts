/** Runs one test, or one recorded case, against an overlay's sources. */
import { runCommand } from "../support/command.ts";
import type { Overlay } from "./overlay.ts";

export interface Testimony {
  readonly verdict: "passed" | "failed" | "broken";
  readonly output: string;
  readonly tookMs: number;
}

/** What a test says that could not even be loaded: no test has seen anything then. */
const NOT_LOADED = /source code could not be parsed|does not provide an export|Uncaught SyntaxError|Module not found/;

/** @param witness see Mutant.seenBy */
export async function ask(overlay: Overlay, witness: string, timeoutMs: number): Promise<Testimony> {
  const started = performance.now();
  const { code, stdout, stderr, timedOut } = await runCommand({
    argv: wordsOf(witness),
    cwd: overlay.root,
    env: { ...Deno.env.toObject(), EXP_BIN: overlay.program, NO_COLOR: "1" },
    timeoutMs,
  });
  const output = stdout + stderr;
  const sawNothing = code === 0 && !/[1-9]\d* passed/.test(output);
  return {
    verdict: timedOut ? "failed" : NOT_LOADED.test(output) || sawNothing ? "broken" : code === 0 ? "passed" : "failed",
    output,
    tookMs: performance.now() - started,
  };
}

function wordsOf(witness: string): string[] {
  const [, suite, part] = /^golden (\S+) (.+)$/.exec(witness) ?? [];
  if (suite !== undefined && part !== undefined) {
    return [Deno.execPath(), "run", "-A", "--no-check", "--quiet", `tests/golden/run_${suite}.ts`, part];
  }
  const [file = "", claim] = witness.split(": ", 2);
  const flags = ["--no-check", "--quiet", "--fail-fast", "-A", "--unstable-worker-options"];
  return [Deno.execPath(), "test", ...flags, ...(claim === undefined ? [] : ["--filter", claim]), file];
}
