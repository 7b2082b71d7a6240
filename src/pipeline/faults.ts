import { type EndingSignal, faultsOf, type NoFacts } from "../common/mod.ts";

/** What can be wrong with a pipeline and its run. `shown` paths are as the user sees them, `path` absolute. */
export interface PipelineFaults {
  "not-found/stage": { name: string; file: string; nearest: string | undefined };
  "not-found/no-dataset": { name: string; nearest: string | undefined };
  /** Of a data set dvc.lock says nothing, or (`isStale`) what was true before dvc.yaml changed. */
  "missing-data/dataset": { name: string; isStale: boolean };
  "not-found/no-match": { pattern: string; file: string };
  /** `above`: the folder above that has a pipeline. */
  "not-found/pipeline-file": { shown: string; path: string; folder: string; above?: string };
  "not-found/stage-or-output": { target: string; nearest: string | undefined };
  /** A stage is meant, and the folder has no dvc.yaml. */
  "within/no-pipeline": NoFacts;
  "invalid-target/no-pipeline-file": { shown: string; name: string };
  "invalid-target/lock-file": { target: string };
  "invalid-target/file-of-stages": { target: string };
  "invalid-target/group": { target: string; name: string };
  "not-found/output-to-draw": { target: string };
  "invalid-target/data-to-draw": { target: string; file: string };
  "invalid-target/no-plot": { target: string };
  "usage/no-display-property": { target: string; missing: readonly string[] };
  "invalid-target/from-template": { target: string; shown: string; verb: "dump" | "remove" };
  "invalid-target/tracked-data": { target: string; file: string };
  "invalid-file/dvcignored": { file: string; path: string };
  "invalid-file/git-ignored": { file: string; shown: string; path: string; isLock: boolean };
  "within/pipeline-file": { file: string };
  "invalid-file/conflict-markers": { file: string; line: number };
  /** The first problem by place, and how many there are. */
  "invalid-file/schema": {
    file: string;
    line: number | undefined;
    column: number | undefined;
    problem: string;
    hint: string | undefined;
    path: readonly (string | number)[];
    count: number;
    isDvcCrash: boolean;
  };
  "invalid-file/not-text": { stage: string; key: string; file: string };
  /** In the words of DVC's template language. */
  "invalid-file/template": { where: string; file: string; what: string };
  "invalid-file/not-iterable": { where: string; file: string; type: string };
  "invalid-file/reserved-key": { stage: string; file: string; key: string; varsFile: string | undefined };
  "invalid-file/matrix-without-axes": { stage: string; file: string };
  "invalid-file/too-many-stages": { stage: string; file: string; count: number; most: number };
  "invalid-file/output-ignored": {
    out: string;
    path: string;
    stage: string;
    file: string;
    line: number | undefined;
    pattern: string;
  };
  "missing-data/url": { url: string };
  "invalid-file/wdir": { shown: string; path: string; what: "outside" | "missing" | "no-folder" };
  "invalid-file/cached-outside": { outs: readonly string[] };
  "invalid-file/known-outside": { out: string; stage: string };
  "invalid-name/stage": { name: string };
  "exists/stage": { name: string; file: string };
  "usage/empty-path": NoFacts;
  "config/remote-of-output": { remote: string; written: string };
  "invalid-graph/pipeline-file": { written: string; role: "dependency" | "output"; stage: string };
  "invalid-graph/dep-and-out": { written: string; path: string; stage: string | undefined };
  "invalid-graph/named-twice": { written: string; path: string; stage: string | undefined };
  "invalid-graph/taken": { shown: string; owner: string };
  "invalid-graph/out-twice": { shown: string; stage: string; file: string };
  "invalid-graph/many-owners": { shown: string; owners: readonly string[] };
  "invalid-graph/overlap": { outer: Place; inner: Place };
  "invalid-graph/reads-own-output": { stage: string; written: string };
  "invalid-graph/cycle": { stages: readonly string[] };
  "within/status": NoFacts;
  "within/stage": { stage: string };
  /** `isTold`: each failure was told when it happened, so that DVC's line holds the names alone. */
  "within/repro": { failed: readonly string[]; isTold: boolean };
  "within/not-pulled": NoFacts;
  "interrupted/run": { signal: EndingSignal | undefined };
}

interface Place {
  readonly path: string;
  readonly stage: string;
}

export const fault = faultsOf<PipelineFaults>();
