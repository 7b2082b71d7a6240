import { compareCodePoints, type EmitEvent, ExpError } from "../common/mod.ts";
import {
  type CheckoutChange,
  type DataStore,
  emitProgress,
  type Endable,
  entriesInside,
  type HashInfo,
  isDirHash,
  openDataStore,
  unsavedFault,
} from "../data/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import { absolutePath, checkRemovableOut, displayPath, type Out, type Stage } from "../stage/mod.ts";
import { cachedInfo, chooseOuts, type OutChoice, shownPath, type TargetChoice } from "./choose.ts";
import { fault } from "./faults.ts";
import { chooseFiltered, type OutFilter } from "./out_filter.ts";

interface CheckoutOptions extends TargetChoice, OutFilter {
  /** Lose files that are not in the cache. */
  readonly force?: boolean;
  readonly relink?: boolean;
  /** Stages whose outs are in place already. */
  readonly except?: readonly Stage[];
  /** Only say what would be done. */
  readonly dry?: boolean;
  /** By whom work on a large file is ended. */
  readonly endable?: Endable | undefined;
}

interface CheckoutReport {
  readonly changes: readonly CheckoutChange[];
  /** What could not be put in place, as the person sees it. */
  readonly lacking: readonly string[];
}

interface Wanted {
  readonly path: string;
  readonly info: HashInfo;
  readonly inside?: readonly string[];
}

/** An out of which no hash is known. */
interface Unknown {
  readonly path: string;
  /** Relative to the root. */
  readonly shown: string;
  readonly choice: OutChoice;
}

/**
 * Puts data from the cache in place. What would be lost is looked for before the first file changes. Without targets,
 * what was put in place for outs that are none any more goes, if it is saved or `force` is given.
 *
 * @throws {ExpError} `conflict` for unsaved files without `force`
 */
export async function checkoutData(
  project: Project,
  options: CheckoutOptions,
  emit: EmitEvent,
): Promise<CheckoutReport> {
  const { repo } = project;
  const done = new Set(options.except?.map(({ address }) => address));
  const chosen = (await chooseTargets(project, options)).filter(({ stage }) => !done.has(stage.address));
  using store = openDataStore(repo, { onProgress: emitProgress(emit), endable: options.endable });
  const { wanted, lacking, unknown } = resolve(project, store, chosen, emit);
  if (!options.force) {
    const unsaved = [
      ...wanted.flatMap((each) => store.unsavedFiles(each.path, each.info, each.inside)),
      ...unknown.flatMap((each) => store.unsavedFiles(each.path, undefined)),
    ];
    if (unsaved.length > 0) throw unsavedFault(unsaved);
  }
  for (const { choice } of unknown) checkRemovableOut(repo, store, choice.stage, choice.out);
  const { force = false, relink = false, dry = false } = options;
  const changes = removeUnknown(project, store, unknown, dry);
  if ((options.targets ?? []).length === 0) {
    const all = (await project.stages()).flatMap((stage) => stage.outs.filter((out) => !out.isUrl));
    changes.push(...store.removeDropped(new Set(all.map((out) => absolutePath(repo, out.path))), { force, dry }));
  }
  for (const { path, info, inside } of wanted) {
    if (!dry) await store.copyAhead(path, info, inside);
    changes.push(...store.checkout(path, info, { force, relink, dry, ...(inside === undefined ? {} : { inside }) }));
  }
  return { changes: changes.sort(asListed), lacking };
}

/** @throws {ExpError} `missing-data` when something could not be put in place */
export function refuseLacking({ lacking }: CheckoutReport): void {
  if (lacking.length === 0) return;
  throw fault("missing-data/not-in-cache", { paths: lacking });
}

const KINDS: readonly CheckoutChange["kind"][] = ["modified", "added", "deleted"];

/** By kind; folders before files. */
function asListed(a: CheckoutChange, b: CheckoutChange): number {
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    Number(b.path.endsWith("/")) - Number(a.path.endsWith("/")) || compareCodePoints(a.path, b.path);
}

