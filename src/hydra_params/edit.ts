import type { Value } from "../common/value.ts";
import type { Edit } from "../formats/edit.ts";
import type { Host } from "../host/host.ts";
import { type AppliedOverrides, applyOverride, applyOverrides, asSetParamError } from "../hydra/apply_override.ts";
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
import { type Override, parseOverride } from "../hydra/override.ts";
import { editParamsText, formatOf, readParamsText, readUtf8 } from "../params/mod.ts";

export interface ApplyOptions {
  /** Plain `k=v` may add keys that are not there yet (`exp`); false: an error, as DVC's (`exp dvc`). */
  readonly addMissing: boolean;
  /** How to name the file in messages; default: the path. */
  readonly display?: string;
}

/**
 * Edits one params file by override texts: all of them or nothing, atomically, and not at all if nothing changes.
 *
 * @param path absolute; a missing file counts as empty
 * @throws {ExpError} `invalid-override`, `invalid-file`
 */
export async function applyOverridesToFile(
  host: Host,
  path: string,
  overrides: readonly string[],
  options: ApplyOptions,
): Promise<void> {
  const display = options.display ?? path;
  const before = readUtf8(host, path, display);
  const after = await applyOverridesToText(before, display, overrides, {
    ...options,
    env: host.env.all(),
  });
  if (after === before) return;
  const mode = host.fs.stat(path)?.mode;
  // through a symlink the file behind it is edited, the link stays
  const target = before === undefined ? path : host.fs.realPath(path);
  host.fs.writeAtomic(target, after, mode === undefined ? {} : { mode });
}

/**
 * The edited text of a params file.
 *
 * @param text undefined if there is no file
 * @param file its suffix chooses the format
 * @param options `env` is for `${oc.env:…}`
 */
export async function applyOverridesToText(
  text: string | undefined,
  file: string,
  overrides: readonly string[],
  options: ApplyOptions & { readonly env: Readonly<Record<string, string>> },
): Promise<string> {
  let applied: AppliedOverrides;
  let data: Value;
  try {
    const parsed = overrides.map((override) => parseOverride(override));
    data = text === undefined ? null : await readParamsText(text, file);
    // as DVC does: whatever Python takes for false is an empty file
    if (isFalse(data)) [data, text] = [new Map(), data === null ? text : undefined];
    if (typeof data === "string") throw holdsOneText(file, parsed);
    const effective = options.addMissing ? addingMissing(data, parsed, options.env) : parsed;
    applied = applyOverrides(data, effective, options.env, formatOf(file));
  } catch (error) {
    throw asSetParamError(error);
  }
  const edits = applied.edits.map((edit): Edit => {
    const path = edit.path.map((step) => "index" in step ? BigInt(step.index) : pathKey(step.key));
    return edit.kind === "set" ? { path, op: "set", value: edit.value } : { path, op: "delete" };
  });
  return await editParamsText(text ?? "", file, edits);
}

function isFalse(data: Value): boolean {
  return data === null || data === false || data === "" || data === 0 || data === 0n ||
    (Array.isArray(data) && data.length === 0);
}

function holdsOneText(file: string, overrides: readonly Override[]): HydraError {
  const errorClass = overrides[0]?.type === "CHANGE" ? "ConfigCompositionException" : "AttributeError";
  return new HydraError(errorClass, `${file} holds one text instead of keys and values`, { kind: "invalid-file" });
}

function pathKey(key: unknown): string | bigint {
  return typeof key === "bigint" ? key : String(key);
}

/** The overrides with those plain ones forced whose key is not there yet, though it could be. */
function addingMissing(data: Value, overrides: readonly Override[], env: Readonly<Record<string, string>>): Override[] {
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

/** Only mappings (or nothing yet) lie on the way to the key: a value in the way is a mistake, not a place. */
function hasRoomFor(root: Container, key: string): boolean {
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
