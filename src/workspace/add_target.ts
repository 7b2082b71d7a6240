import type { ExpError } from "../common/mod.ts";
import { isDirHash } from "../data/mod.ts";
import { checkFileIsUsable } from "../pipeline/mod.ts";
import { ignoreReasonText, isInside, joinPath, nameOf, parentOf, relativeInside, type Repo } from "../repo/mod.ts";
import { absolutePath, displayAddress, displayPath, newOut, type Out, type Stage } from "../stage/mod.ts";
import { fault } from "./faults.ts";

/** One out that is to be recorded. Paths relative to the root. */
export interface AddPlan {
  readonly out: Out;
  /** The `.dvc` file. */
  readonly file: string;
  /** Is it in that file already? */
  readonly isTracked: boolean;
  /** Of a tracked folder, the parts that were named; undefined: all of it. */
  readonly inside: readonly string[] | undefined;
}

/**
 * Decides what targets mean for the project: each out once, in the order asked.
 *
 * @param paths relative to the root
 * @throws {ExpError} for the first that cannot be tracked
 */
export function planTargets(repo: Repo, stages: readonly Stage[], paths: readonly string[]): AddPlan[] {
  const plans = new Map<string, AddPlan>();
  for (const path of paths) {
    const plan = planTarget(repo, stages, path);
    const known = plans.get(plan.out.path);
    const inside = known === undefined
      ? plan.inside
      : known.inside && plan.inside && [...new Set([...known.inside, ...plan.inside])];
    plans.set(plan.out.path, { ...plan, inside });
  }
  refuseOverlaps(repo, stages, [...plans.values()]);
  return [...plans.values()];
}

/** Where a target lies, relative to the root. @throws {ExpError} `invalid-target` outside of the repository */
export function locateTarget(repo: Repo, target: string): string {
  refuseUrl(target);
  const absolute = joinPath(repo.cwd, target);
  const inside = relativeInside(repo.root, absolute);
  if (inside !== undefined && inside !== "") return inside;
  throw fault("invalid-target/outside", { path: absolute });
}

const REMOTE_SCHEMES = new Set(
  "azure gdrive gs hdfs webhdfs http https oss remote s3 ssh webdav webdavs".split(" "),
);

/** A scheme of some remote is nothing that could be tracked here; any other is none at all. */
export function refuseUrl(target: string): void {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(target)?.[1];
  if (scheme === undefined) return;
  throw fault("invalid-target/url", { target, scheme, isRemote: REMOTE_SCHEMES.has(scheme.toLowerCase()) });
}

/**
 * Data cannot be tracked everywhere, whether it is there already or is to come.
 * @throws {ExpError} for a file of DVC's own, below a linked folder, where `.dvcignore` hides it, for a long name
 */
export function refusePlace(repo: Repo, path: string, isDir: boolean): void {
  const shown = displayPath(repo, path);
  if (/(^|\/)dvc\.(yaml|lock)$|\.dvc$/.test(path)) throw fault("invalid-target/dvc-file", { shown });
  refuseLinkedFolder(repo, path);
  if (repo.ignore.isIgnored(path, isDir)) {
    const reason = repo.ignore.explain(path, isDir);
    const by = reason === undefined ? ".dvcignore" : ignoreReasonText(reason, (file) => displayPath(repo, file));
    throw fault("invalid-target/ignored", { shown, path: joinPath(repo.root, path), by });
  }
  refuseLongName(repo, shown, path);
}

function planTarget(repo: Repo, stages: readonly Stage[], path: string): AddPlan {
  const shown = displayPath(repo, path);
  const { fs } = repo.host;
  const isThere = fs.exists(joinPath(repo.root, path));
  refusePlace(repo, path, fs.stat(joinPath(repo.root, path))?.kind === "dir");
  for (const stage of stages) {
    const out = stage.outs.find((each) => each.path === path || isInside(path, each.path));
    if (out === undefined) continue;
    if (stage.cmd !== undefined || stage.name !== undefined) {
      throw fault("invalid-graph/made-by-stage", { shown, stage: stage.name, file: displayPath(repo, stage.file) });
    }
    // what is gone from a tracked folder may be named: it is taken off the record
    if (out.path === path && !isThere) throw missing(repo, path);
    if (out.path !== path && out.locked !== undefined && !isDirHash(out.locked.hash)) {
      throw fault("invalid-target/below-file", { shown, file: displayPath(repo, out.path) });
    }
    const inside = out.path === path ? undefined : [path.slice(out.path.length + 1)];
    return { out, file: stage.file, isTracked: true, inside };
  }
  if (!isThere) throw missing(repo, path);
  checkFileIsUsable(repo, `${path}.dvc`);
  return { out: newOut(path), file: `${path}.dvc`, isTracked: false, inside: undefined };
}

/** Below a link to a folder lies what has its own place elsewhere. A link to a file is as good as the file. */
function refuseLinkedFolder(repo: Repo, path: string): void {
  const { fs } = repo.host;
  const isLink = (each: string) => fs.lstat(joinPath(repo.root, each))?.kind === "link";
  let linked = isLink(path) && fs.stat(joinPath(repo.root, path))?.kind === "dir";
  for (let folder = parentOf(path); !linked && folder !== ""; folder = parentOf(folder)) linked = isLink(folder);
  if (!linked) return;
  throw fault("invalid-target/in-linked-folder", { shown: displayPath(repo, path) });
}

/** Neither may one of the new outs hold another one, nor an out of the project. */
function refuseOverlaps(repo: Repo, stages: readonly Stage[], plans: readonly AddPlan[]): void {
  const others = [
    ...stages.flatMap((stage) => stage.outs.map((out) => ({ out, by: displayAddress(repo, stage) }))),
    ...plans.filter((plan) => !plan.isTracked).map((plan) => ({ out: plan.out, by: displayPath(repo, plan.file) })),
  ];
  for (const { out: { path } } of plans.filter((plan) => !plan.isTracked)) {
    const held = others.find(({ out }) => isInside(out.path, path));
    if (held === undefined) continue;
    const [parent, child] = [displayPath(repo, path), displayPath(repo, held.out.path)];
    throw fault("invalid-graph/holds-tracked", { parent, child, by: held.by });
  }
}

/** The longest name that common file systems take, in bytes. */
const LONGEST_NAME = 255;

function refuseLongName(repo: Repo, shown: string, path: string): void {
  const name = `${nameOf(path)}.dvc`;
  if (new TextEncoder().encode(name).length <= LONGEST_NAME) return;
  throw fault("invalid-target/long-name", {
    shown,
    path: `${joinPath(repo.root, path)}.dvc`,
    most: LONGEST_NAME,
  });
}

export function missing(repo: Repo, path: string): ExpError {
  return fault("not-found/target", { shown: displayPath(repo, path), path: absolutePath(repo, path) });
}
