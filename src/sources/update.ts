/** `update`: imports brought up to what their sources are now. */
import { openDataStore } from "../data/mod.ts";
import { findNamed, type Project } from "../pipeline/mod.ts";
import { joinPath, parentOf, type Repo } from "../repo/mod.ts";
import { absolutePath, type Dep, displayAddress, displayPath, isAsLocked, type Out, type Stage } from "../stage/mod.ts";
import { type SourceAddress, withoutPassword, writtenAddress } from "./address.ts";
import { fault } from "./faults.ts";
import { checkOutImport, clearOut, recordImport } from "./import_out.ts";
import { bringImport, depOf, type Imported, readerOf, receiverOf } from "./import_repo.ts";
import { bringUrl, displayUrl, fsConfigOf, openImported, sendUrl } from "./import_url.ts";
import { baseOfUrl, withSource } from "./open_source.ts";
import { importedFrom, type Travel } from "./receive.ts";
import { stateOf, urlDep } from "./url_place.ts";

interface UpdateOptions extends Travel {
  readonly rev: string | undefined;
  readonly recursive: boolean;
  readonly download: boolean;
  readonly toRemote: boolean;
  readonly remote: string | undefined;
  /** Lose changes that were made to imported data here. */
  readonly force: boolean;
  readonly onBegin?: (begun: Imported) => void;
  /** Told of an import that is as it should be. */
  readonly onSkip?: (stage: string) => void;
  /** Told of what is tracked, and no import. */
  readonly onOther?: (out: string) => void;
}

/** @throws {ExpError} `not-found`; `usage`; what an import may throw. What was updated before stays so. */
export async function updateImports(
  project: Project,
  targets: readonly string[],
  options: UpdateOptions,
): Promise<void> {
  if (options.toRemote && !options.download) throw fault("usage/to-remote-or-download", {});
  if (!options.toRemote && options.remote !== undefined) throw fault("usage/remote-without-to-remote", {});
  const named = await findNamed(project, targets, { outputs: true, recursive: options.recursive });
  for (const stage of named.keys()) {
    const [dep] = stage.deps, [out] = stage.outs;
    const isImport = stage.cmd === undefined && dep !== undefined && out !== undefined;
    if (!isImport) {
      if (options.recursive && stage.cmd !== undefined) continue;
      for (const each of stage.outs) options.onOther?.(displayPath(project.repo, each.path));
    } else if (importedFrom({ stage }) !== undefined) await updateFromRepo(project.repo, stage, out, options);
    else await updateFromUrl(project.repo, stage, dep, out, options);
  }
}

/** Brings one import up to date. @returns false when it was */
export async function updateImport(
  repo: Repo,
  stage: Stage,
  options: Travel & Pick<UpdateOptions, "force" | "onBegin">,
): Promise<boolean> {
  let isNew = true;
  const onSkip = () => void (isNew = false);
  const [dep] = stage.deps, [out] = stage.outs;
  const all = { rev: undefined, recursive: false, download: true, toRemote: false, remote: undefined };
  if (dep === undefined || out === undefined) return false;
  if (importedFrom({ stage }) !== undefined) await updateFromRepo(repo, stage, out, { ...all, ...options, onSkip });
  else await updateFromUrl(repo, stage, dep, out, { ...all, ...options, onSkip });
  return isNew;
}

async function updateFromRepo(repo: Repo, stage: Stage, out: Out, options: UpdateOptions): Promise<void> {
  const from = importedFrom({ stage });
  if (from === undefined) return;
  if (options.toRemote) throw fault("usage/repo-to-remote", {});
  const { revLock, ...before } = writtenAddress(from.repo);
  const address: SourceAddress = options.rev === undefined ? before : { ...before, rev: options.rev };
  const path = from.dep.written;
  const reader = { ...readerOf(repo, options), cwd: baseOfUrl(repo, stage, address.url) };
  await withSource(reader, address, {}, async (source) => {
    const isSame = source.rev === revLock && address.rev === before.rev && !stage.isChecksumChanged;
    if (isSame && isInPlace(repo, out)) return options.onSkip?.(displayAddress(repo, stage));
    options.onBegin?.({
      from: `${path} (${withoutPassword(address.url)})`,
      out: displayPath(repo, out.path),
    });
    refuseLoss(repo, out, options.force);
    const receiver = { ...receiverOf(repo, options), reader };
    const info = await bringImport(source, path, receiver, options.download ? "all" : "no-download");
    if (info === undefined) clearOut(repo, out); // it is not what the record says any more
    else checkOutImport(repo, out, info);
    const dep = depOf(path, address, source.rev);
    recordImport(repo, { out, file: stage.file }, { dep, info, frozen: stage.frozen, hasChecksum: true });
  });
}

async function updateFromUrl(repo: Repo, stage: Stage, dep: Dep, out: Out, options: UpdateOptions): Promise<void> {
  const wdir = joinPath(repo.root, parentOf(stage.file));
  const opened = await openImported(repo, stage, dep);
  const state = await stateOf(opened, options.signal);
  const isSame = isAsLocked(state, dep.source) && !stage.isChecksumChanged;
  const record = (info: Parameters<typeof recordImport>[2]["info"]) =>
    recordImport(repo, { out, file: stage.file }, {
      dep: urlDep(dep.written, state, fsConfigOf(dep)),
      info,
      frozen: stage.frozen,
      hasChecksum: true,
    });
  if (options.toRemote) {
    record(await sendUrl(repo, opened, options.remote, options));
    return;
  }
  if (isSame && isInPlace(repo, out)) return options.onSkip?.(displayAddress(repo, stage));
  options.onBegin?.({ from: displayUrl({ ...repo, cwd: wdir }, opened), out: displayPath(repo, out.path) });
  refuseLoss(repo, out, options.force);
  if (!options.download) clearOut(repo, out);
  record(await bringUrl(repo, opened, out, options.download ? "all" : "no-download", options));
}

function isInPlace(repo: Repo, out: Out): boolean {
  if (out.locked === undefined) return false;
  const store = openDataStore(repo);
  try {
    const now = store.observe(absolutePath(repo, out.path), out.locked.algorithm);
    return now.kind !== "missing" && now.info.hash === out.locked.hash;
  } finally {
    store[Symbol.dispose]();
  }
}

function refuseLoss(repo: Repo, out: Out, force: boolean): void {
  if (force) return;
  const store = openDataStore(repo);
  try {
    const unsaved = store.unsavedFiles(absolutePath(repo, out.path), out.locked);
    if (unsaved.length > 0) throw fault("conflict/changed-import", { shown: displayPath(repo, out.path) });
  } finally {
    store[Symbol.dispose]();
  }
}
