import type { Field } from "./field.ts";
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
