import { ExpError } from "../common/errors.ts";
import type { TreeChange } from "../git/mod.ts";
import { redirectReads } from "../host/mod.ts";
import { applyOverridesToFile } from "../hydra_params/mod.ts";
import { joinPath, nameOf, relativeInside } from "../repo/mod.ts";
import type { Repo } from "../repo/types.ts";
import { composeInto, HYDRA_OUTPUT, usesHydra } from "./hydra_step.ts";
import { scratchPrefix } from "./leftovers.ts";
import type { ExperimentRequest } from "./options.ts";

/** Override texts by params file, relative to the folder that the command was started in. */
export type PointOverrides = ReadonlyMap<string, readonly string[]>;

/**
 * Edits parameter files in place (a workspace run). When one of several files cannot be edited, none is.
 *
 * @returns the files, absolute
 */
export async function editWorkspace(
  repo: Repo,
  request: ExperimentRequest,
  overrides: PointOverrides,
): Promise<string[]> {
  const { fs } = repo.host;
  const plan = editPlan(repo, overrides);
  const before = plan.map(({ path }) => ({ path, bytes: fs.exists(path) ? fs.readBytes(path) : undefined }));
  try {
    for (const edit of plan) await applyEdit(repo, request, edit, edit.path);
  } catch (error) {
    for (const { path, bytes } of before) {
      if (bytes === undefined) fs.remove(path);
      else if (!equalBytes(bytes, fs.readBytes(path))) fs.writeAtomic(path, bytes);
    }
    throw error;
  }
  return plan.map(({ path }) => path);
}

/** Edits copies: the changes that a point makes to the workspace's tree, for its stash commit. */
export async function editCopies(
  repo: Repo,
  request: ExperimentRequest,
  overrides: PointOverrides,
  top: string,
): Promise<TreeChange[]> {
  const { fs } = repo.host;
  return await withEditedCopies(repo, request, overrides, (copies) =>
    copies.map(({ edit, copy }) => {
      const inTree = relativeInside(top, edit.path);
      if (inTree === undefined) throw outside(repo, edit);
      const mode = ((fs.stat(edit.path)?.mode ?? 0) & 0o100) !== 0 ? "100755" : "100644";
      return { path: inTree, content: { bytes: fs.readBytes(copy), mode } };
    }));
}

/** Gives a repository that reads as if the point's edits were made; nothing of the workspace is touched. */
export async function withoutEditing<T>(
  repo: Repo,
  request: ExperimentRequest,
  overrides: PointOverrides,
  use: (repo: Repo) => Promise<T>,
): Promise<T> {
  return await withEditedCopies(repo, request, overrides, (copies) => {
    const fs = redirectReads(repo.host.fs, new Map(copies.map(({ edit, copy }) => [edit.path, copy])));
    return use({ ...repo, host: { ...repo.host, fs } });
  });
}

async function withEditedCopies<T>(
  repo: Repo,
  request: ExperimentRequest,
  overrides: PointOverrides,
  use: (copies: { readonly edit: PlannedEdit; readonly copy: string }[]) => T | Promise<T>,
): Promise<T> {
  const { fs } = repo.host;
  const plan = editPlan(repo, overrides);
  if (plan.length === 0) return await use([]);
  fs.makeDir(`${repo.tmpDir}/exps`);
  const scratch = fs.makeTempDir(`${repo.tmpDir}/exps`, scratchPrefix(repo.host, "edit-"));
  try {
    const copies = plan.map((edit, i) => ({ edit, copy: `${scratch}/${i}/${nameOf(edit.path)}` }));
    for (const [i, { edit, copy }] of copies.entries()) {
      // a folder of its own: two files may have the same name, and the suffix decides the format
      fs.makeDir(`${scratch}/${i}`);
      if (fs.stat(edit.path) !== undefined) fs.writeAtomic(copy, fs.readBytes(edit.path));
      await applyEdit(repo, request, edit, copy);
    }
    return await use(copies);
  } finally {
    fs.removeTree(scratch);
  }
}

interface PlannedEdit {
  /** As the user named it. */
  readonly file: string;
  readonly path: string;
  readonly overrides: readonly string[];
}

function editPlan(repo: Repo, overrides: PointOverrides): PlannedEdit[] {
  return [...overrides].map(([file, texts]) => ({ file, path: joinPath(repo.cwd, file), overrides: texts }));
}

async function applyEdit(repo: Repo, request: ExperimentRequest, edit: PlannedEdit, target: string): Promise<void> {
  if (request.noHydra !== true && edit.file === HYDRA_OUTPUT && usesHydra(repo)) {
    await composeInto(repo, edit.overrides, target);
    return;
  }
  await applyOverridesToFile(repo.host, target, edit.overrides, {
    rules: request.strictParams === true ? "dvc" : "exp",
    display: edit.file,
  });
}

function outside(repo: Repo, edit: PlannedEdit): ExpError {
  return new ExpError("invalid-override", `${edit.file} lies outside of the repository ${repo.root}`);
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
