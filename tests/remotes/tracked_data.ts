/** Data whose names and contents are none of the easy ones, tracked; and what has become of it. */
import { createHash } from "node:crypto";
import type { Scenario } from "../support/scenario.ts";

/** Pseudo-random, so that nothing can be compressed or guessed. */
function noise(size: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: size }, () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24);
}

const FILES: Readonly<Record<string, Uint8Array>> = {
  "model.bin": noise(300_000, 1),
  "data/empty": new Uint8Array(),
  "data/a b/c'd\".txt": new TextEncoder().encode("one\r\ntwo\n"),
  "data/größe/日本.csv": noise(2_000, 2),
  "data/same": noise(2_000, 2),
  ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`data/many/${i}`, noise(i * 37 + 1, i + 3)])),
};
/** `data` as a folder object, and each content once. */
export const OBJECTS = new Set(Object.values(FILES).map(md5Of)).size + 1;

/** Writes `data` and `model.bin`, and adds them. */
export async function trackData({ repo, exp }: Scenario): Promise<void> {
  for (const [path, bytes] of Object.entries(FILES)) {
    const full = `${repo.root}/${path}`;
    Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
    Deno.writeFileSync(full, bytes);
  }
  await exp("dvc add -q data model.bin");
  await repo.commit("data");
}

/** As in a fresh clone. */
export function forgetData({ repo }: Scenario): void {
  for (const path of ["data", "model.bin", ".dvc/cache", ".dvc/tmp"]) {
    if (repo.has(path)) Deno.removeSync(`${repo.root}/${path}`, { recursive: true });
  }
}

/** Paths whose content is not, or is not what it was. */
export function wrongFiles({ repo }: Scenario): string[] {
  return Object.keys(FILES).filter((path) => !repo.has(path) || md5At(`${repo.root}/${path}`) !== md5Of(FILES[path]!));
}

/** Objects below a folder, a cache or a remote, that are not what their names say. */
export function wrongObjects(folder: string): string[] {
  return objectsIn(folder).filter((path) => md5At(path) !== path.replace(/\.dir$/, "").slice(-33).replace("/", ""));
}

/** Files of a cache or remote that have an object's name. */
export function objectsIn(folder: string): string[] {
  const found: string[] = [];
  const visit = (path: string): void => {
    for (const { name, isDirectory } of Deno.readDirSync(path)) {
      if (isDirectory) visit(`${path}/${name}`);
      else if (/\/[0-9a-f]{2}\/[0-9a-f]{30}(\.dir)?$/.test(`${path}/${name}`)) found.push(`${path}/${name}`);
    }
  };
  visit(folder);
  return found.sort();
}

/** The path of `model.bin`'s object below a cache or a remote. */
export function modelObject(): string {
  const md5 = md5Of(FILES["model.bin"]!);
  return `files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`;
}

function md5At(path: string): string {
  return md5Of(Deno.readFileSync(path));
}

function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}
