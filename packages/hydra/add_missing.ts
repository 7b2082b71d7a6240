/** `k=v` for a key that is not there yet: Hydra wants `+k=v`; `exp` takes the value that was asked for. */
import { nearestWord, type Value } from "@exp/values";
import { applyOverride } from "../hydra/apply_override.ts";
import {
  type Container,
  copyNode,
  isContainer,
  isInterpolation,
  isNodeMap,
  MISSING,
  type Node,
  splitKey,
} from "./config_tree.ts";
import { fault } from "./faults.ts";
import { HydraError } from "./hydra_error.ts";
import { Interpolator } from "./interpolation.ts";
import type { Override } from "./values.ts";

/** The overrides, and those plain ones among them forced whose key is not there yet, though it could be. */
export function addMissing(
  data: Value,
  overrides: readonly Override[],
  env: Readonly<Record<string, string>>,
): Override[] {
  const before: Node = data ?? new Map();
  if (!isContainer(before)) return [...overrides];
  let root = copyNode(before) as Container;
  return overrides.map((override) => {
    const trial = copyNode(root) as Container;
    try {
      applyOverride(trial, override, new Interpolator({ root: trial, env }));
      root = trial;
      return override;
    } catch (error) {
      if (!isUnknownKey(error) || override.type !== "CHANGE" || !hasRoomFor(root, override.key)) throw error;
      refuseMistyped(root, override);
      const forced: Override = { ...override, type: "FORCE_ADD" };
      applyOverride(root, forced, new Interpolator({ root, env }));
      return forced;
    }
  });
}

function isUnknownKey(error: unknown): boolean {
  return error instanceof HydraError && /^Config(Attribute|Key)Error$/.test(error.causeClass ?? "");
}

/** Only mappings (or nothing yet) lie on the way to the key: a value in the way, or no name, is a mistake. */
function hasRoomFor(root: Container, key: string): boolean {
  if (splitKey(key).some((part) => part === "")) return false;
  let node: Node | undefined = root;
  for (const part of splitKey(key).slice(0, -1)) {
    if (isNodeMap(node)) node = node.get(part);
    else if (Array.isArray(node)) node = node[Number(part)];
    else return false;
    if (node === undefined || node === null || node === MISSING) return true;
    if (isInterpolation(node)) return false;
  }
  return isNodeMap(node);
}

/** A new key beside one that is nearly the same is taken for a slip; `+` says that it is meant. */
function refuseMistyped(root: Container, { key, input }: Override): void {
  const parts = splitKey(key);
  let node: Node | undefined = root;
  for (const [i, part] of parts.entries()) {
    if (!isNodeMap(node)) return;
    if (!node.has(part)) {
      const near = nearKey(part, [...node.keys()].map(String));
      if (near === undefined) return;
      const meant = [...parts.slice(0, i), near, ...parts.slice(i + 1)].join(".");
      throw fault("invalid-override/no-such-key", { key, meant, input });
    }
    node = node.get(part);
  }
}

/** Short names, and names that only their numbers tell apart, are near each other without being meant. */
function nearKey(word: string, keys: readonly string[]): string | undefined {
  if (word.length < 3) return undefined;
  const letters = (text: string) => text.replace(/[0-9]+/g, "0");
  return nearestWord(word, keys.filter((key) => key.length > 1 && letters(key) !== letters(word)));
}
