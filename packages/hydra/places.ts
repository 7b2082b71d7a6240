/** Walking in a config's tree: slots of containers, levels up, and the cycles to refuse. */
import type { Key } from "@exp/values";
import { type Container, isNodeMap, listIndex, type Node, type Place } from "./config_tree.ts";
import { HydraError } from "./hydra_error.ts";

/** Containers that a resolver makes anew each time can form a cycle in which no place comes twice. */
export const DEEPEST_CHAIN = 150;

export function refuseAncestor(value: Node, from: Place, source: string): void {
  for (let place: Place | undefined = from; place !== undefined; place = place.up) {
    if (place.container === value) {
      throw new HydraError("InterpolationResolutionError", `'${source}' refers to what contains it`);
    }
  }
}

/** A resolver that copies what contains it would go on forever. */
export function refuseDepth(from: Place, source: string): void {
  let depth = 0;
  for (let place: Place | undefined = from; place !== undefined; place = place.up) depth++;
  if (depth > DEEPEST_CHAIN) {
    throw new HydraError("InterpolationResolutionError", `'${source}' brings along what contains it`);
  }
}

/** One dot is the container itself, each further one a level up; none is the root. Undefined beyond the root. */
export function climb(root: Place, from: Place, dots: number): Place | undefined {
  if (dots === 0) return root;
  let place: Place | undefined = from;
  for (let i = 1; i < dots && place !== undefined; i++) place = place.up;
  return place;
}

/** Where `key` (text) is in the container. Lists take integers only; out of range is "not there". */
export function findSlot(
  container: Container,
  key: string,
  otherwise: "InterpolationResolutionError" | "ConfigTypeError",
): Key | number | undefined {
  if (isNodeMap(container)) return container.has(key) ? key : undefined;
  const index = listIndex(key);
  if (index === undefined) {
    throw new HydraError(otherwise, `'${key}' is not an index of a list`);
  }
  return index >= 0 && index < container.length ? index : undefined;
}

export function keysOf(container: Container): (Key | number)[] {
  return Array.isArray(container) ? container.map((_, index) => index) : [...container.keys()];
}

export function getItem(container: Container, key: Key | number): Node | undefined {
  return Array.isArray(container) ? container[key as number] : container.get(key as Key);
}

export function setItem(container: Container, key: Key | number, value: Node): void {
  if (Array.isArray(container)) container[key as number] = value;
  else container.set(key as Key, value);
}
