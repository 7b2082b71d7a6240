/** Another repository, opened to be read: a folder of this machine in place, anything else through a copy. */
import { ExpError } from "../common/mod.ts";
import {
  fetchContents,
  type Git,
  type GitPlace,
  type GitTreeEntry,
  openGitAt,
  remoteRev,
  type Rev,
} from "../git/mod.ts";
import type { Host, HostFs } from "../host/mod.ts";
import { createIgnore, findGit, isInside, joinPath, openRepo, parentOf, type Repo } from "../repo/mod.ts";
import { repoAtRev } from "../revisions/mod.ts";
import { type SourceAddress, withoutPassword } from "./address.ts";
import { type ClonesPlace, openCloneAt, resolve } from "./clones.ts";
import { fault } from "./faults.ts";
import { withSettings } from "./settings.ts";
import { SourceProject } from "./source_project.ts";

/** Who reads it. */
export interface Reader {
  readonly host: Host;
  /** Relative paths of sources are meant from here. */
  readonly cwd: string;
  readonly clones: ClonesPlace;
  /** Ends what git fetches for it. */
  readonly signal?: AbortSignal | undefined;
}

interface OpenOptions {
  /** Without a rev, a folder of this machine is read as it lies there, and not as its HEAD has it. */
  readonly asItLies?: boolean;
  readonly revLock?: string | undefined;
  /** A copy is to know what branches and tags there are now. */
  readonly isFresh?: boolean;
}

/** A repository at a commit, or as it lies on the disk. */
export class Source {
  readonly #projects = new Map<string, Promise<SourceProject | undefined>>();

  constructor(
    readonly address: SourceAddress,
    /** Undefined: as it lies there. */
    readonly rev: Rev | undefined,
    private readonly content: CommitFiles,
    /** As it is opened where it stands; its `root` is what paths are relative to. */
    readonly repo: Repo,
    private readonly end: () => void = () => {},
  ) {}

  /** As shown. */
  get shown(): string {
    return withoutPassword(this.address.url);
  }

  /** Its files, by the paths that they have in `repo`; read only. */
  get files(): Host {
    return this.content.host;
  }

  /** Of what is about to be read. @param paths absolute */
  readAhead(paths: Iterable<string>): Promise<void> {
    return this.content.readAhead(paths);
  }

  get fs(): HostFs {
    return this.files.fs;
  }

  /** The project in a folder (absolute); undefined when the folder is not the top of one. */
  projectAt(folder: string): Promise<SourceProject | undefined> {
    let project = this.#projects.get(folder);
    if (project === undefined) {
      project = this.#open(folder);
      this.#projects.set(folder, project);
    }
    return project;
  }

  async #open(folder: string): Promise<SourceProject | undefined> {
    const isTop = folder === this.repo.root;
    const isProject = this.fs.stat(joinPath(folder, ".dvc"))?.kind === "dir";
    if (!isTop && !isProject) return undefined;
    // a folder of this machine has a cache, and settings that Git does not know
    const { host } = this.repo;
    const here = isTop ? this.repo : await this.#placeOf(host, folder);
    const past = isProject
      ? await openRepo(this.files, { cwd: folder })
      : { ...here, host: this.files, ignore: createIgnore(this.fs, folder) };
    const config = here.dvcDir === past.dvcDir && host.fs.exists(here.dvcDir) ? here.config : past.config;
    const settings = isTop ? withSettings(this.repo.host, config, this.address) : config;
    const { remote } = this.address;
    if (isTop && typeof remote === "string" && settings.remote(remote)?.get("url") === undefined) {
      throw fault("config/source-remote", { source: this.shown, remote, remotes: config.remoteNames() });
    }
    return new SourceProject(folder, { ...past, git: undefined, root: folder, config: settings }, {
      ...here,
      config: settings,
      cacheDir: settings.get("cache", "dir") ?? here.cacheDir,
    });
  }

  async #placeOf(host: Host, folder: string): Promise<Repo> {
    if (host.fs.exists(joinPath(folder, ".dvc"))) return await openRepo(host, { cwd: folder });
    const dvcDir = joinPath(folder, ".dvc");
    return { ...this.repo, root: folder, cwd: folder, dvcDir, cacheDir: joinPath(dvcDir, "cache") };
  }

  close(): void {
    this.end();
  }
}

/**
 * The commit that a source is at now, without a copy of it; undefined where it has no such rev.
 *
 * @throws {ExpError} where it cannot be asked
 */
export async function revNow({ host, cwd, signal }: Reader, { url, rev }: SourceAddress): Promise<Rev | undefined> {
  const folder = joinPath(cwd, url);
  const repo = host.fs.stat(folder)?.kind === "dir" ? await openFolder(host, folder) : undefined;
  if (repo?.git !== undefined) return resolve(openGitAt(host, repo.git), rev ?? "HEAD");
  if (rev !== undefined && /^[0-9a-f]{40,64}$/.test(rev)) return rev;
  return await remoteRev(host, url, rev ?? "HEAD", signal);
}

/** Opens a source for some work. @throws {ExpError} `not-found` for what is no repository, or has no such commit */
export async function withSource<T>(
  reader: Reader,
  address: SourceAddress,
  options: OpenOptions,
  work: (source: Source) => Promise<T>,
): Promise<T> {
  const source = await openSource(reader, address, options);
  try {
    return await work(source);
  } finally {
    source.close();
  }
}

