import nodeFs from "node:fs";
import type { Environment } from "./environment.ts";
import { asking } from "./machine_error.ts";

/**
 * Where short-lived files may lie, the likeliest first: TMPDIR counts only where it is an absolute path (for git and
 * mktemp, too, an empty one is none).
 */
export function temporaryFolders(env: Pick<Environment, "get">): string[] {
  const named = [env.get("TMPDIR"), env.get("TEMP")].filter((folder) => folder?.startsWith("/") ?? false);
  return [...new Set([...named as string[], "/tmp", "/var/tmp"])];
}

/**
 * A TMPDIR below `/dev`, `/proc` or `/sys` is kept from the runtime under this name (scripts/entry), for it would look
 * there for the program's own code, and may not; commands that are started get it as it was.
 */
export function giveBackTempFolder(): void {
  const folder = Deno.env.get("TMPDI_");
  if (folder === undefined) return;
  Deno.env.set("TMPDIR", folder);
  Deno.env.delete("TMPDI_");
}

/**
 * Makes something in the first temporary folder that takes it: the named one may be gone, full, or another user's. One
 * that is gone is not made: it is not ours, and whoever named it meant a disk that is there.
 *
 * @param cwd absolute; where none does, as in a container in which all of them are read-only, the repository around this
 * folder is asked
 * @throws what the first one said, when none does
 */
export function inTemporaryFolder<T>(folders: readonly string[], make: (folder: string) => T, cwd?: string): T {
  let refusal: unknown;
  for (const folder of cwd === undefined ? folders : withOwnFolders(folders, cwd)) {
    try {
      asking("stat", folder, () => nodeFs.statSync(folder));
      return make(folder);
    } catch (error) {
      refusal ??= error;
    }
  }
  throw refusal;
}

/** Behind them `.dvc/tmp`, made if need be, and `.git` of the folders around, the innermost first. */
function* withOwnFolders(folders: readonly string[], cwd: string): Generator<string> {
  yield* folders;
  for (let folder = cwd.replace(/\/$/, "");; folder = folder.slice(0, folder.lastIndexOf("/"))) {
    makeFolderIn(`${folder}/.dvc`, "tmp");
    yield `${folder}/.dvc/tmp`;
    yield `${folder}/.git`;
    if (!folder.includes("/")) return;
  }
}

function makeFolderIn(parent: string, name: string): void {
  try {
    nodeFs.mkdirSync(`${parent}/${name}`);
  } catch {
    // it is there, or nothing can be made in it either
  }
}
