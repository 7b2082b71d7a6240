/** `k=v` for a key that is not there yet: Hydra wants `+k=v`; `exp` takes the value that was asked for. */
import type { Value } from "../common/value.ts";
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
} from "../hydra/config_tree.ts";
import { HydraError } from "../hydra/hydra_error.ts";
import { Interpolator } from "../hydra/interpolation.ts";
import type { Override } from "../hydra/override.ts";

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
