/** Refs that lead nowhere: git stops at them, or leaves them out with a warning, and removes only some. */
import type { Host } from "../host/mod.ts";
import { createGitCommand } from "./command.ts";
import type { GitPlace, Rev } from "./types.ts";

/** A ref's file without a commit's id in it (`rev` undefined), or a ref to a commit that is not there. */
interface WrongRef {
  readonly name: string;
  readonly rev: Rev | undefined;
}

type Place = Pick<GitPlace, "top" | "commonDir">;

const ID = /^([0-9a-f]{40}|[0-9a-f]{64})\n?$/;

/** Looks at the files below some folders of refs. What is packed was written by git, which packs no ref that leads nowhere. */
export function findWrongRefs(host: Host, place: Place, folders: readonly string[]): WrongRef[] {
  const refs = folders.flatMap((folder) => filesBelow(host, place.commonDir, folder)).map((name) => ({
    name,
    text: host.fs.readTextIfThere(`${place.commonDir}/${name}`) ?? "",
  })).filter(({ text }) => !text.startsWith("ref: "));
  const ids = new Set(refs.flatMap(({ text }) => ID.exec(text)?.[1] ?? []));
  const gone = missingAmong(host, place, [...ids]);
  return refs.flatMap(({ name, text }): WrongRef[] => {
    const rev = ID.exec(text)?.[1];
    return rev === undefined || gone.has(rev) ? [{ name, rev }] : [];
  });
}

function filesBelow(host: Host, commonDir: string, folder: string): string[] {
  return host.fs.listIfThere(`${commonDir}/${folder}`).flatMap(({ name, kind }) => {
    const path = `${folder}/${name}`;
    if (kind === "dir") return filesBelow(host, commonDir, path);
    return kind === "file" && !name.endsWith(".lock") ? [path] : [];
  });
}

function missingAmong(host: Host, { top }: Place, ids: readonly string[]): Set<string> {
  if (ids.length === 0) return new Set();
  const env = { GIT_NO_LAZY_FETCH: "1" };
  const said = createGitCommand(host, top).must(["cat-file", "--batch-check"], { env, input: ids.join("\n") + "\n" });
  return new Set(said.split("\n").filter((line) => line.endsWith(" missing")).map((line) => line.split(" ")[0]!));
}

/** Is a folder away that the repository borrows objects from (a disk that is not mounted)? Then what is not there may come back. */
export function lacksAlternates({ fs }: Host, { commonDir }: Pick<GitPlace, "commonDir">): boolean {
  const folders = (fs.readTextIfThere(`${commonDir}/objects/info/alternates`) ?? "").split("\n").filter(Boolean);
  return folders.some((folder) => !fs.exists(folder.startsWith("/") ? folder : `${commonDir}/objects/${folder}`));
}

/**
 * Removes such refs as git does: nobody else writes one while its lock file is there.
 * @returns those that are gone now; what has changed meanwhile stays
 */
export function removeWrongRefs(host: Host, { commonDir }: Place, refs: readonly WrongRef[]): WrongRef[] {
  const { fs } = host;
  return refs.filter(({ name, rev }) => {
    const path = `${commonDir}/${name}`, lock = `${path}.lock`;
    if (!fs.createNew(lock, "")) return false;
    try {
      const now = fs.readTextIfThere(path);
      if (now === undefined || ID.exec(now)?.[1] !== rev) return false;
      fs.remove(path);
      return true;
    } finally {
      fs.remove(lock);
    }
  });
}
