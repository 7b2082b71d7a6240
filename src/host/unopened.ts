/**
 * Files that the runtime does not open: below /dev, /proc and /sys it opens nothing for a program that may not do
 * everything. A repository may lie on the RAM disk /dev/shm all the same. All else works there (look, list, copy to it,
 * link, rename), so content goes through a copy in a temporary folder; what cannot be copied by this program, `sh` copies.
 */
import nodeFs from "node:fs";
import { isUnopened, MachineError, refusalOf } from "./machine_error.ts";
import { inTemporaryFolder, temporaryFolders } from "./temp_folder.ts";

/** Where copies are made; a Worker is told it. */
let copyFolders: readonly string[] | undefined;

export function copyUnopenedTo(folder: string | undefined): void {
  if (folder !== undefined) copyFolders = [folder];
}

/** What the runtime does not open goes the long way. */
export function opened<T>(open: () => T, otherwise: () => T): T {
  try {
    return open();
  } catch (error) {
    if (isUnopened(error)) return otherwise();
    throw error;
  }
}

/** Calls `use` with a copy of the file. @throws as looking does, when it is not there */
export function withCopy<T>(path: string, use: (copy: string) => T): T {
  Deno.statSync(path);
  return withContent(new Uint8Array(), (copy) => {
    shell('exec cat -- "$0" >"$1"', path, copy);
    return use(copy);
  });
}

/** Makes a file, or replaces its content. @param mode of the file, as given, when it is new */
export function writeUnopened(path: string, data: Uint8Array, mode: number): void {
  const isNew = !nodeFs.existsSync(path);
  withContent(data, (source) => {
    Deno.chmodSync(source, mode);
    Deno.copyFileSync(source, path);
    if (isNew) Deno.chmodSync(path, mode);
  });
}

/** @returns false when there is such a file already */
export function createUnopened(path: string, data: Uint8Array, mode: number): boolean {
  const temp = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  writeUnopened(temp, data, mode);
  try {
    nodeFs.linkSync(temp, path);
    return true;
  } catch (error) {
    if (refusalOf(error) === "exists") return false;
    throw error;
  } finally {
    Deno.removeSync(temp);
  }
}

export function appendUnopened(path: string, data: Uint8Array): void {
  withContent(data, (source) => shell('exec cat -- "$1" >>"$0"', path, source));
}

export function copyUnopened(from: string, to: string): void {
  shell('exec cp -- "$0" "$1"', from, to);
}

function shell(script: string, ...args: string[]): void {
  const command = new Deno.Command("sh", {
    args: ["-c", script, ...args],
    env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
    clearEnv: true,
    stdin: "null",
  });
  const { success, stderr } = command.outputSync();
  if (success) return;
  const words = new TextDecoder().decode(stderr).trim();
  throw new MachineError(/no space left/i.test(words) ? "ENOSPC" : "EACCES", "copy", args.at(-1), words);
}

/** Calls `use` with a temporary file that holds this. */
function withContent<T>(data: Uint8Array, use: (source: string) => T): T {
  const source = inTemporaryFolder(copyFolders ??= temporaryFolders(Deno.env), (folder) => {
    const name = nameIn(folder);
    Deno.writeFileSync(name, data, { createNew: true, mode: 0o600 });
    return name;
  });
  try {
    return use(source);
  } finally {
    Deno.removeSync(source);
  }
}

function nameIn(folder: string): string {
  return `${folder}/exp-copy-${crypto.randomUUID()}`;
}
