/**
 * What an override does to data: `k=v`, `+k=v`, `++k=v`, `~k[=v]` on a loaded params file or on a composed config.
 */
import { type Key, pyEqual, type Value } from "@exp/values";
import {
  type Container,
  copyNode,
  isContainer,
  isNodeMap,
  listIndex,
  mergeContainer,
  type MergeContext,
  type Node,
  type NodeMap,
  notInStruct,
  type Place,
  splitKey,
  validateNode,
} from "./config_tree.ts";
import { diffTrees, type Edit } from "./diff_tree.ts";
import { HydraError, isConfigTreeError } from "./hydra_error.ts";
import { Interpolator } from "./interpolation.ts";
import { parseText } from "./interpolation_syntax.ts";
import { DictValue, type Override, OverrideError, parseOverride } from "./override.ts";
import { getItem, setItem } from "./places.ts";
import { overrideData, type ParamsFormat, refuseOpaque, type Target } from "./override_data.ts";

export interface AppliedOverrides {
  /** The data after the overrides, interpolations as written. */
  readonly data: Value;
  /** The same with every interpolation replaced by its value; what the program that reads the params sees. */
  readonly resolved: Value;
  /** The smallest changes that lead from the old data to the new; values are resolved. */
  readonly edits: readonly Edit[];
}

/**
 * Applies overrides, in order, to the data of a params file. The input is not changed.
 *
 * @param data `null` (an empty file) counts as an empty mapping
 * @param overrides as typed, or already parsed
 * @param env for `${oc.env:…}`
 * @param format of the params file; it decides the class of the error for a value that cannot be written
 * @throws {OverrideError | HydraError} nothing is applied then; an interpolation or `???` that cannot be resolved
 * anywhere in the data is an error too
 */
export function applyOverrides(
  data: Value,
  overrides: readonly (string | Override)[],
  env: Readonly<Record<string, string>>,
  format: ParamsFormat = "yaml",
): AppliedOverrides {
  // A lone text is taken for a key without a value, so that no override but an added key could apply.
  const before: Node = typeof data === "string" ? new Map([[data, null]]) : data ?? new Map();
  if (!isContainer(before)) throw new HydraError("ValidationError", "the params are neither a mapping nor a list");
  validateNode(before, parseText);
  const root = copyNode(before) as Container;
  const parsed = overrides.map((override) => typeof override === "string" ? parseOverride(override) : override);
  const interpolator = new Interpolator({ root, env });
  for (const override of parsed) applyOverride(root, override, interpolator, format);
  const resolved = interpolator.resolvedCopy();
  refuseOpaque(resolved, format);
  return {
    data: root as Value,
    resolved: resolved as Value,
    edits: diffTrees(before, root, resolved),
  };
}

/** The error as `dvc exp run -S` reports it: failures of the overrides themselves get its own class around them. */
export function asSetParamError(error: unknown): unknown {
  const isAboutOverrides = error instanceof OverrideError ||
    (error instanceof HydraError && error.errorClass === "ConfigCompositionException");
  if (!isAboutOverrides) return error;
  return new HydraError("InvalidArgumentError", error.message, {
    cause: error,
    kind: "invalid-override",
    hint: error instanceof OverrideError ? undefined : error.hint,
  });
}

/** Applies one override to the tree in place. @throws {HydraError} the tree may then be half changed */
export function applyOverride(
  root: Container,
  override: Override,
  interpolator: Interpolator,
  target: Target = "config",
): void {
  const text = override.input;
  if (override.package !== undefined) {
    throw new HydraError(
      "ConfigCompositionException",
      `'${text}' chooses from the config group '${override.key}', and there is no such group`,
      { kind: "invalid-override" },
    );
  }
  try {
    if (override.type === "DEL") deleteKey(root, override, interpolator);
    else setOverride(root, override, interpolator, target);
  } catch (error) {
    if (!(error instanceof HydraError) || !isConfigTreeError(error)) throw error;
    const isUnknownKey = override.type === "CHANGE" &&
      (error.errorClass === "ConfigAttributeError" || error.errorClass === "ConfigKeyError");
    const hint = isUnknownKey ? `to add a key, write +${text}` : error.hint;
    throw new HydraError("ConfigCompositionException", `cannot apply '${text}': ${error.message}`, {
      cause: error,
      kind: "invalid-override",
      hint,
    });
  }
}

