/** Where what a group iterates over stands in `params.yaml` and `vars`, so that `${item.x}` is known to use a key there. */
import type { KeyPath } from "./interpolate.ts";

/** The place of a whole value; or of the members of one that dvc.yaml spells out; or neither. */
export type Origin = KeyPath | ReadonlyMap<string, Origin> | undefined;

/** A member's origin. */
export function originOfMember(origin: Origin, word: string): Origin {
  if (origin === undefined) return undefined;
  return isKeyPath(origin) ? [...origin, word] : origin.get(word);
}

/** The place of what `words` lead to from there, if it has one. */
export function keyPathOf(origin: Origin, words: readonly string[]): KeyPath | undefined {
  const found = words.reduce(originOfMember, origin);
  return found !== undefined && isKeyPath(found) ? found : undefined;
}

function isKeyPath(origin: KeyPath | ReadonlyMap<string, Origin>): origin is KeyPath {
  return Array.isArray(origin);
}
