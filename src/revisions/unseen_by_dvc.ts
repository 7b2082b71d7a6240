/** Parameters that `dvc params diff` leaves out although they are there; `exp dvc params diff` must do the same. */
import { isMap, type Value } from "../common/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Shape } from "./shape.ts";

/**
 * Whether an out that the cache keeps lies in a remote that is not configured. DVC then fails to look for a file that no stage names, and takes `params.yaml` for missing.
 */
export function needsMissingRemote(repo: Repo, shape: Shape): boolean {
  return [...shape.tracked.values()].some(({ remote }) => {
    const name = remote ?? repo.config.get("core", "remote");
    if (name === undefined) return false;
    return repo.config.remote(name)?.get("url") === undefined;
  });
}

/**
 * Whether DVC's way to put the chosen keys of a file together fails: it takes a map with a whole number as key for a
 * list, and fails where a list of that size would not have to grow for that number (dpath 2.2.0: segments.py, extend).
 */
export function hasNumberedKey(value: Value): boolean {
  if (Array.isArray(value)) return value.some(hasNumberedKey);
  if (!isMap(value)) return false;
  return [...value].some(([key, item]) => (typeof key === "bigint" && key < value.size) || hasNumberedKey(item));
}
