/** `import-url`: a file or folder at a URL, tracked here with what it was when it came. */
import { isMap, type Key, type Value, type ValueMap } from "../common/mod.ts";
import { failedFault, type HashInfo, openDataStore, openRemote } from "../data/mod.ts";
import { makeScratchFolder } from "../host/mod.ts";
import type { Project } from "../pipeline/mod.ts";
import { joinPath, makeOwnFolder, ownFolder, parentOf, type Repo, urlScheme } from "../repo/mod.ts";
import { absolutePath, type Dep, type Out, type Stage, type UrlState } from "../stage/mod.ts";
import { fault } from "./faults.ts";
import { clearOut, planImport, recordImport } from "./import_out.ts";
import type { ImportDepth, ImportOptions } from "./import_repo.ts";
import { findOutPlace } from "./out_place.ts";
import type { Travel } from "./receive.ts";
import { withTemporaryCache } from "./temporary.ts";
import { fetchUrl, isPath, type OpenUrl, openUrl, placedAt, stateOf, urlDep, writtenFrom } from "./url_place.ts";

interface ImportUrlOptions extends ImportOptions {
  /** Send the data to a remote without keeping it here. */
  readonly toRemote: boolean;
  readonly remote: string | undefined;
  readonly versionAware: boolean;
  /** Options of the storage. */
  readonly fsConfig: ValueMap;
}

/** @returns the files that Git should have, relative to the current folder. @throws {ExpError} */
export async function importUrl(project: Project, url: string, options: ImportUrlOptions): Promise<string[]> {
  const { repo } = project;
  const place = findOutPlace(repo.host, repo.cwd, url, options);
  const { depth, toRemote, remote } = options;
  checkChoice(url, options);
  const writtenIn = (file: string) => writtenFrom(repo.root, parentOf(joinPath(repo.root, file)), repo.cwd, url);
  const planned = await planImport(project, place, writtenIn);
  const opened = await openUrl(repo.host, repo.config, repo.cwd, url, options.fsConfig);
  const written = writtenIn(planned.file);
  const more = options.versionAware ? new Map<Key, Value>([["version_aware", true]]) : new Map<Key, Value>();
  const fsConfig: ValueMap = new Map([...options.fsConfig, ...more]);
  const record = (state: UrlState | undefined, info: HashInfo | undefined) =>
    recordImport(repo, planned, {
      dep: urlDep(written, state, fsConfig),
      info,
      frozen: true,
      hasChecksum: depth !== "no-exec",
    });
  if (depth === "no-exec") return record(undefined, undefined);
  if (!toRemote) options.onBegin?.({ from: displayUrl(repo, opened), out: planned.shown });
  const state = await stateOf(opened, options.signal);
  if (toRemote) return record(state, await sendUrl(repo, opened, remote, options));
  const info = await bringUrl(repo, opened, planned.out, depth, options);
  return record(state, info);
}

function checkChoice(url: string, options: ImportUrlOptions): void {
  const { depth, toRemote, remote, versionAware } = options;
  if (toRemote && (depth !== "all" || versionAware)) throw fault("usage/to-remote-alone", {});
  if (!toRemote && remote !== undefined) throw fault("usage/remote-without-to-remote", {});
  const namesVersion = /[?&]version_?id=|#\d+$/i.test(url);
  if ((versionAware || namesVersion) && !isPath(url)) throw fault("usage/version-aware", { url });
}

/** Options of the storage that an import has kept. */
export function fsConfigOf(dep: Dep): ValueMap {
  const given = dep.source?.get("fs_config");
  return isMap(given) ? given : new Map();
}

/** The URL of an import, as its `.dvc` file writes it. */
export async function openImported(repo: Repo, stage: Stage, dep: Dep): Promise<OpenUrl> {
  const wdir = joinPath(repo.root, parentOf(stage.file));
  const ofStorage: ValueMap = new Map([...fsConfigOf(dep)].filter(([key]) => key !== "version_aware"));
  return await openUrl(repo.host, repo.config, wdir, dep.written, ofStorage);
}

/** Brings it in place and into the cache. @returns undefined where it is not to be downloaded */
export async function bringUrl(
  repo: Repo,
  opened: OpenUrl,
  out: Out,
  depth: Exclude<ImportDepth, "no-exec">,
  how: Travel,
): Promise<HashInfo | undefined> {
  if (depth === "no-download") return undefined;
  const { host } = repo;
  makeOwnFolder(repo);
  const temp = makeScratchFolder(host, ownFolder(repo), "importing-");
  const store = openDataStore(repo);
  try {
    const whole = `${temp}/whole`;
    await fetchUrl(opened, host, `${temp}/fetched`, whole, how);
    // stored before anything here changes: a file that a kill leaves without its record is lost to nobody, then
    storeAll({ ...repo, root: temp, cwd: temp }, whole);
    clearOut(repo, out);
    const path = absolutePath(repo, out.path);
    host.fs.move(whole, path);
    store.relocate(whole, path);
    const observed = store.observe(path, "md5", { toStore: true, toRecord: true });
    store.commit(path, observed);
    return observed.kind === "missing" ? undefined : observed.info;
  } finally {
    store[Symbol.dispose]();
    host.fs.removeTree(temp);
  }
}

/** Sends it to a remote by way of a folder that goes away. */
export async function sendUrl(
  repo: Repo,
  opened: OpenUrl,
  remote: string | undefined,
  how: Travel,
): Promise<HashInfo> {
  await openRemote(repo, remote); // before all else: is there one?
  makeOwnFolder(repo);
  return await withTemporaryCache(repo.host, ownFolder(repo), repo, async (temporary) => {
    const whole = `${temporary.root}/whole`;
    await fetchUrl(opened, repo.host, `${temporary.root}/fetched`, whole, how);
    const info = storeAll(temporary, whole);
    const target = await openRemote(temporary, remote);
    const failure = failedFault(await target.push([{ path: opened.url, info }], { ...how, durable: true }));
    if (failure !== undefined) throw failure;
    return info;
  });
}

function storeAll(repo: Repo, path: string): HashInfo {
  const store = openDataStore(repo);
  try {
    const observed = store.observe(path, "md5", { toStore: true, toRecord: true });
    store.commit(path, observed, { link: false });
    if (observed.kind === "missing") throw fault("not-found/url", { url: path, canList: true });
    return observed.info;
  } finally {
    store[Symbol.dispose]();
  }
}

/** As DVC names the dependency: what is ours as seen from here, all else in full. */
export function displayUrl(repo: Repo, opened: OpenUrl): string {
  if (urlScheme(opened.url) !== undefined) return opened.url;
  const path = placedAt(opened);
  return path.startsWith(`${repo.root}/`) ? writtenFrom(repo.root, repo.cwd, repo.cwd, opened.url) : path;
}
