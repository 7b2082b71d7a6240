import { dumpPyJson } from "../common/py_json.ts";
import type { ValueMap } from "../common/value.ts";

/**
 * The hash in an experiment's commit message: SHA-256 of the sorted JSON of the lock entries, by stage name, of the
 * stages that were run or restored. The same content gives the same hash; nothing done gives the hash of `{}`.
 */
export async function experimentHash(entries: ReadonlyMap<string, ValueMap>): Promise<string> {
  const json = dumpPyJson(new Map(entries), { sortKeys: true, date: (date) => date.iso });
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(json));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
