import { faultsOf } from "../common/mod.ts";

/** An option of a job, as it was given. */
export interface GivenOption {
  readonly key: string;
  readonly value: string;
}

/**
 * What can be wrong with engine files and with what is asked of a job, and what engines answer. `where`: `--slurm`,
 * `dvc.yaml:12`; `says` is in the engine's words, at most a few lines.
 */
export interface EngineFaults {
  /** `wrong`: which part of the form. */
  "usage/option-list": { option: string; text: string; wrong: "key" | "quote" | "bracket" | "control" | "spaces" };
  /** `instead`: what to use. */
  "usage/reserved-option": { key: string; where: string; instead: string };
  "usage/option-alternatives": { a: string; b: string; where: string };
  /** `type`: as Python calls it. */
  "invalid-file/job-options": { where: string; type: string };
  "invalid-file/job-option": { where: string; key: string };
  "invalid-file/meta-key": { where: string; key: string; nearest: string | undefined };
  /** `value`: null takes the option back. */
  "conflict/stages-disagree": {
    key: string;
    stages: readonly { readonly stage: string; readonly where: string; readonly value: string | null }[];
  };
  /** `option`: the one that says otherwise, with its value. */
  "conflict/needs": { name: string; count: number; option: string };
  "not-found/job-profile": { profile: string; engine: string; nearest: string | undefined };
  "not-found/engine": { name: string; nearest: string | undefined; known: readonly string[] };
  "not-found/engine-file": { path: string };
  "not-found/engine-program": { engine: string; says: string };
  /** The engine refuses a job; `options` are those of the job that can be at fault. */
  "usage/refused": { engine: string; options: readonly GivenOption[]; says: string };
  "busy/engine-full": { engine: string; says: string };
  /** `doing`: `submitting exp-brave-fox`. */
  "io/no-answer": { engine: string; doing: string; says: string };
  "invalid-file/engine-key": { file: string; line: number; key: string; nearest: string | undefined };
  "invalid-file/engine-value": { file: string; line: number; key: string; wanted: string };
  "invalid-file/engine-word": { file: string; line: number; key: string; word: string; words: readonly string[] };
  "invalid-file/engine-lacks": { file: string; key: string };
  "within/engine-file": { file: string };
  "invalid-file/engine-circle": { file: string; engine: string };
}

export const fault = faultsOf<EngineFaults>();
