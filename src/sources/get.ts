/** `get`: a file or folder of another repository, without a trace of where it came from. */
import { type HashInfo, objectPath } from "../data/mod.ts";
import { type Host, LARGE_COPY_BYTES } from "../host/mod.ts";
import { joinPath, nameOf, parentOf, type Repo } from "../repo/mod.ts";
import type { SourceAddress } from "./address.ts";
import { fault } from "./faults.ts";
import { withTree } from "./found_path.ts";
import { type Reader, withSource } from "./open_source.ts";
import { findOutPlace } from "./out_place.ts";
import { receive, type Travel, treeOf, wantedOf } from "./receive.ts";
import type { TrackedOut } from "./source_project.ts";
import type { SourceFile, SourceTree } from "./source_tree.ts";
import { withTemporaryCache } from "./temporary.ts";

interface GetOptions extends Travel {
  readonly out: string | undefined;
  readonly force: boolean;
}

interface Got {
  readonly files: number;
  /** As typed. */
  readonly shown: string;
}

/** @throws {ExpError} `exists`; `not-found` for source, rev or path; `missing-data` */
export async function getData(
  by: Reader,
  address: SourceAddress,
  path: string,
  options: GetOptions,
): Promise<Got> {
  const reader = { ...by, signal: options.signal };
  const { host } = reader;
  const place = findOutPlace(host, reader.cwd, path, options);
  if (/\.dvc$/.test(place.path) || nameOf(place.path) === "dvc.yaml") {
    throw fault("invalid-target/get-dvc-file", { shown: place.shown });
  }
  return await withSource(
    reader,
    address,
    { asItLies: true },
    (source) =>
      withTemporaryCache(host, parentOf(place.path), source.repo, async (repo) => {
        const tree = treeOf(source, { reader, repo, ...options });
        const node = await tree.find(path);
        if (node === undefined) throw fault("not-found/source-path", { source: source.shown, path, at: source.rev });
        const files = await tree.files(node);
        await receive(source, wantedOf(node, files), { reader, repo, ...options });
        const whole = `${repo.root}/whole`;
        if (node.isFolder) host.fs.makeDir(whole);
        await placeFiles(tree, files, whole, { repo, signal: options.signal });
        if (options.force) host.fs.removeTree(place.path);
        host.fs.rename(whole, place.path);
        return { files: files.length, shown: place.shown };
      }),
  );
}

async function placeFiles(
  tree: SourceTree,
  files: readonly SourceFile[],
  at: string,
  { repo, signal }: { readonly repo: Repo; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { host } = repo;
  await tree.source.readAhead(files.flatMap(({ node }) => node.stat === undefined ? [] : [node.path]));
  const folders = new Set<string>();
  for (const { relpath, node } of files) {
    const target = joinPath(at, relpath);
    if (!folders.has(parentOf(target))) host.fs.makeDir(parentOf(target));
    folders.add(parentOf(target));
    const info = node.stat === undefined && node.tracked?.kind === "file" ? node.tracked.info : undefined;
    if (info !== undefined) await placeObject(host, objectPath(repo.cacheDir, info), target, signal);
    else if (tree.source.rev === undefined) await copyFile(host, node.path, target, signal);
    else {
      const isExecutable = ((node.stat?.mode ?? 0) & 0o111) !== 0;
      host.fs.writeAtomic(target, tree.source.fs.readBytes(node.path), { mode: isExecutable ? 0o777 : 0o666 });
    }
  }
}

async function placeObject(host: Host, object: string, target: string, signal: AbortSignal | undefined): Promise<void> {
  await copyFile(host, object, target, signal);
  host.fs.chmod(target, 0o666 & ~host.fs.umask());
}

/** A clone where the file system can. Who wants to end it is heard; what is half copied goes with the folder around it. */
async function copyFile({ fs }: Host, from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  if ((fs.stat(from)?.size ?? 0) > LARGE_COPY_BYTES) await fs.copyLargeFile(from, to, { signal });
  else fs.copyFile(from, to);
}

/** Where the data of a path of another repository is stored. @throws {ExpError} `not-found` for what is not tracked */
export async function urlOfData(reader: Reader, address: SourceAddress, path: string): Promise<string> {
  return await withTree(reader, address, async (source, tree) => {
    const tracked = (await tree.find(path))?.tracked;
    if (tracked === undefined || tracked.kind === "around" || tracked.info === undefined) {
      throw fault("not-found/source-url", { source: source.shown, path });
    }
    return urlIn(tracked.of, tracked.info);
  });
}

/** The object in the remote; where there is none, in the cache. */
function urlIn({ project, out }: TrackedOut, info: HashInfo): string {
  const { config, cacheDir } = project.home;
  const name = out.remote ?? config.get("core", "remote");
  const base = name === undefined ? cacheDir : config.remote(name)?.get("url") ?? cacheDir;
  return objectPath(base.replace(/\/+$/, ""), info);
}
