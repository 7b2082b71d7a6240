/** Files of the work tree that somebody began to write, and died: they have no name yet, so nobody misses them. */
import type { Host } from "../host/mod.ts";
import { joinPath, nameOf, parentOf } from "./paths.ts";

/** Whoever writes a file does so for moments. */
const OLD_MS = 60_000;

/** @returns the name of what an old half-written file was to become (its beginning, of a long one); undefined of others */
export function leftHalfWritten({ fs, clock }: Pick<Host, "fs" | "clock">, path: string): string | undefined {
  const name = nameOf(path);
  if (!fs.isHalfWritten(name) || !name.startsWith(".")) return undefined;
  const stat = fs.lstat(path);
  const isOld = stat !== undefined && clock.now() - Number(stat.mtimeNs / 1_000_000n) >= OLD_MS;
  return isOld ? name.slice(1, -".00000000.tmp".length) : undefined;
}

/** Removes what the dead have left beside files that are written now. Each folder is listed once. @param files absolute */
export function removeHalfWritten(host: Pick<Host, "fs" | "clock">, files: Iterable<string>): void {
  for (const [folder, own] of Map.groupBy(files, parentOf)) {
    const names = own.map(nameOf);
    for (const { name } of host.fs.listIfThere(folder)) {
      const target = leftHalfWritten(host, joinPath(folder, name));
      if (target === undefined || !isOneOf(names, target)) continue;
      host.fs.remove(joinPath(folder, name));
    }
  }
}

/** Long names are cut in the half-written file's. */
function isOneOf(names: readonly string[], target: string): boolean {
  return names.some((name) => name === target || (target.length >= CUT_AT && name.startsWith(target)));
}

const CUT_AT = 59;
