import type { Host } from "../host/mod.ts";
import type { PeeledRef, Rev } from "./types.ts";

/** Refs read from their files, which saves a process; undefined as a whole where refs are not kept as files. */
interface RefFiles {
  head(): { rev: Rev | undefined; branch: string | undefined };
  read(name: string): Rev | undefined;
  /**
   * Refs at or below prefixes, by name; undefined where git has to be asked: there are so many that it lists them
   * sooner, or a tag may be an object of its own.
   *
   * @param options.but names that are passed over
   */
  below(
    prefixes: readonly string[],
    options: { readonly peel: boolean; readonly but?: ReadonlySet<string> | undefined },
  ): PeeledRef[] | undefined;
}

const ID = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
/** Reading so many files takes as long as starting git. */
const FEW = 60;
/** Names of files that are no refs, such as locks. */
const NO_NAME = /^\.|\.$|\.lock$|\.\.|@\{|[\0-\x20\x7f~^:?*[\\]/;

export function openRefFiles(host: Host, gitDir: string, commonDir: string): RefFiles | undefined {
  const { fs } = host;
  // a reftable repository keeps a HEAD file that names no branch, for old programs
  const head = fs.readTextIfThere(`${gitDir}/HEAD`);
  if (head === undefined || head.includes("refs/heads/.invalid") || fs.exists(`${commonDir}/reftable`)) {
    return undefined;
  }

  const packed = (name: string): Rev | undefined => {
    const text = fs.readTextIfThere(`${commonDir}/packed-refs`);
    const at = text?.indexOf(` ${name}\n`) ?? -1;
    if (text === undefined || at < 0) return undefined;
    const id = text.slice(text.lastIndexOf("\n", at) + 1, at);
    return ID.test(id) ? id : undefined;
  };

  const loose = (name: string): string | undefined => {
    const path = `${ownsRef(name) ? gitDir : commonDir}/${name}`;
    return fs.stat(path)?.kind === "file" ? fs.readTextIfThere(path)?.trim() : undefined;
  };

  const follow = (name: string, depth: number): Rev | undefined => {
    const text = loose(name);
    if (text === undefined) return packed(name);
    if (ID.test(text)) return text;
    const target = SYMBOLIC.exec(text)?.[1];
    return target !== undefined && depth < 5 ? follow(target, depth + 1) : undefined;
  };

  const looseBelow = (prefixes: readonly string[], but: ReadonlySet<string> | undefined): string[] | undefined => {
    const files: string[] = [];
    const folders: string[] = [];
    const look = (name: string, kind: string | undefined) => {
      if (kind === "dir") folders.push(name);
      else if (kind !== undefined) files.push(name);
    };
    for (const prefix of prefixes) look(prefix, fs.stat(`${commonDir}/${prefix}`)?.kind);
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      for (const { name, kind } of fs.listIfThere(`${commonDir}/${folder}`)) { // git removes those that it empties
        if (!NO_NAME.test(name) && !but?.has(`${folder}/${name}`)) look(`${folder}/${name}`, kind);
      }
      if (files.length + folders.length > FEW) return undefined;
    }
    return files;
  };

  return {
    head() {
      const text = fs.readTextIfThere(`${gitDir}/HEAD`)?.trim() ?? "";
      const branch = /^ref:\s*refs\/heads\/(.+)$/.exec(text)?.[1];
      return { rev: follow("HEAD", 0), branch };
    },
    read: (name) => follow(name, 0),
    below(prefixes, { peel, but }) {
      const wanted = (prefixes.length === 0 ? ["refs"] : prefixes).map((prefix) => prefix.replace(/\/$/, ""));
      const names = looseBelow(wanted, but);
      if (names === undefined || (peel && names.some((name) => name.startsWith("refs/tags/")))) return undefined;
      const found = new Map<string, PeeledRef>();
      const broken = new Set<string>();
      for (const name of names) {
        const text = loose(name);
        if (text === undefined) continue; // packed since: it is read below
        const isSymbolic = SYMBOLIC.test(text);
        const rev = isSymbolic ? follow(name, 0) : ID.test(text) ? text : undefined;
        if (rev !== undefined) found.set(name, { name, rev, isSymbolic });
        else broken.add(name); // for git, too, whatever is packed under that name
      }
      // after the loose ones, as git does: a ref that is being packed is in both, then here
      const text = fs.readTextIfThere(`${commonDir}/packed-refs`) ?? "";
      if (text.length > MUCH || (peel && text !== "" && !/^# pack-refs with:.* fully-peeled /.test(text))) {
        return undefined;
      }
      for (const [, rev = "", name = "", peeled] of text.matchAll(PACKED)) {
        if (
          found.has(name) || broken.has(name) || but?.has(name) ||
          !wanted.some((prefix) => name === prefix || name.startsWith(`${prefix}/`))
        ) continue;
        found.set(name, { name, rev: peel ? peeled ?? rev : rev, isSymbolic: false });
      }
      return [...found.values()].sort((a, b) => a.name < b.name ? -1 : 1);
    },
  };
}

const SYMBOLIC = /^ref:\s*(.+)$/;
/** `<id> <name>`, and below it `^<id>` for a tag that is an object. */
const PACKED = /^([0-9a-f]{40,64}) (\S+)$(?:\n\^([0-9a-f]{40,64})$)?/gm;
/** Bytes of `packed-refs` that git searches sooner than we read them. */
const MUCH = 100_000;

/** Refs that each work tree has for itself. */
function ownsRef(name: string): boolean {
  return !name.startsWith("refs/") || /^refs\/(bisect|worktree|rewritten)\//.test(name);
}
