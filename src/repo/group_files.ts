/**
 * A repository that a group shares, as Git has it (`core.sharedRepository`): what is made in it, the group may change,
 * whatever the umask is. Of our own files this is true below `.dvc/tmp`; what is meant for one user alone (0600) stays so.
 */
import { type Host, type HostFs, MachineError } from "../host/mod.ts";
import { isInside, parentOf } from "./paths.ts";
import type { Repo } from "./types.ts";

/** What others get of a file that its owner may read and write. */
type SharedBits = number;

/** @returns undefined when it is one user's */
function sharedBits(fs: HostFs, commonDir: string): SharedBits | undefined {
  const text = fs.readTextIfThere(`${commonDir}/config`) ?? "";
  const [, set = ""] = /^\s*sharedrepository\s*=\s*"?(\w+)/im.exec(text) ?? [];
  if (/^(group|true|yes|on|1)$/i.test(set)) return 0o660;
  if (/^(all|world|everybody|2)$/i.test(set)) return 0o664;
  return /^0[0-7]{3}$/.test(set) ? parseInt(set, 8) & 0o666 : undefined;
}

/** The same repository, in which files are made as its group wants them. */
export function sharedWithGroup(repo: Repo): Repo {
  const bits = repo.git === undefined ? undefined : sharedBits(repo.host.fs, repo.git.commonDir);
  if (bits === undefined || repo.git === undefined) return repo;
  const { host } = repo;
  const folders = [repo.tmpDir, repo.git.commonDir, repo.git.gitDir];
  const isOurs = (path: string) => folders.some((folder) => path === folder || isInside(path, folder));
  const files = new GroupFiles(host.fs, bits, isOurs);
  const openDatabase = (path: string) => files.making(path, () => host.openDatabase(path));
  const changed = {
    fs: { value: files.fs, enumerable: true },
    openDatabase: { value: openDatabase, enumerable: true },
  };
  // what a host tells when it is asked is not asked for here
  return {
    ...repo,
    host: Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(host), ...changed }) as Host,
  };
}

class GroupFiles {
  readonly fs: HostFs;

  constructor(
    private readonly below: HostFs,
    private readonly bits: SharedBits,
    private readonly isOurs: (path: string) => boolean,
  ) {
    const { making, open } = this;
    this.fs = {
      ...below,
      writeAtomic: (path, data, options) => {
        below.writeAtomic(path, data, options);
        if (options?.mode !== 0o600) open(path);
      },
      createNew: (path, data, options) => {
        const isNew = below.createNew(path, data, options);
        if (isNew && options?.mode !== 0o600) open(path);
        return isNew;
      },
      append: (path, data, options) => making(path, () => below.append(path, data, options)),
      openAppend: (path) => making(path, () => below.openAppend(path)),
      copyFile: (from, to) => making(to, () => below.copyFile(from, to)),
      copyLargeFile: async (from, to, news) => {
        const isNew = this.isOurs(to) && !below.exists(to);
        await below.copyLargeFile(from, to, news);
        if (isNew) open(to);
      },
      makeDir: (path, mode) => this.#makeDir(path, mode),
      makeTempDir: (parent, prefix) => {
        this.#makeDir(parent);
        const path = below.makeTempDir(parent, prefix);
        open(path);
        return path;
      },
      lock: async (path, options) => {
        const isNew = !below.exists(path);
        const lock = await below.lock(path, options);
        if (isNew) open(path);
        return lock;
      },
      tryLock: (path) => making(path, () => below.tryLock(path)),
    };
  }

  /** Does what may make a file. */
  readonly making = <T>(path: string, make: () => T): T => {
    const isNew = this.isOurs(path) && !this.below.exists(path);
    const made = make();
    if (isNew) this.open(path);
    return made;
  };

  /** As git does it: what the owner may, others may as far as they share. */
  readonly open = (path: string): void => {
    if (!this.isOurs(path)) return;
    const { kind, mode } = this.below.glance(path) ?? {};
    if (mode === undefined || kind === "link") return;
    const write = mode & 0o200 ? this.bits : this.bits & ~0o222;
    const wanted = mode | write | (mode & 0o100 ? (write & 0o444) >> 2 : 0) | (kind === "dir" ? 0o2000 : 0);
    if (wanted !== mode) this.#chmod(path, wanted);
  };

  #chmod(path: string, mode: number): void {
    try {
      this.below.chmod(path, mode);
    } catch (error) {
      if (!(error instanceof MachineError)) throw error; // another member's, who has done it
    }
  }

  #makeDir(path: string, mode?: number): void {
    const made: string[] = [];
    for (let folder = path; this.isOurs(folder) && !this.below.exists(folder); folder = parentOf(folder)) {
      made.push(folder);
    }
    this.below.makeDir(path, mode);
    for (const folder of made) this.open(folder);
  }
}
