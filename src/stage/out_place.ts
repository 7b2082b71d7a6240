/** Where an output may be. An output is removed before its stage runs, so a wrong path is found when it is read. */
import { checkRemovable, innerFolderOf, isInside, keptWithin, nameOf, relativeInside, type Repo } from "../repo/mod.ts";
import type { ExpError } from "../common/mod.ts";
import type { DataStore } from "../data/mod.ts";
import { fault } from "./faults.ts";
import { absolutePath } from "./paths.ts";
import type { Out, Stage } from "./types.ts";

/** @throws {ExpError} for an out that holds what must not be lost, or that lies in `.git` or `.dvc` */
export function refuseHarmfulOuts(repo: Repo, stage: Stage): void {
  for (const out of stage.outs) {
    if (out.isUrl) continue;
    const path = absolutePath(repo, out.path);
    const kept = keptWithin(repo, path);
    if (kept !== undefined) throw holdsTooMuch(stage, out, path, kept);
    if (isAtOrBelow(stage.file, out.path)) throw holdsTooMuch(stage, out, path, stage.file);
    const inner = innerFolderOf(repo, path);
    if (inner !== undefined) {
      throw fault("invalid-graph/lies-within", { out: out.written, path, stage: stage.address, folder: inner });
    }
  }
}

/**
 * Looks at what is about to be removed for a stage's run.
 * @throws {ExpError} when it holds another stage's file that no run of this stage has made, the folder that the stage
 *   runs in, or a mounted file system
 */
export function checkRemovableOut(repo: Repo, store: DataStore, stage: Stage, out: Out): void {
  const path = absolutePath(repo, out.path);
  if (isAtOrBelow(stage.wdir, out.path)) throw holdsTooMuch(stage, out, path, "the folder that the stage runs in");
  checkRemovable(repo, path, (file) => {
    if (!isStagesFile(repo, file)) return;
    const relpath = relativeInside(path, file) ?? "";
    const made = out.locked === undefined ? undefined : store.readTree(out.locked);
    if (made?.some((entry) => entry.relpath === relpath)) return;
    throw holdsTooMuch(stage, out, path, `the pipeline file ${out.path}/${relpath}`);
  });
}

/** Programs may write a dvc.yaml that only tells of their plots; one with stages is somebody's work. */
function isStagesFile(repo: Repo, file: string): boolean {
  const name = nameOf(file);
  if (name.endsWith(".dvc")) return name !== ".dvc";
  return name === "dvc.yaml" && /(^|[{,\s"'])stages["']?\s*:/.test(repo.host.fs.readTextIfThere(file) ?? "");
}

/** Is a path equal to or below an out? */
export function isAtOrBelow(path: string, outPath: string): boolean {
  return path === outPath || isInside(path, outPath);
}

/** The error that an out holds `what`, in DVC's words that some stage's file is in it. */
export function holdsTooMuch(stage: Stage, out: Out, shown: string, what: string, held: Stage = stage): ExpError {
  return fault("invalid-graph/holds-too-much", {
    out: out.written,
    path: shown,
    stage: stage.address,
    what,
    held: held.address,
  });
}
