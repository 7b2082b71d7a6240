import { dumpPyJson, type ValueMap } from "../common/mod.ts";
import { digestOf } from "../host/mod.ts";

/**
 * The hash in an experiment's commit message: SHA-256 of the sorted JSON of the lock entries, by stage name, of the
 * stages that were run or restored. The same content gives the same hash; nothing done gives the hash of `{}`.
 */
export function experimentHash(entries: ReadonlyMap<string, ValueMap>): string {
  const json = dumpPyJson(new Map(entries), { sortKeys: true, date: (date) => date.iso });
  return digestOf("sha256", json);
}
