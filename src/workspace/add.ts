import { ExpError } from "../common/errors.ts";
import type { EmitEvent } from "../common/events.ts";
import { valueMap } from "../common/value.ts";
import {
  type DataStore,
  emitProgress,
  formatDvcFile,
  type Observed,
  openDataStore,
  openGitIgnoreKeeper,
} from "../data/mod.ts";
import { formatTree } from "../data/tree.ts";
import { buildGraph, type Project } from "../pipeline/mod.ts";
import { joinPath, nameOf, parentOf, relativeInside } from "../repo/paths.ts";
import type { Repo } from "../repo/types.ts";
import { absolutePath, displayAddress, displayPath, isInside } from "../stage/paths.ts";
import type { Out, Stage } from "../stage/types.ts";
import { pathsMatching } from "./glob.ts";

export interface AddOptions {
  readonly noCommit?: boolean;
  readonly glob?: boolean;
  /** Copy the (single) target here first. */
  readonly out?: string;
  readonly noRelink?: boolean;
  readonly force?: boolean;
  readonly emit?: EmitEvent;
}

const REMOTE_SCHEMES = new Set(
  "azure gdrive gs hdfs webhdfs http https oss remote s3 ssh webdav webdavs".split(" "),
);

/** One path that is to be tracked, relative to the root. */
interface Plan {
  readonly path: string;
  /** The `.dvc` file, relative to the root. */
  readonly file: string;
  /** The stage that tracks it, or a folder around it, already. */
  readonly tracked: Stage | undefined;
}

/**
 * Tracks files and folders. All targets are checked before the first is stored.
 *
 * @returns the files that Git should have, relative to the current folder, sorted
 * @throws {ExpError} with DVC's exit code 1
 */
export async function addData(project: Project, targets: readonly string[], options: AddOptions): Promise<string[]> {
  const { repo } = project;
  const stages = await project.stages();
  const paths = expandTargets(repo, targets, options);
  buildGraph(repo, stages); // what is wrong already is told before anything is added to it
  const plans = paths.map((path) => checkTarget(repo, stages, path));
  refuseGitTracked(repo, plans);
  using store = openDataStore(repo, options.emit ? { onProgress: emitProgress(options.emit) } : {});
  const touched = new Set<string>();
  const keeper = openGitIgnoreKeeper(repo);
  for (const plan of plans) {
    const out = plan.tracked?.outs[0] ?? newOut(plan.path);
    const observed = observe(store, repo, plan, out, { toStore: !options.noCommit });
    if (observed.kind === "missing") throw missing(repo, plan.path);
    const file = joinPath(repo.root, plan.file);
    const before = repo.host.fs.readTextIfThere(file);
    const text = formatDvcFile(
      before,
      [{ written: out.written, info: observed.info, options: valueMap([]) }],
      plan.file,
    );
    if (!options.noCommit) store.commit(absolutePath(repo, out.path), observed, { link: !options.noRelink });
    for (const changed of keeper.add([out])) touched.add(changed);
    if (text !== before) repo.host.fs.writeAtomic(file, text);
    touched.add(file);
  }
  return [...touched].map((path) => displayPath(repo, relativeInside(repo.root, path) ?? path)).sort();
}

function expandTargets(repo: Repo, targets: readonly string[], options: AddOptions): string[] {
  if (options.out !== undefined) return [copyTarget(repo, targets, options.out, options.force ?? false)];
  const paths = targets.flatMap((target) => options.glob ? pathsMatching(repo, target) : [target]);
  return [...new Set(paths.map((path) => locateTarget(repo, path)))];
}

function locateTarget(repo: Repo, target: string): string {
  refuseUrl(target);
  const absolute = joinPath(repo.cwd, target);
  const inside = relativeInside(repo.root, absolute);
  if (inside === undefined || inside === "") {
    throw refused("invalid-target", `${absolute} is outside of the repository, so it cannot be tracked`, {
      dvcMessage: `Cached output(s) outside of DVC project: ${absolute}. See ` +
        "<https://dvc.org/doc/user-guide/data-management/importing-external-data> for more info.",
    });
  }
  return inside;
}

