import { failedFault, openRemote, type Transfer, transferAll, type TransferHow, type Transfers } from "../data/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { formatBytes } from "../ui/mod.ts";
import { neverRecorded } from "../voice/mod.ts";
import type { fetchImports } from "../sources/mod.ts";
import { pathsMatching, type TargetChoice, type UnknownOut, type UsedChoice, type UsedItem } from "../workspace/mod.ts";
import type { Context } from "./command.ts";
import { fault } from "./fault.ts";
import { warnOf } from "./warn_of.ts";

interface TargetOptions {
  readonly targets: readonly string[];
  readonly withDeps: boolean;
  readonly recursive: boolean;
}

interface TransferOptions extends TargetOptions {
  readonly allBranches: boolean;
  readonly allTags: boolean;
  readonly allCommits: boolean;
}

/** What `exp push` and `exp pull` say of data where no Git remote is named. */
export const ALL_DATA = {
  targets: [],
  withDeps: false,
  recursive: false,
  glob: false,
  allBranches: false,
  allTags: false,
  allowMissing: false,
  type: [],
  maxSize: undefined,
  wait: true,
} as const;

/** Targets with `--with-deps` and `--recursive`. */
export function targetChoice(context: Context, { targets, withDeps, recursive }: TargetOptions): TargetChoice {
  return { targets, withDeps: withDeps && (context.rules.outputsHaveDeps || "of-stages"), recursive };
}

/** With `--glob`, the paths that targets match in place of them. */
export function withGlob<T extends { readonly targets: readonly string[]; readonly glob: boolean }>(
  repo: Repo,
  options: T,
): T {
  if (!options.glob) return options;
  return { ...options, targets: options.targets.flatMap((target) => pathsMatching(repo, target)) };
}

/**
 * What `push`, `fetch`, `pull` of data and `status -c` share on the command line. DVC does not say what was never recorded
 * when it moves data, only when it compares.
 */
export function transferChoice(
  context: Context,
  options: TransferOptions,
  work: "move" | "compare" = "move",
): UsedChoice {
  const { allBranches, allTags, allCommits } = options;
  return {
    ...targetChoice(context, options),
    allBranches,
    allTags,
    allCommits,
    // with many commits, those that cannot be read, or do not have the targets, are passed over
    ...allBranches || allTags || allCommits
      ? { onUnreadable: (rev) => context.note(`WARNING: failed to collect '${rev ?? "workspace"}', skipping`) }
      : {},
    ...work === "move" && !context.rules.tellsUnrecorded ? {} : { onUnknown: tellingUnknown(context) },
  };
}

/**
 * Says of which outputs nothing can be done because they were never recorded: once, of however many commits, and not of
 * what a task that waits has not made yet. DVC says it each time.
 */
export function tellingUnknown(context: Context): (unknown: UnknownOut) => void {
  const told = new Set<string>();
  return ({ path, stage, isThere, isAsked }) => {
    const key = JSON.stringify([path, stage]);
    if (context.inManner({ exp: told.has(key) || !isAsked, dvc: false })) return;
    told.add(key);
    context.tell(neverRecorded(path, stage, isThere));
  };
}

interface FetchOptions {
  readonly remote: string | undefined;
  readonly runCache: boolean;
  /** There is more to get than the items, from elsewhere; so it is all the same whether there is a remote. */
  readonly others?: boolean;
}

/**
 * Gets what items need from the remotes that each belongs to, and with `--run-cache` the runs. Where no remote is named
 * nor configured DVC has nothing to fetch for items without one of their own, which is no failure.
 * @throws {ExpError} `config`; `missing-data` when a remote has a folder, but not all of its files
 */
export async function fetchItems(
  context: Context,
  repo: Repo,
  items: readonly UsedItem[],
  { remote: name, runCache, others = false }: FetchOptions,
  how: TransferHow,
): Promise<Transfers> {
  const { rules } = context;
  const isWithout = !rules.fetchNeedsRemote && name === undefined && !repo.config.get("core", "remote");
  if (isWithout) context.note("No remote provided and no default remote set.");
  const imports = how.dry === true ? [] : items.flatMap((item) => isOfImport(item) ? [item] : []);
  const own = items.filter((item) => !isOfImport(item));
  const wanted = isWithout ? own.filter((item) => item.remote !== undefined) : own;
  const fetched = imports.length === 0 ? undefined : await fetchImported(repo, imports, how);
  if (
    wanted.length === 0 && imports.length === 0 && !others && !isWithout &&
    (name !== undefined || rules.fetchNeedsRemote)
  ) {
    await openRemote(repo, name);
  }
  const runs = runCache && !isWithout ? await (await openRemote(repo, name)).fetchRuns(how) : 0;
  const done = await transferAll(repo, wanted, "fetch", { name, ...how });
  const copied = done.copied + (fetched?.copied ?? 0);
  const missing = [...done.missing, ...(fetched?.missing ?? []).map(({ path, info }) => ({ path, id: info }))];
  const failure = failedFault(done);
  if (failure !== undefined) throw failure;
  const inFolders = missing.filter(({ path }) => !items.some((item) => item.path === path));
  if (!rules.fetchesPartsOfFolders && inFolders.length > 0) {
    throw fault("missing-data/remote-lacks", { folders: inFolders.map(({ path }) => path), files: missing.length });
  }
  return { ...done, missing, copied: rules.countsFetchedRuns ? copied + runs : copied };
}

function isOfImport(item: UsedItem): item is UsedItem & Required<Pick<UsedItem, "imported">> {
  return item.imported !== undefined;
}

/** The room is loaded where there is an import alone. */
async function fetchImported(...[repo, items, how]: Parameters<typeof fetchImports>) {
  const { fetchImports } = await import("../sources/mod.ts");
  return await fetchImports(repo, items, how);
}

/** What a transfer would move, by target. */
export function tellPlanned(context: Context, { targets }: Transfers, direction: "push" | "fetch"): void {
  const preposition = { push: "to", fetch: "from" }[direction];
  const moved = targets.filter(({ copied }) => copied > 0);
  for (const { shown, copied, bytes } of moved) {
    context.print(`would ${direction} ${files(copied)} (${formatBytes(bytes)}) ${preposition} ${shown}`);
  }
  if (moved.length === 0) context.print(`would ${direction} nothing`);
}

/** `1 file`, `2 files` */
export function files(count: number): string {
  return `${count} file${count === 1 ? "" : "s"}`;
}

/** Says what neither side has. @throws {ExpError} `missing-data`, unless that is allowed */
export function tellMissing(
  context: Context,
  missing: Transfer["missing"],
  { allowMissing }: { readonly allowMissing: boolean },
): void {
  if (missing.length === 0) return;
  if (!context.rules.lostDataFails) {
    const ids = [...new Set(missing.map(({ id }) => `md5: ${id.hash}`))].join("\n");
    return context.warn(
      `Some of the cache files do not exist neither locally nor on remote. Missing cache files:\n${ids}`,
    );
  }
  const lost = fault("missing-data/nowhere", { paths: missing.map(({ path }) => path) });
  if (!allowMissing) throw lost;
  warnOf(context, lost);
}