/** A target that is nothing of ours may be meant for Git, whose command has the same name. */
async function chooseTargets(project: Project, options: CheckoutOptions): Promise<OutChoice[]> {
  try {
    return await chooseFiltered(project, options);
  } catch (error) {
    if (!(error instanceof ExpError) || error.kind !== "not-found") throw error;
    for (const target of options.targets ?? []) {
      if (await isFound(project, { ...options, targets: [target] })) continue;
      throw fault("within/maybe-git-checkout", { target }, error);
    }
    throw error;
  }
}

async function isFound(project: Project, choice: TargetChoice): Promise<boolean> {
  try {
    await chooseOuts(project, choice);
    return true;
  } catch {
    return false;
  }
}

function resolve(
  project: Project,
  store: DataStore,
  chosen: readonly OutChoice[],
  emit: EmitEvent,
): { wanted: Wanted[]; lacking: string[]; unknown: Unknown[] } {
  const wanted: Wanted[] = [];
  const unknown: Unknown[] = [];
  const lacking: string[] = [];
  for (const [choice, inside] of withParts(chosen)) {
    const { out } = choice;
    if (!out.cache || out.isUrl) continue;
    const path = absolutePath(project.repo, out.path);
    const info = cachedInfo(choice);
    if (info === undefined) {
      if (inside === undefined) unknown.push({ path, shown: out.path, choice });
      lacking.push(shownPath(project, choice));
      emit({ kind: "warning", text: `No file hash info found for '${path}'. It won't be created.` });
      continue;
    }
    if (out.files !== undefined) store.knowTree(info, out.files);
    if (inside === undefined) {
      if (store.has(info)) wanted.push({ path, info });
      else if (!isInPlace(store, path, info)) lacking.push(shownPath(project, choice));
      continue;
    }
    const tree = store.readTree(info) ?? [];
    const absent = inside.flatMap((part) => {
      const entries = entriesInside(tree, [part]);
      const isThere = entries.length > 0 || project.repo.host.fs.exists(`${path}/${part}`);
      if (!isThere) return [part];
      return entries.filter(({ hash }) => !store.has({ algorithm: info.algorithm, hash })).map(({ relpath }) =>
        relpath
      );
    });
    lacking.push(...absent.map((part) => displayPath(project.repo, `${out.path}/${part}`)));
    if (absent.length === 0) wanted.push({ path, info, inside });
  }
  return { wanted, lacking, unknown };
}

/** Each out once, with the parts of it that were named; undefined: the whole. */
function withParts(chosen: readonly OutChoice[]): [OutChoice, readonly string[] | undefined][] {
  const byOut = new Map<Out, [OutChoice, string[] | undefined]>();
  for (const choice of chosen) {
    const known = byOut.get(choice.out);
    if (known === undefined) byOut.set(choice.out, [choice, choice.inside === undefined ? undefined : [choice.inside]]);
    else if (choice.inside === undefined) byOut.set(choice.out, [choice, undefined]);
    else known[1]?.push(choice.inside);
  }
  return [...byOut.values()];
}

/** What is there already needs no cache; of a folder DVC needs to know its files, though. */
function isInPlace(store: DataStore, path: string, info: HashInfo): boolean {
  if (isDirHash(info.hash) && store.readTree(info) === undefined) return false;
  const now = store.observe(path, info.algorithm);
  return now.kind !== "missing" && now.info.hash === info.hash;
}

/** What lies where an out without a known hash belongs is not that out. */
function removeUnknown(
  { repo }: Project,
  store: DataStore,
  unknown: readonly Unknown[],
  dry: boolean,
): CheckoutChange[] {
  const { fs } = repo.host;
  return unknown.flatMap(({ path, shown }) => {
    const stat = fs.lstat(path);
    if (stat === undefined) return [];
    if (!dry) store.remove(path);
    const files = { added: 0, modified: 0, deleted: 1 };
    return [{ kind: "deleted", path: stat.kind === "dir" ? `${shown}/` : shown, files }];
  });
}
