import { type GitCall, GitDeath } from "./call.ts";
import { Index } from "./index_file.ts";
import { ObjectStore } from "./objects.ts";
import { RefStore } from "./refs.ts";

/** A repository as one run of git finds it from its folder. */
export class Repository {
  readonly objects: ObjectStore;
  readonly refs: RefStore;
  #config: ReadonlyMap<string, string> | undefined;

  private constructor(readonly call: GitCall, readonly gitDir: string, readonly top: string | undefined) {
    const { volume, env } = call;
    const own = env["GIT_OBJECT_DIRECTORY"] ?? `${gitDir}/objects`;
    const more = (env["GIT_ALTERNATE_OBJECT_DIRECTORIES"] ?? "").split(":").filter(Boolean);
    this.objects = new ObjectStore(call, [own, ...more]);
    this.refs = new RefStore(call, volume, gitDir);
  }

  static find(call: GitCall): Repository {
    for (let folder = call.cwd;; folder = folder.slice(0, folder.lastIndexOf("/"))) {
      if (isGitDir(call, `${folder}/.git`)) return new Repository(call, `${folder}/.git`, folder);
      if (isGitDir(call, folder)) return new Repository(call, folder, undefined);
      if (folder === "") throw new GitDeath("not a git repository (or any of the parent directories): .git");
    }
  }

  static at(call: GitCall, path: string): Repository {
    if (isGitDir(call, `${path}/.git`)) return new Repository(call, `${path}/.git`, path);
    if (isGitDir(call, path)) return new Repository(call, path, undefined);
    throw new GitDeath(`'${path}' does not appear to be a git repository`);
  }

  /** `section.name` or `section.sub.name`; the last one counts. */
  get config(): ReadonlyMap<string, string> {
    return this.#config ??= readConfig(this.call, `${this.gitDir}/config`);
  }

  openIndex(): Index {
    return Index.read(this.call, this.call.env["GIT_INDEX_FILE"] ?? `${this.gitDir}/index`);
  }

  get workTree(): string {
    if (this.top === undefined) throw new GitDeath("this operation must be run in a work tree");
    return this.top;
  }
}

function isGitDir({ volume }: GitCall, path: string): boolean {
  return volume.find(`${path}/HEAD`, true)?.kind === "file" && volume.find(`${path}/objects`, true)?.kind === "dir";
}

function readConfig(call: GitCall, path: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const file = call.volume.find(path, true);
  let section = "";
  for (const line of new TextDecoder().decode(file?.content.bytes).split("\n")) {
    const [, name, sub] = /^\s*\[(\w+)(?: "(.*)")?\]/.exec(line) ?? [];
    if (name !== undefined) section = sub === undefined ? name.toLowerCase() : `${name.toLowerCase()}.${sub}`;
    const [, key, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined) values.set(`${section}.${key.toLowerCase()}`, value ?? "");
  }
  return values;
}
