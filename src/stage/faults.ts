import { faultsOf, type NoFacts } from "../common/mod.ts";

/** What can be wrong with one stage and its run. `out` and `dep` are as written in dvc.yaml, `path` is absolute. */
export interface StageFaults {
  "within/run-instead": { stage: string };
  "interrupted/waiting-for-run": NoFacts;
  "interrupted/stage": { stage: string };
  "interrupted/command": { line: string; stage: string };
  /** `signal`: by which the command was ended. */
  "stage-failed/command": { line: string; code: number; signal: string | null };
  "stage-failed/no-shell": { shell: string };
  "failed/not-confirmed": NoFacts;
  "params-missing/file": { file: string };
  "params-missing/keys": { file: string; keys: readonly string[]; isFileGone: boolean };
  "invalid-file/params-no-map": { file: string };
  "invalid-file/params-mixed-keys": { file: string };
  "invalid-file/params-folder": { shown: string };
  /** `type`: as Python calls it. */
  "invalid-file/command-type": { type: string };
  "invalid-file/command-not-text": { stage: string };
  "invalid-file/no-wdir": { wdir: string; path: string };
  "invalid-file/cannot-cache": { out: string; path: string };
  "invalid-file/out-dvcignored": { out: string };
  /** `needed`: what DVC knows such files by. */
  "invalid-file/url-without-hash": { url: string; needed: "md5" | "etag" | "checksum" };
  "missing-data/source": { out: string };
  "missing-data/dep": { dep: string };
  "missing-data/out": { out: string };
  /** `held`: the stage whose file is in it. */
  "invalid-graph/holds-too-much": { out: string; path: string; stage: string; what: string; held: string };
  "invalid-graph/lies-within": { out: string; path: string; stage: string; folder: string };
}

export const fault = faultsOf<StageFaults>();
