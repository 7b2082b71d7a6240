import { ExpError } from "../common/errors.ts";
import type { EmitEvent } from "../common/events.ts";
import {
  type CheckoutChange,
  type DataStore,
  emitProgress,
  isDirHash,
  openDataStore,
  unsavedFault,
} from "../data/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import { checkRemovableOut } from "../stage/out_place.ts";
import { absolutePath, displayPath } from "../stage/paths.ts";
import type { HashInfo } from "../stage/types.ts";
import { cachedInfo, chooseOuts, type OutChoice, shownPath, type TargetChoice } from "./choose.ts";

export interface CheckoutOptions extends TargetChoice {
  /** Lose files that are not in the cache. */
  readonly force?: boolean;
  readonly relink?: boolean;
  readonly allowMissing?: boolean;
}

export interface CheckoutReport {
  readonly changes: readonly CheckoutChange[];
}

interface Wanted {
  readonly path: string;
  readonly shown: string;
  readonly info: HashInfo;
}

/** An out of which no hash is known. */
interface Unknown {
  readonly path: string;
  /** Relative to the root. */
  readonly shown: string;
  readonly info: undefined;
  readonly choice: OutChoice;
}

/**
 * Puts data from the cache in place. What would be lost is looked for before the first file changes.
 *
 * @throws {ExpError} `conflict` for unsaved files without `force`; `missing-data` after everything else is in place
 */
export async function checkoutData(
  project: Project,
  options: CheckoutOptions,
  emit: EmitEvent,
): Promise<CheckoutReport> {
  const chosen = await chooseOuts(project, options);
  using store = openDataStore(project.repo, { onProgress: emitProgress(emit) });
  const { wanted, lacking, unknown } = resolve(project, store, chosen, emit);
  if (!options.force) {
    const unsaved = [...wanted, ...unknown].flatMap((each) => store.unsavedFiles(each.path, each.info));
    if (unsaved.length > 0) throw unsavedFault(unsaved);
  }
  for (const { choice } of unknown) checkRemovableOut(project.repo, store, choice.stage, choice.out);
  const changes = removeUnknown(project, store, unknown);
  for (const each of wanted) {
    const made = store.checkout(each.path, each.info, {
      force: options.force ?? false,
      relink: options.relink ?? false,
    });
    changes.push(...made);
  }
  if (lacking.length > 0 && !options.allowMissing) {
    throw new ExpError("missing-data", `not in the cache: ${lacking.join(", ")}`, {
      hint: "get it with 'exp fetch' from a remote, or run the stages again",
      dvcMessage: `Checkout failed for following targets:\n${lacking.join("\n")}\n` +
        "Is your cache up to date?\n<https://error.dvc.org/missing-files>",
    });
  }
  return { changes };
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
  for (const choice of chosen) {
    if (!choice.out.cache || choice.out.isUrl) continue;
    const path = absolutePath(project.repo, choice.out.path);
    const info = cachedInfo(choice);
    if (info === undefined) {
      if (choice.inside === undefined) unknown.push({ path, shown: choice.out.path, info: undefined, choice });
      lacking.push(shownPath(project, choice));
      emit({ kind: "warning", text: `No file hash info found for '${path}'. It won't be created.` });
      continue;
    }
    if (choice.inside === undefined) {
      if (store.has(info)) wanted.push({ path, info, shown: displayPath(project.repo, choice.out.path) });
      else if (!isInPlace(store, path, info)) lacking.push(shownPath(project, choice));
      continue;
    }
    const entries = (store.readTree(info) ?? []).filter(({ relpath }) =>
      relpath === choice.inside || relpath.startsWith(`${choice.inside}/`)
    );
    if (entries.length === 0) lacking.push(shownPath(project, choice));
    for (const { hash, relpath } of entries) {
      const file: HashInfo = { algorithm: info.algorithm, hash };
      if (store.has(file)) wanted.push({ path: `${path}/${relpath}`, info: file, shown: shownPath(project, choice) });
      else lacking.push(displayPath(project.repo, `${choice.out.path}/${relpath}`));
    }
  }
  return { wanted, lacking, unknown };
}

/** What is there already needs no cache; of a folder DVC needs to know its files, though. */
function isInPlace(store: DataStore, path: string, info: HashInfo): boolean {
  if (isDirHash(info.hash) && store.readTree(info) === undefined) return false;
  const now = store.observe(path, info.algorithm);
  return now.kind !== "missing" && now.info.hash === info.hash;
}

/** What lies where an out without a known hash belongs is not that out. */
function removeUnknown({ repo }: Project, store: DataStore, unknown: readonly Unknown[]): CheckoutChange[] {
  const { fs } = repo.host;
  return unknown.flatMap(({ path, shown }) => {
    const stat = fs.lstat(path);
    if (stat === undefined) return [];
    store.remove(path);
    return [{ kind: "deleted", path: stat.kind === "dir" ? `${shown}/` : shown }];
  });
}
