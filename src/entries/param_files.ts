/** `-S`: which params files it changes, and where: in the workspace, in the tree of an entry, or only for those who read. */
import type { TreeChange } from "../git/mod.ts";
import { redirectReads } from "../host/mod.ts";
import { applyOverridesToFile, applyOverridesToText, readUtf8 } from "../params/mod.ts";
import { scratchPrefix } from "../records/mod.ts";
import { joinPath, nameOf, relativeInside, type Repo } from "../repo/mod.ts";
import { composedText, HYDRA_OUTPUT, usesHydra } from "./hydra_step.ts";
import { isKeptOut, keptOutPath } from "./kept_out.ts";
import type { ExperimentRequest } from "./request.ts";
import { fault } from "./faults.ts";

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
  const plan = editPlan(repo, overrides);
  using kept = keepOriginals(repo, plan);
  try {
    for (const edit of plan) await applyEdit(repo, request, edit);
  } catch (error) {
    kept.putBack();
    throw error;
  }
  return plan.map(({ path }) => path);
}

/**
 * Copies of the files that are there before several are edited. Putting them back takes renames only, which a full disk
 * still has room for. (One file alone changes at once or not at all.)
 */
function keepOriginals(repo: Repo, plan: readonly PlannedEdit[]): Disposable & { putBack(): void } {
  if (plan.length < 2) return { putBack: () => {}, [Symbol.dispose]: () => {} };
  const { fs } = repo.host;
  fs.makeDir(`${repo.tmpDir}/exps`);
  const scratch = fs.makeTempDir(`${repo.tmpDir}/exps`, scratchPrefix(repo.host, "edit-"));
  const drop = () => fs.removeTree(scratch);
  try {
    const originals = plan.map(({ path }, i) => {
      const mode = fs.stat(path)?.mode;
      if (mode === undefined) return { path, copy: undefined };
      const copy = `${scratch}/${i}`;
      fs.writeAtomic(copy, fs.readBytes(path), { sync: "content", mode });
      return { path: fs.realPath(path), copy };
    });
    const putBack = () => {
      for (const { path, copy } of originals) {
        if (copy === undefined) fs.remove(path);
        else if (!equalBytes(fs.readBytes(copy), fs.readBytes(path))) fs.move(copy, path);
      }
    };
    return { putBack, [Symbol.dispose]: drop };
  } catch (error) {
    drop();
    throw error;
  }
}

/** Makes the changes that points make to the workspace's tree, for their stash commits. Each file is read once. */
export class TreeEditor {
  readonly #files = new Map<string, { readonly text: string | undefined; readonly mode: "100644" | "100755" }>();
  #env: Readonly<Record<string, string>> | undefined;

  /** @param top the work tree's top folder */
  constructor(readonly repo: Repo, readonly request: ExperimentRequest, readonly top: string) {}

  /** @throws {ExpError} `invalid-override`, `invalid-file` */
  async changes(overrides: PointOverrides): Promise<TreeChange[]> {
    const changes: TreeChange[] = [];
    for (const edit of editPlan(this.repo, overrides)) {
      const path = relativeInside(this.top, edit.path);
      if (path === undefined) throw fault("invalid-override/outside", { file: edit.file, root: this.repo.root });
      const { text, mode } = this.#read(edit);
      this.#env ??= this.repo.host.env.all();
      const edited = await editedText(this.repo, this.request, edit, text, this.#env);
      changes.push({
        path: isKeptOut(this.repo, edit.path) ? keptOutPath(this.repo, path) : path,
        content: { bytes: new TextEncoder().encode(edited), mode },
      });
    }
    return changes;
  }

  #read({ path, file }: PlannedEdit) {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const isExecutable = ((this.repo.host.fs.stat(path)?.mode ?? 0) & 0o100) !== 0;
    const read = {
      text: readUtf8(this.repo.host, path, file),
      mode: isExecutable ? "100755" as const : "100644" as const,
    };
    this.#files.set(path, read);
    return read;
  }
}

/** Gives a repository that reads as if the point's edits were made; nothing of the workspace is touched. */
export async function withoutEditing<T>(
  repo: Repo,
  request: ExperimentRequest,
  overrides: PointOverrides,
  use: (repo: Repo) => Promise<T>,
): Promise<T> {
  const { fs } = repo.host;
  const plan = editPlan(repo, overrides);
  if (plan.length === 0) return await use(repo);
  fs.makeDir(`${repo.tmpDir}/exps`);
  const scratch = fs.makeTempDir(`${repo.tmpDir}/exps`, scratchPrefix(repo.host, "edit-"));
  try {
    const copies = new Map<string, string>();
    for (const [i, edit] of plan.entries()) {
      // a folder of its own: two files may have the same name, and the suffix decides the format
      const copy = `${scratch}/${i}/${nameOf(edit.path)}`;
      fs.makeDir(`${scratch}/${i}`);
      fs.writeAtomic(copy, await editedText(repo, request, edit, readUtf8(repo.host, edit.path, edit.file)));
      copies.set(edit.path, copy);
    }
    return await use({ ...repo, host: { ...repo.host, fs: redirectReads(fs, copies) } });
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

async function applyEdit(repo: Repo, request: ExperimentRequest, edit: PlannedEdit): Promise<void> {
  if (isComposed(repo, request, edit)) {
    repo.host.fs.writeAtomic(edit.path, await composedText(repo, edit.overrides, edit.path), { sync: "content" });
  } else {await applyOverridesToFile(repo.host, edit.path, edit.overrides, {
      rules: repo.rules,
      display: edit.file,
    });}
}

async function editedText(
  repo: Repo,
  request: ExperimentRequest,
  edit: PlannedEdit,
  text: string | undefined,
  env = repo.host.env.all(),
): Promise<string> {
  if (isComposed(repo, request, edit)) return await composedText(repo, edit.overrides, edit.path);
  const how = { rules: repo.rules, env, random: repo.host.random.next };
  return await applyOverridesToText(text, edit.file, edit.overrides, how);
}

function isComposed(repo: Repo, request: ExperimentRequest, edit: PlannedEdit): boolean {
  return request.noHydra !== true && edit.file === HYDRA_OUTPUT && usesHydra(repo);
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