/** A scheme of some remote is nothing that could be tracked here; any other is none at all. */
function refuseUrl(target: string): void {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(target)?.[1];
  if (scheme === undefined) return;
  throw refused("invalid-target", `${target} is a URL; only files and folders on this machine can be tracked`, {
    hint: "download it into the repository, then add it",
    dvcMessage: REMOTE_SCHEMES.has(scheme.toLowerCase())
      ? `Cached output(s) outside of DVC project: ${target}. See ` +
        "<https://dvc.org/doc/user-guide/data-management/importing-external-data> for more info."
      : `config file error: Unsupported URL type ${scheme}://`,
  });
}

function copyTarget(repo: Repo, targets: readonly string[], out: string, force: boolean): string {
  const [source, ...more] = targets;
  if (source === undefined || more.length > 0) throw refused("usage", "--out goes with exactly one target");
  refuseUrl(source);
  const path = locateTarget(repo, out);
  const from = joinPath(repo.cwd, source);
  if (!repo.host.fs.exists(from)) throw missing(repo, source);
  if (repo.host.fs.exists(joinPath(repo.root, path)) && !force) {
    const kind = repo.host.fs.stat(joinPath(repo.root, path))?.kind === "dir" ? "directory" : "file";
    throw refused("exists", `${out} exists already`, {
      hint: "--force replaces it",
      dvcMessage: `The ${kind} '${out}' already exists locally. \nTo override it, re-run with '--force'.`,
    });
  }
  copyTree(repo, from, joinPath(repo.root, path));
  return path;
}

function copyTree(repo: Repo, from: string, to: string): void {
  const { fs } = repo.host;
  if (fs.stat(from)?.kind !== "dir") {
    fs.makeDir(parentOf(to));
    return fs.copyFile(from, to);
  }
  fs.makeDir(to);
  for (const { name } of fs.list(from)) copyTree(repo, joinPath(from, name), joinPath(to, name));
}

function checkTarget(repo: Repo, stages: readonly Stage[], path: string): Plan {
  const shown = displayPath(repo, path);
  if (/(^|\/)dvc\.(yaml|lock)$|\.dvc$/.test(path)) {
    throw refused("invalid-target", `${shown} is a file of DVC's own`, {
      dvcMessage: `DVC file '${shown}' cannot be an output.`,
    });
  }
  if (!repo.host.fs.exists(joinPath(repo.root, path))) throw missing(repo, path);
  if (repo.ignore.isIgnored(path, repo.host.fs.stat(joinPath(repo.root, path))?.kind === "dir")) {
    throw refused("invalid-target", `${shown} is ignored by .dvcignore`, {
      dvcMessage: `Path '${shown}' is ignored by .dvcignore`,
    });
  }
  refuseLongName(repo, shown, path);
  const around = stages.find((stage) => stage.outs.some((out) => out.path === path || isInside(path, out.path)));
  if (around !== undefined && around.cmd === undefined && around.name === undefined) {
    return { path, file: around.file, tracked: around };
  }
  for (const stage of stages) {
    const inner = stage.outs.find((out) => isInside(out.path, path));
    if (inner !== undefined) throw holdsOther(repo, shown, stage, inner);
  }
  if (around !== undefined) {
    const where = around.name === undefined ? `'${around.file}'` : `stage: '${around.name}' in '${around.file}'`;
    throw refused("invalid-graph", `${shown} overlaps with an output of ${where}`, {
      hint: "run the pipeline, or 'exp commit' to record the output as it is",
      dvcMessage: `cannot update '${shown}': overlaps with an output of ${where}.\n` +
        "Run the pipeline or use 'dvc commit' to force update it.",
    });
  }
  return { path, file: `${path}.dvc`, tracked: undefined };
}

/** The longest name that common file systems take, in bytes. */
const LONGEST_NAME = 255;

function refuseLongName(repo: Repo, shown: string, path: string): void {
  const name = `${nameOf(path)}.dvc`;
  if (new TextEncoder().encode(name).length <= LONGEST_NAME) return;
  throw new ExpError("invalid-target", `${shown} has no room for '.dvc' in its name (${LONGEST_NAME} bytes at most)`, {
    hint: "track the folder around it, or give it a shorter name",
    dvcMessage: `unexpected error - [Errno 36] File name too long: '${joinPath(repo.root, path)}.dvc'`,
    isDvcCrash: true,
  });
}

