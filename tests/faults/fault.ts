import { type Ended, exists, type Field } from "./field.ts";
import type { Expectation } from "./judge.ts";

/** One thing that goes wrong. It ends with a drain that finds the damage; then the judge looks. */
export interface Fault {
  readonly name: string;
  /** Experiments in the queue when it begins. */
  readonly waiting: number;
  readonly expectation: Expectation;
  run(field: Field): Promise<void>;
}

/** The drain after the fault: it must end by itself, with all done (0) or some failed (1). */
export async function oneMoreDrain(field: Field): Promise<void> {
  const { code, output, timedOut } = await field.drain(4);
  if (timedOut) throw new Error(`the drain after the fault did not end\n${output}`);
  if (code !== 0 && code !== 1) throw new Error(`the drain after the fault: exit code ${code}\n${output}`);
}

/** A signal that ends a program, by the name that `kill` has for it. */
export type Signal = "KILL" | "HUP" | "QUIT" | "TERM" | "INT";

/**
 * Runs a command that is sent a signal at one of its steps.
 *
 * @param at as EXP_CRASH_AT has it: `main:12`, or `main:12+` for right after it
 * @throws when it never came to that step: then nothing was tried
 */
export async function harmAt(field: Field, words: readonly string[], at: string, signal: Signal): Promise<Ended> {
  const trace = traceFile(field);
  const ended = await field.exp(words, { env: { EXP_CRASH_AT: `${at}=${signal}`, EXP_CRASH_TRACE: trace } });
  const steps = exists(trace) ? Deno.readTextFileSync(trace) : "";
  Deno.removeSync(trace);
  if (!steps.includes(` ${at} fired\n`)) throw new Error(`never came to its step ${at}: exit code ${ended.code}`);
  return ended;
}

/** Where Workers may write, too. */
export function traceFile(field: Field): string {
  return `${field.repo}/.dvc/trace`;
}

/** Numbers from a seed, so that a failure can be repeated. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
