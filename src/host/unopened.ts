/**
 * Files that the runtime does not open: below /dev, /proc and /sys it opens nothing for a program that may not do
 * everything. A repository may lie on the RAM disk /dev/shm all the same. All else works there (look, list, copy to it,
 * link, rename), so content goes through a copy in a temporary folder; what cannot be copied by this program, `sh` copies.
 */
import nodeFs from "node:fs";
import { inTemporaryFolder } from "./temp_folder.ts";

export function isUnopened(error: unknown): boolean {
  return error instanceof Deno.errors.NotCapable && error.message.startsWith("Requires all access");
}

/** Calls `use` with a copy of the file. @throws as looking does, when it is not there */
export function withCopy<T>(folders: readonly string[], path: string, use: (copy: string) => T): T {
  Deno.statSync(path);
  return withContent(folders, new Uint8Array(), (copy) => {
    shell('exec cat -- "$0" >"$1"', path, copy);
    return use(copy);
  });
}

/** Makes a file, or replaces its content. @param mode of the file, as given, when it is new */
export function writeUnopened(folders: readonly string[], path: string, data: Uint8Array, mode: number): void {
  const isNew = !nodeFs.existsSync(path);
  withContent(folders, data, (source) => {
    Deno.chmodSync(source, mode);
    Deno.copyFileSync(source, path);
    if (isNew) Deno.chmodSync(path, mode);
  });
}

/** @returns false when there is such a file already */
export function createUnopened(folders: readonly string[], path: string, data: Uint8Array, mode: number): boolean {
  const temp = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  writeUnopened(folders, temp, data, mode);
  try {
    nodeFs.linkSync(temp, path);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") return false;
    throw error;
  } finally {
    Deno.removeSync(temp);
  }
}

export function appendUnopened(folders: readonly string[], path: string, data: Uint8Array): void {
  withContent(folders, data, (source) => shell('exec cat -- "$1" >>"$0"', path, source));
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
  if (!success) throw new Deno.errors.PermissionDenied(new TextDecoder().decode(stderr).trim());
}

/** Calls `use` with a temporary file that holds this. */
function withContent<T>(folders: readonly string[], data: Uint8Array, use: (source: string) => T): T {
  const source = inTemporaryFolder(folders, (folder) => {
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
