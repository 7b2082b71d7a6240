/** Where engine files lie, which of them speak for an engine, and what they say together. */
import { nearestWord } from "../common/mod.ts";
import type { Host } from "../host/mod.ts";
import { joinPath, type Repo } from "../repo/mod.ts";
import { buildProfile } from "./build_profile.ts";
import { fault } from "./faults.ts";
import type { Profile } from "./profile.ts";
import { mergeTrees, type ProfileTree, readProfileText } from "./profile_file.ts";
import { SHIPPED } from "./shipped.ts";

const ENDING = /\.ya?ml$/;

interface EngineFile {
  readonly name: string;
  /** For messages, and to tell one file from another. */
  readonly path: string;
  readonly text: string;
}

/**
 * The strongest file of that name and what it extends: the project's `.dvc/engines/NAME.yaml`, the user's
 * `~/.config/exp/engines/NAME.yaml`, the one that ships. A name with a slash or an ending is the path of a file.
 *
 * @throws {ExpError} `not-found`, `invalid-file`
 */
export function findProfile(repo: Repo, name: string): Profile {
  if (!name.includes("/") && !ENDING.test(name)) return buildFrom(name, new Lookup(repo).named(name));
  const path = joinPath(repo.cwd, name);
  const text = repo.host.fs.readTextIfThere(path);
  if (text === undefined) throw fault("not-found/engine-file", { path });
  const own = path.slice(path.lastIndexOf("/") + 1).replace(ENDING, "");
  return buildFrom(path, new Lookup(repo).extended({ name: own, path, text }));
}

/** Names of the engines that there are files of. */
export function engineNames(repo: Repo): readonly string[] {
  const { fs } = repo.host;
  const files = foldersOf(repo).flatMap((folder) => fs.listIfThere(folder));
  const own = files.map(({ name }) => name).filter((name) => name.endsWith(".yaml"));
  return [...new Set([...Object.keys(SHIPPED), ...own.map((name) => name.replace(ENDING, ""))])].sort();
}

export function shippedEngines(): readonly Profile[] {
  return Object.entries(SHIPPED).map(([name, text]) =>
    buildFrom(name, { tree: readProfileText(text, name), path: name, names: [name] })
  );
}

interface Built {
  readonly tree: ProfileTree;
  readonly path: string;
  /** Of the engines that it extends and its own, the last. */
  readonly names: readonly string[];
}

function buildFrom(name: string, { tree, path, names }: Built): Profile {
  return { ...buildProfile(tree, name, path), names: [...new Set(names)] };
}

class Lookup {
  /** A file that extends its own name means the one below it. */
  readonly #seen = new Set<string>();

  constructor(private readonly repo: Repo) {}

  named(name: string, from?: string): Built {
    const all = filesOf(this.repo, name);
    const file = all.find(({ path }) => !this.#seen.has(path));
    if (file !== undefined) return this.extended(file);
    if (all.length > 0 && from !== undefined) throw fault("invalid-file/engine-circle", { file: from, engine: name });
    const known = engineNames(this.repo);
    const error = fault("not-found/engine", { name, nearest: nearestWord(name, known), known });
    throw from === undefined ? error : fault("within/engine-file", { file: from }, error);
  }

  extended(file: EngineFile): Built {
    this.#seen.add(file.path);
    const { extends: base, ...own } = readProfileText(file.text, file.path);
    if (typeof base !== "string") return { tree: own, path: file.path, names: [file.name] };
    const below = this.named(base, file.path);
    const tree = mergeTrees(below.tree, own) as ProfileTree;
    return { tree, path: file.path, names: [...below.names, file.name] };
  }
}

/** The strongest first. */
function filesOf(repo: Repo, name: string): readonly EngineFile[] {
  const own = foldersOf(repo).flatMap((folder) => {
    const path = `${folder}/${name}.yaml`;
    const text = repo.host.fs.readTextIfThere(path);
    return text === undefined ? [] : [{ name, path, text }];
  });
  const shipped = SHIPPED[name];
  return shipped === undefined ? own : [...own, { name, path: `exp's own ${name}.yaml`, text: shipped }];
}

function foldersOf(repo: Repo): readonly string[] {
  const user = userFolder(repo.host);
  return [`${repo.dvcDir}/engines`, ...user === undefined ? [] : [`${user}/exp/engines`]];
}

function userFolder(host: Host): string | undefined {
  const base = host.env.get("XDG_CONFIG_HOME");
  if (base?.startsWith("/")) return base; // a relative one is to be ignored (XDG base directories)
  const home = host.env.get("HOME");
  return home?.startsWith("/") ? joinPath(home, ".config") : undefined;
}