function deleteKey(root: Container, override: Override, interpolator: Interpolator): void {
  const { key } = override;
  const found = interpolator.select(key);
  if (found === undefined || found.value === null) {
    throw rejected(`cannot delete '${key}': it is not in the config`);
  }
  if (override.value !== null && !equalsOverride(found.value, found.up, override, interpolator)) {
    throw rejected(`cannot delete '${key}': its value is not the one in '${override.input}'`);
  }
  const dot = key.lastIndexOf(".");
  const parent = dot < 0 ? root : interpolator.select(key.slice(0, dot))?.value;
  const last = key.slice(dot + 1);
  if (Array.isArray(parent)) {
    throw new HydraError("TypeError", `cannot delete '${key}': an item of a list cannot be deleted`, {
      kind: "invalid-override",
    });
  }
  if (!isNodeMap(parent) || !parent.delete(last)) throw notInStruct("ConfigKeyError", last);
}

function equalsOverride(
  value: Node,
  up: Place | undefined,
  override: Override,
  interpolator: Interpolator,
): boolean {
  const wanted = overrideData(override.value, "config");
  if (wanted instanceof HydraError) {
    // a container is compared as a config, which can hold every sweep but a choice, as a params file can
    const isSameKind = override.value instanceof DictValue ? isNodeMap(value) : Array.isArray(value);
    if (isSameKind && overrideData(override.value, "yaml") instanceof HydraError) throw wanted;
    return false;
  }
  if (isNodeMap(value) !== isNodeMap(wanted) || Array.isArray(value) !== Array.isArray(wanted)) return false;
  try {
    const actual = isContainer(value) ? interpolator.resolvedCopy({ container: value, up }) : value;
    return pyEqual(actual as Value, wanted as Value);
  } catch (error) {
    if (error instanceof HydraError && error.errorClass === "MissingMandatoryValue") return false;
    throw error;
  }
}

function setOverride(root: Container, override: Override, interpolator: Interpolator, target: Target): void {
  const value = overrideData(override.value, target);
  if (override.type === "ADD") {
    const present = interpolator.select(override.key);
    if (
      present !== undefined && present.value !== null &&
      !(Array.isArray(override.value) || override.value instanceof DictValue)
    ) {
      throw rejected(
        `cannot add '${override.key}': it has a value already`,
        `to change it, write ${override.input.slice(1)}; to set it in any case, write +${override.input}`,
      );
    }
  }
  const context: MergeContext = {
    struct: override.type === "CHANGE",
    dereference: (text, place) => interpolator.findContainer(text, place),
  };
  updateTree({ container: root, up: undefined }, override.key, value, context);
}

/**
 * Sets or merges `value` at a dotted key, making parents on the way; scalars on the way become mappings.
 *
 * @param value an error stands for a value that cannot be there, and is thrown once the key is found
 */
export function updateTree(root: Place, key: string, value: Node | HydraError, context: MergeContext): void {
  const parts = splitKey(key);
  let place = root;
  for (const part of parts.slice(0, -1)) place = { container: stepInto(place, part, context), up: place };
  const last = parts.at(-1) ?? "";
  const { container } = place;
  const slot = Array.isArray(container) ? requireIndex(last, "ValueError") : last;
  const old = getItem(container, slot);
  if (!(value instanceof HydraError) && isContainer(value) && isContainer(old)) {
    validateNode(value, parseText);
    mergeContainer(old, value, place, context);
    return;
  }
  assign(container, slot, value, context);
}

function stepInto(place: Place, part: string, context: MergeContext): Container {
  const { container } = place;
  const slot = Array.isArray(container) ? requireIndex(part, "TypeError") : part;
  const node = getItem(container, slot);
  if (isContainer(node)) return node;
  const made: NodeMap = new Map();
  if (isNodeMap(container) && context.struct && !container.has(part)) throw notInStruct("ConfigKeyError", part);
  assign(container, slot, made, context); // which keeps a copy
  return (getItem(container, slot)) as Container;
}

function assign(container: Container, slot: Key | number, value: Node | HydraError, context: MergeContext): void {
  if (Array.isArray(container)) {
    const index = slot as number;
    if (index < 0 || index >= container.length) {
      throw new HydraError("ConfigIndexError", `the list has ${container.length} items, and none at ${index}`);
    }
  } else if (context.struct && !container.has(slot as Key)) {
    throw notInStruct("ConfigAttributeError", slot as Key);
  }
  if (value instanceof HydraError) throw value;
  validateNode(value, parseText);
  setItem(container, slot, copyNode(value));
}

function requireIndex(text: string, errorClass: "ValueError" | "TypeError"): number {
  const index = listIndex(text);
  if (index === undefined) {
    throw new HydraError(errorClass, `'${text}' is not an index of a list`, { kind: "invalid-override" });
  }
  return index;
}

function rejected(message: string, hint?: string): HydraError {
  return new HydraError("ConfigCompositionException", message, {
    kind: "invalid-override",
    hint,
  });
}