function holdsOther(repo: Repo, shown: string, stage: Stage, inner: Out): ExpError {
  const within = displayPath(repo, inner.path);
  const name = displayAddress(repo, stage);
  return refused("invalid-graph", `${shown} holds '${within}', which '${name}' tracks already`, {
    hint: `exp remove ${name}, then add ${shown}`,
    dvcMessage: `Cannot add '${shown}', because it is overlapping with other DVC tracked output: '${within}'.\n` +
      `To include '${within}' in '${shown}', run 'dvc remove ${name}' and then 'dvc add ${shown}'`,
  });
}

function refuseGitTracked(repo: Repo, plans: readonly Plan[]): void {
  const fresh = plans.filter((plan) => plan.tracked === undefined).map((plan) => plan.path);
  if (repo.git === undefined || fresh.length === 0) return;
  const result = repo.host.processes.runSync({
    program: "git",
    args: ["ls-files", "-z", "--", ...fresh],
    cwd: repo.root,
  });
  const [first] = new TextDecoder().decode(result.stdout).split("\0").filter((name) => name !== "");
  if (first === undefined) return;
  const path = fresh.find((each) => first === each || isInside(first, each)) ?? first;
  const shown = displayPath(repo, path);
  throw refused("invalid-target", `${shown} is tracked by Git already`, {
    hint: `git rm -r --cached '${shown}', commit, then add it`,
    dvcMessage:
      ` output '${shown}' is already tracked by SCM (e.g. Git).\n    You can remove it from Git, then add to DVC.\n` +
      `        To stop tracking from Git:\n            git rm -r --cached '${shown}'\n            git commit -m "stop tracking ${shown}" `,
  });
}

function newOut(path: string): Out {
  return {
    written: nameOf(path),
    path,
    isUrl: false,
    kind: "out",
    cache: true,
    persist: false,
    checkpoint: false,
    remote: undefined,
    push: true,
    locked: undefined,
    annotations: new Map(),
    display: new Map(),
  };
}

/** The new content of the out: all of it, or what was recorded with only the target's part renewed. */
function observe(store: DataStore, repo: Repo, plan: Plan, out: Out, options: { toStore: boolean }): Observed {
  const whole = store.observe(absolutePath(repo, out.path), "md5", { ...options, toRecord: true });
  if (plan.path === out.path || whole.kind !== "dir" || out.locked === undefined) return whole;
  const old = store.readTree(out.locked);
  if (old === undefined || out.locked.algorithm !== "md5") return whole;
  const part = plan.path.slice(out.path.length + 1);
  const isPart = (relpath: string) => relpath === part || relpath.startsWith(`${part}/`);
  const now = new Map(whole.tree.map((entry) => [entry.relpath, entry]));
  const kept = old.filter(({ relpath }) => !isPart(relpath)).map((entry) => {
    const present = now.get(entry.relpath);
    return present?.hash === entry.hash ? present : entry;
  });
  const tree = [...kept, ...whole.tree.filter(({ relpath }) => isPart(relpath))];
  if (kept.some((entry) => now.get(entry.relpath)?.hash !== entry.hash)) return whole;
  const { hash } = formatTree(tree);
  const size = tree.reduce((sum, entry) => sum + (entry.size ?? 0), 0);
  return { kind: "dir", tree, info: { algorithm: "md5", hash, size, nfiles: tree.length } };
}

function missing(repo: Repo, path: string): ExpError {
  const shown = displayPath(repo, path);
  return refused("not-found", `there is no file or folder '${shown}'`, {
    dvcMessage: `output '${shown}' does not exist: [Errno 2] No such file or directory: '${joinPath(repo.root, path)}'`,
  });
}

function refused(kind: ExpError["kind"], message: string, more: { hint?: string; dvcMessage?: string } = {}): ExpError {
  return new ExpError(kind, message, { ...more, dvcExitCode: 1 });
}