async function openSource(reader: Reader, address: SourceAddress, options: OpenOptions): Promise<Source> {
  const { host, cwd, signal } = reader;
  const isFileUrl = /^file:\/\//i.test(address.url);
  const folder = joinPath(cwd, address.url.replace(/^file:\/\//i, ""));
  if (host.fs.stat(folder)?.kind === "dir") {
    const repo = await openFolder(host, folder);
    // a URL stands for what a clone of it would have
    if (repo !== undefined) {
      return await readInPlace(repo, address, isFileUrl ? { ...options, asItLies: false } : options);
    }
  }
  const url = !isFileUrl && host.fs.exists(folder) ? folder : address.url;
  const how = { isFresh: options.isFresh, signal };
  const copy = await openCloneAt(host, reader.clones, url, options.revLock ?? address.rev, how);
  const top = copy.git.top;
  const place: GitPlace = { top, gitDir: top, commonDir: top, prefix: "" };
  const repo = { ...await openRepo(noFiles(host, top), { cwd: top, uninitialized: true }), host, git: place };
  return new Source(address, copy.rev, await filesAt(repo, copy.git, copy.rev, signal), repo, copy.close);
}

/**
 * Where the relative url of an import is meant from. It is kept as it was typed, and nobody wrote down where: beside its
 * `.dvc` file, most likely; else here, or at the root.
 */
export function baseOfUrl(repo: Repo, stage: { readonly file: string }, url: string): string {
  const folders = [joinPath(repo.root, parentOf(stage.file)), repo.cwd, repo.root];
  return folders.find((folder) => repo.host.fs.stat(joinPath(folder, url))?.kind === "dir") ?? repo.cwd;
}

/** The repository in a folder; undefined where there is none that could be read in place. */
async function openFolder(host: Host, folder: string): Promise<Repo | undefined> {
  try {
    const repo = await openRepo(host, { cwd: folder, uninitialized: true });
    const git = findGit(host.fs, folder);
    if (host.fs.stat(repo.dvcDir)?.kind !== "dir" && git === undefined) return undefined;
    // of Git alone, and in a folder of somebody else's project
    if (git !== undefined && isInside(git.top, repo.root)) return { ...repo, root: git.top, git };
    return repo;
  } catch (error) {
    if (error instanceof ExpError && error.kind === "not-a-repo") return undefined;
    throw error;
  }
}

function asItLies({ host }: Repo): CommitFiles {
  return { host, readAhead: () => Promise.resolve() };
}

async function readInPlace(repo: Repo, address: SourceAddress, options: OpenOptions): Promise<Source> {
  const wanted = options.revLock ?? address.rev;
  if (wanted === undefined && options.asItLies) return new Source(address, undefined, asItLies(repo), repo);
  if (repo.git === undefined) {
    if (wanted === undefined) throw fault("no-git/import", { source: address.url });
    return new Source(address, undefined, asItLies(repo), repo); // as DVC: without Git there is only one state
  }
  const git = openGitAt(repo.host, repo.git);
  const rev = resolve(git, wanted ?? "HEAD");
  if (rev === undefined) throw fault("not-found/source-rev", { source: address.url, rev: wanted ?? "HEAD" });
  return new Source(address, rev, await filesAt(repo, git, rev, undefined), repo);
}

/** A commit's files where the repository's would lie; the settings of user and machine stay what they are. */
async function filesAt(repo: Repo, git: Git, rev: Rev, signal: AbortSignal | undefined): Promise<CommitFiles> {
  const isPartial = repo.git?.gitDir === repo.git?.top;
  if (isPartial) await fetchContents(git, rev, git.listTree(rev).filter(isReadAtOnce).map(({ oid }) => oid), signal);
  const { repo: { host }, entries } = repoAtRev(repo, git, rev);
  const top = repo.git?.top ?? repo.root;
  const isBelow = (path: string) => path === top || isInside(path, top);
  const ahead = new Map<string, Uint8Array>();
  const special: Partial<HostFs> = {
    readTextIfThere: (path) => (isBelow(path) ? host.fs : repo.host.fs).readTextIfThere(path),
    readBytes: (path) => ahead.get(path) ?? host.fs.readBytes(path),
  };
  const fs = new Proxy(host.fs, { get: (target, name: keyof HostFs) => special[name] ?? target[name] });
  const readAhead = async (paths: Iterable<string>) => {
    const wanted = new Set(paths);
    const files = entries.filter(({ path, mode }) => mode !== LINK && wanted.has(joinPath(top, path)));
    if (isPartial) await fetchContents(git, rev, files.map(({ oid }) => oid), signal);
    git.readObjects(files.map(({ oid }) => oid)).forEach((object, i) => {
      if (object?.type === "blob") ahead.set(joinPath(top, (files[i] as GitTreeEntry).path), object.bytes);
    });
  };
  return { host: { ...repo.host, cwd: repo.root, env: repo.host.env, fs }, readAhead };
}

const LINK = "120000";

interface CommitFiles {
  readonly host: Host;
  /** Gets contents that are going to be read, in two processes instead of some for each. */
  readonly readAhead: (paths: Iterable<string>) => Promise<void>;
}

/** What says what a project is. */
function isReadAtOnce({ path }: { readonly path: string }): boolean {
  return /(^|\/)(dvc\.yaml|dvc\.lock|\.dvcignore|\.dvc\/config|params\.(ya?ml|json|toml|py)|[^/]+\.dvc)$/.test(path);
}

/** The host of a place where nothing lies but what Git keeps. */
function noFiles(host: Host, top: string): Host {
  const fs = new Proxy(host.fs, {
    get: (target, name: keyof HostFs) =>
      name === "stat"
        ? (path: string) => path === top ? target.stat(path) : undefined
        : name === "realPath"
        ? (path: string) => path
        : target[name],
  });
  return { ...host, cwd: top, env: host.env, fs };
}
