/** `-S`: one params file, changed by overrides as Hydra has them and written so that only what they touch changes. */
import { DEEPEST_NESTING, depthOf, isFalsy, isMap, type Rules, type Value } from "../common/mod.ts";
import type { Edit, Merge } from "@exp/formats";
import type { Host } from "../host/mod.ts";
import {
  addMissing,
  type AppliedOverrides,
  applyOverrides,
  asSetParamError,
  HydraError,
  type Override,
  parseOverride,
  type Random,
} from "@exp/hydra";
import { fault } from "./faults.ts";
import { formatOf, readParamsText, readUtf8 } from "./read.ts";
import { settleShared } from "./shared_mappings.ts";

interface ApplyOptions {
  readonly rules: Rules;
  /** How to name the file in messages; default: the path. */
  readonly display?: string;
  /** Shuffles the items of `shuffle([…])`. */
  readonly random?: Random;
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
    random: host.random.next,
  });
  if (after === before) return;
  const mode = host.fs.stat(path)?.mode;
  // through a symlink the file behind it is edited, the link stays
  const target = before === undefined ? path : host.fs.realPath(path);
  host.fs.writeAtomic(target, after, { sync: "content", ...(mode === undefined ? {} : { mode }) });
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
  try {
    // in DVC's order: of a broken file and a broken override the file is named
    let data = text === undefined ? null : await readParamsText(text, file, { toEdit: true });
    const parsed = overrides.map((override) => parseOverride(override, options.random));
    for (const override of parsed) refuseDeepKey(override);
    // as DVC does: whatever Python takes for false is an empty file
    if (isFalsy(data) && !isMap(data)) [data, text] = [new Map(), data === null ? text : undefined];
    if (typeof data === "string") throw holdsOneText(file, parsed);
    const effective = options.rules.addsParams ? addMissing(data, parsed, options.env) : parsed;
    applied = applyOverrides(data, effective, options.env, formatOf(file));
    if (!options.rules.splitsAliases) applied = settleShared(data, applied, await mergesOf(text, file));
    if (!options.rules.addsPythonNames && formatOf(file) === "python") refuseNewNames(data, applied, file);
  } catch (error) {
    throw asSetParamError(error);
  }
  const edits = applied.edits.map((edit): Edit => {
    const path = edit.path.map((step) => "index" in step ? BigInt(step.index) : pathKey(step.key));
    return edit.kind === "set" ? { path, op: "set", value: edit.value } : { path, op: "delete" };
  });
  for (const edit of edits) {
    const depth = edit.path.length + (edit.value === undefined ? 0 : depthOf(edit.value));
    if (depth > DEEPEST_NESTING) throw fault("invalid-override/too-deep-file", { file, most: DEEPEST_NESTING });
  }
  return await editParamsText(text ?? "", file, edits);
}

/**
 * The text of a params file with the edits made; only the touched values' bytes change.
 *
 * @param text empty for a file that is not there yet
 * @param file its suffix chooses the format; named in messages
 * @throws {ExpError} `invalid-file`, `invalid-override` when the format cannot hold a value
 */
async function editParamsText(text: string, file: string, edits: readonly Edit[]): Promise<string> {
  if (edits.length === 0) return text;
  switch (formatOf(file)) {
    case "json":
      return (await import("@exp/formats")).setJsonValues(text === "" ? "{}" : text, edits);
    case "toml":
      return (await import("@exp/formats")).setTomlValues(text, edits);
    case "python":
      return (await import("@exp/formats")).setPythonValues(text, edits);
    case "yaml":
      return (await import("@exp/formats")).setYamlValues(text, edits, { file });
  }
}

/** Before it is looked up and made, part by part. */
function refuseDeepKey({ key }: Override): void {
  if (key.split(".").length <= DEEPEST_NESTING) return;
  throw fault("invalid-override/too-deep-key", { key, most: DEEPEST_NESTING });
}

async function mergesOf(text: string | undefined, file: string): Promise<Merge[]> {
  if (formatOf(file) !== "yaml" || !text?.includes("<<")) return [];
  return (await import("@exp/formats")).findMerges(text);
}

function holdsOneText(file: string, overrides: readonly Override[]): HydraError {
  const errorClass = overrides[0]?.type === "CHANGE" ? "ConfigCompositionException" : "AttributeError";
  return new HydraError(errorClass, `${file} holds one text instead of keys and values`, { kind: "invalid-file" });
}

/** DVC cannot write a name that a Python file does not have. */
function refuseNewNames(data: Value, applied: AppliedOverrides, file: string): void {
  for (const { kind, path } of applied.edits) {
    let place: Value | undefined = data;
    for (const step of kind === "set" ? path : []) {
      if ("index" in step) break; // a list is written as a whole
      place = isMap(place) ? place.get(pathKey(step.key)) : undefined;
      if (place !== undefined) continue;
      throw new HydraError("KeyError", `'${step.key}'`, { hint: `write ${step.key} into ${file} first` });
    }
  }
}

function pathKey(key: unknown): string | bigint {
  return typeof key === "bigint" ? key : String(key);
}
