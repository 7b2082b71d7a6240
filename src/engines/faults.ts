import { faultsOf } from "../common/mod.ts";

/** What can be wrong with batch engines, and with what is asked of them. `where`: `--slurm`, `dvc.yaml:12`. */
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
}

export const fault = faultsOf<EngineFaults>();
