/** Where data from elsewhere goes: what `[out]` and `-o` mean, for all commands that bring data here. */
import type { Host } from "../host/mod.ts";
import { joinPath, nameOf, normalizePath } from "../repo/mod.ts";
import { fault } from "./faults.ts";

export interface OutPlace {
  /** Absolute. */
  readonly path: string;
  /** As typed, for messages. */
  readonly shown: string;
}

/**
 * The place for what comes from a path or URL: below the current folder under its own name, at `out`, or in `out` where
 * that is a folder (DVC 3.67.1: dvc/utils/__init__.py, resolve_output).
 *
 * @throws {ExpError} `exists` without `force`
 */
export function findOutPlace(
  host: Host,
  cwd: string,
  from: string,
  { out, force }: { readonly out: string | undefined; readonly force: boolean },
): OutPlace {
  const name = nameOf(normalizePath(pathOf(from))) || ".";
  const isFolder = out !== undefined && out !== "" && host.fs.stat(joinPath(cwd, out))?.kind === "dir";
  const shown = out === undefined || out === "" ? name : isFolder ? `${out.replace(/\/+$/, "")}/${name}` : out;
  const path = joinPath(cwd, shown);
  const stat = host.fs.stat(path);
  if (stat !== undefined && !force) throw fault("exists/out", { shown, isFolder: stat.kind === "dir" });
  return { path, shown };
}

/** Of a URL what stands after its host, without query and fragment. */
function pathOf(from: string): string {
  const match = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(from);
  return match === null ? from : match[1] as string;
}
