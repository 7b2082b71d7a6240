import type { Host } from "../host/mod.ts";
import type { Rev } from "./types.ts";

/** Refs read from their files, which saves a process; undefined as a whole where refs are not kept as files. */
export interface RefFiles {
  head(): { rev: Rev | undefined; branch: string | undefined };
  read(name: string): Rev | undefined;
}

const ID = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

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

  const follow = (name: string, depth: number): Rev | undefined => {
    const path = `${ownsRef(name) ? gitDir : commonDir}/${name}`;
    const text = fs.stat(path)?.kind === "file" ? fs.readTextIfThere(path)?.trim() : undefined;
    if (text === undefined) return packed(name);
    if (ID.test(text)) return text;
    const target = /^ref:\s*(.+)$/.exec(text)?.[1];
    return target !== undefined && depth < 5 ? follow(target, depth + 1) : undefined;
  };

  return {
    head() {
      const text = fs.readTextIfThere(`${gitDir}/HEAD`)?.trim() ?? "";
      const branch = /^ref:\s*refs\/heads\/(.+)$/.exec(text)?.[1];
      return { rev: follow("HEAD", 0), branch };
    },
    read: (name) => follow(name, 0),
  };
}

/** Refs that each work tree has for itself. */
function ownsRef(name: string): boolean {
  return !name.startsWith("refs/") || /^refs\/(bisect|worktree|rewritten)\//.test(name);
}
