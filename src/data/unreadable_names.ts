import type { Host } from "../host/mod.ts";
import { fault } from "./faults.ts";

/**
 * A name that is not UTF-8 (an old Latin-1 one) is left out where the runtime lists a folder, without a word. Nothing
 * that is recorded may lack a file in silence, so `find` is asked for names that are more than ASCII.
 *
 * @throws {ExpError} `invalid-file`
 */
export function refuseUnreadableNames(host: Host, folder: string): void {
  const { stdout } = host.processes.runSync({
    program: "sh",
    args: ["-c", `exec find "$0/" -name '*[! -~]*' -print0`, folder],
    cwd: "/",
    env: { LC_ALL: "C" },
  });
  if (stdout.length === 0) return;
  const bad = namesIn(stdout).find((name) => !isUtf8(name));
  if (bad === undefined) return;
  const shown = [...bad.subarray(new TextEncoder().encode(folder).length + 1)].map(readable).join("");
  throw fault("invalid-file/name-not-utf8", { folder, shown });
}

function namesIn(listing: Uint8Array): Uint8Array[] {
  const names: Uint8Array[] = [];
  for (let start = 0; start < listing.length;) {
    const end = listing.indexOf(0, start);
    names.push(listing.subarray(start, end));
    start = end + 1;
  }
  return names;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function readable(byte: number): string {
  return byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, "0")}` : String.fromCharCode(byte);
}
