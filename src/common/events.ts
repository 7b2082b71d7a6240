import type { ExpError } from "./errors.ts";

/**
 * What happens during a run, for whoever shows it. Lower rooms emit, `ui` renders: DVC's own lines through `exp dvc`,
 * better ones through `exp`, JSON lines with `--trace`.
 */
export type RunEvent =
  /** What a run will look at, in its order; `sideBySide`: several at a time, with their output as events. */
  | { readonly kind: "stages-planned"; readonly stages: readonly string[]; readonly sideBySide: boolean }
  | { readonly kind: "stage-running"; readonly stage: string; readonly reason: string }
  /** One command of a stage is about to run (`> cmd`). */
  | { readonly kind: "stage-command"; readonly stage: string; readonly command: string }
  | { readonly kind: "stage-skipped"; readonly stage: string }
  /** `--dry`: what would become of a stage. */
  | {
    readonly kind: "stage-planned";
    readonly stage: string;
    readonly as: "run" | "restore";
    readonly reasons: readonly string[];
  }
  /** `--dry`: unchanged so far, but a stage before it would make its deps anew. */
  | { readonly kind: "stage-undecided"; readonly stage: string; readonly because: string }
  /** Restored from the run-cache or dvc.lock: outs checked out. */
  | { readonly kind: "stage-restored"; readonly stage: string }
  /** A `.dvc` file's data is looked at. */
  | { readonly kind: "stage-verified"; readonly stage: string }
  | { readonly kind: "stage-frozen"; readonly stage: string }
  /** Its dependencies are not looked at; what it has made is. */
  | { readonly kind: "stage-is-frozen"; readonly stage: string }
  | { readonly kind: "stage-done"; readonly stage: string; readonly elapsedMs: number }
  | {
    readonly kind: "stage-failed";
    readonly stage: string;
    readonly error: ExpError;
    /** What comes of it: the end, the rest without the stages that depend on it, or nothing. */
    readonly onError: "fail" | "keep-going" | "ignore";
    /** With `keep-going`: the stages that are left out for it. */
    readonly blocks: readonly string[];
  }
  /** Ctrl-C, for the first or a further time. */
  | { readonly kind: "interrupted"; readonly times: number; readonly during: "command" | "data" }
  /** Not run because a stage before it failed (`--keep-going`). */
  | { readonly kind: "stage-blocked"; readonly stage: string; readonly because: string }
  | {
    readonly kind: "stage-output";
    readonly stage: string;
    readonly stream: "stdout" | "stderr";
    readonly bytes: Uint8Array;
  }
  | { readonly kind: "lock-updated"; readonly file: string; readonly stage: string; readonly isNew: boolean }
  | { readonly kind: "git-track-hint"; readonly paths: readonly string[] }
  | { readonly kind: "checkout"; readonly change: "added" | "modified" | "deleted"; readonly path: string }
  | {
    readonly kind: "progress";
    readonly what: string;
    readonly done: number;
    readonly total: number;
    readonly unit: "bytes" | "files" | "stages" | "tasks";
    /** Of work that is counted in bytes: whole files. */
    readonly files?: { readonly done: number; readonly total: number };
  }
  | { readonly kind: "experiment-started"; readonly name: string }
  | { readonly kind: "checkpoint"; readonly name: string; readonly rev: string }
  | { readonly kind: "experiment-done"; readonly name: string; readonly rev: string }
  | { readonly kind: "queueing"; readonly overrides: string }
  | { readonly kind: "queued"; readonly name: string }
  | { readonly kind: "warning"; readonly text: string }
  /** A warning that tells of an error. */
  | { readonly kind: "warned"; readonly error: ExpError }
  | { readonly kind: "info"; readonly text: string };

export type EmitEvent = (event: RunEvent) => void;
