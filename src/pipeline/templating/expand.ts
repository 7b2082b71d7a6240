/** From the `stages:` map to single stages: `foreach` and `matrix` groups multiplied out, references replaced. */
import { ExpError } from "../../common/errors.ts";
import { isMap, type Value, type ValueMap } from "../../common/value.ts";
import { type Context, loadVars, typeName, type VarsReader } from "./context.ts";
import { hasReference } from "./expression.ts";
import {
  interpolateText,
  interpolateValue,
  type KeyPath,
  type Lookup,
  type ParsingOptions,
  resolveWhole,
  scalarText,
} from "./interpolate.ts";
import { type Origin, originOfMember } from "./origin.ts";

/** One stage before its references are replaced. */
export interface Definition {
  /** `train`, `train@x` */
  readonly name: string;
  /** The stage or `foreach` group's name in the file. */
  readonly group: string;
  readonly body: ValueMap;
  /** What `${item}` and `${key}` stand for. */
  readonly item?: { readonly value: Value; readonly origin: Origin; readonly key: string | undefined };
}

/** A stage's keys with all references replaced. */
export interface Resolved {
  readonly body: ValueMap;
  /** Keys that references used, by the file that holds them. */
  readonly used: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface TemplateSettings {
  /** dvc.yaml, as messages name it. */
  readonly file: string;
  /** The folder of dvc.yaml, absolute. */
  readonly folder: string;
  readonly reader: VarsReader;
  readonly parsing: ParsingOptions;
}

/** All stages that one entry of `stages:` stands for, in order. Of a repeated name the last counts. */
export function expandEntry(name: string, entry: ValueMap, context: Context, settings: TemplateSettings): Definition[] {
  if (entry.has("foreach")) {
    const body = entry.get("do");
    return uniqueByName(
      expandForeach(name, entry.get("foreach") ?? null, isMap(body) ? body : new Map(), context, settings),
    );
  }
  const matrix = entry.get("matrix");
  if (isMap(matrix)) return uniqueByName(expandMatrix(name, matrix, entry, context, settings));
  return [{ name, group: name, body: entry }];
}

function uniqueByName(all: Definition[]): Definition[] {
  return [...new Map(all.map((definition) => [definition.name, definition])).values()];
}

function expandForeach(
  name: string,
  data: Value,
  body: ValueMap,
  context: Context,
  settings: TemplateSettings,
): Definition[] {
  const where = `stages.${name}.foreach`;
  const { value: items, origin } = resolveItems(data, context.lookup, where, settings);
  if (isMap(items)) {
    return [...items].map(([key, value]) => {
      const text = scalarText(key);
      const item = { value, origin: originOfMember(origin, text), key: text };
      return { name: `${name}@${text}`, group: name, body, item };
    });
  }
  if (!Array.isArray(items)) throw notIterable(where, settings.file, items);
  const byIndex = items.some((item) => isMap(item) || Array.isArray(item));
  return items.map((value, index) => ({
    name: `${name}@${byIndex ? index : scalarText(value)}`,
    group: name,
    body,
    item: { value, origin: originOfMember(origin, String(index)), key: undefined },
  }));
}

function expandMatrix(
  name: string,
  matrix: ValueMap,
  entry: ValueMap,
  context: Context,
  settings: TemplateSettings,
): Definition[] {
  const body = new Map(entry);
  body.delete("matrix");
  type Row = { parts: string[]; item: ValueMap; origin: ReadonlyMap<string, Origin> };
  let rows: Row[] = [{ parts: [], item: new Map(), origin: new Map() }];
  for (const [axisKey, data] of matrix) {
    const axis = String(axisKey);
    const where = `stages.${name}.matrix`;
    const found = resolveItems(data, context.lookup, where, settings);
    const values = isMap(found.value) ? [...found.value.keys()] : found.value;
    const originAt = (index: number) => isMap(found.value) ? undefined : originOfMember(found.origin, String(index));
    if (!Array.isArray(values)) throw notIterable(where, settings.file, values);
    rows = rows.flatMap((row) =>
      values.map((value, index) => ({
        parts: [...row.parts, isMap(value) || Array.isArray(value) ? `${axis}${index}` : scalarText(value)],
        item: new Map([...row.item, [axis, value]]),
        origin: new Map([...row.origin, [axis, originAt(index)]]),
      }))
    );
  }
  if (matrix.size === 0) {
    throw new ExpError("invalid-file", `'stages.${name}.matrix' in '${settings.file}' has no axes`, {
      isDvcCrash: true,
    });
  }
  return rows.map(({ parts, item, origin }) => {
    const key = parts.join("-");
    return { name: `${name}@${key}`, group: name, body, item: { value: item, origin, key } };
  });
}

/** What is iterated over, references replaced by values of any type. */
function resolveItems(
  data: Value,
  lookup: Lookup,
  where: string,
  settings: TemplateSettings,
): { value: Value; origin: Origin } {
  if (typeof data === "string" && hasReference(data)) return resolveWhole(data, lookup, { where, file: settings.file });
  const within = (item: Value) => resolveItems(item, lookup, where, settings);
  if (Array.isArray(data)) {
    const items = data.map(within);
    return {
      value: items.map((item) => item.value),
      origin: new Map(items.map((item, index) => [String(index), item.origin])),
    };
  }
  if (!isMap(data)) return { value: data, origin: undefined };
  const members = [...data].map(([key, item]) => [key, within(item)] as const);
  return {
    value: new Map(members.map(([key, { value }]) => [key, value])),
    origin: new Map(members.map(([key, { origin }]) => [scalarText(key), origin])),
  };
}

function notIterable(where: string, file: string, value: Value): ExpError {
  return new ExpError(
    "invalid-file",
    `failed to resolve '${where}' in '${file}': expected list/dictionary, got ${typeName(value)}`,
  );
}

/** Replaces all references in a stage; `vars` and `matrix` are gone then. */
export async function resolveDefinition(
  definition: Definition,
  context: Context,
  settings: TemplateSettings,
): Promise<Resolved> {
  const { body, item, name } = definition;
  const site = (key: string) => ({ where: `stages.${name}.${key}`, file: settings.file });
  const origins: KeyPath[] = [];
  const plain = { unpackMaps: false, parsing: settings.parsing, onUse: (origin: KeyPath) => origins.push(origin) };
  const lookupIn = (scope: Context) => item ? scope.withItem(item) : scope.lookup;
  const out: ValueMap = new Map();
  let scope = context;
  let lookup = lookupIn(scope);
  const wdir = body.get("wdir");
  if (typeof wdir === "string") out.set("wdir", interpolateText(wdir, lookup, site("wdir"), plain));
  const vars = body.get("vars");
  if (Array.isArray(vars) && vars.length > 0) {
    scope = await addStageVars(definition, vars, String(out.get("wdir") ?? ""), context, settings);
    lookup = lookupIn(scope);
  }
  for (const [key, value] of body) {
    if (key === "vars" || key === "wdir") continue;
    const name = String(key);
    out.set(key, interpolateValue(value, lookup, site(name), { ...plain, unpackMaps: name === "cmd" }));
  }
  return { body: out, used: keysByFile(origins, scope) };
}

function keysByFile(origins: readonly KeyPath[], scope: Context): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  for (const origin of origins) {
    const file = scope.fileOf(origin);
    if (file === undefined) continue;
    const keys = used.get(file) ?? new Set();
    used.set(file, keys.add(origin.join(".")));
  }
  return used;
}

async function addStageVars(
  { name, item }: Definition,
  vars: Value[],
  wdir: string,
  context: Context,
  settings: TemplateSettings,
): Promise<Context> {
  const scope = context.fork();
  for (const reserved of item ? ["item", "key"] : []) {
    if (vars.some((entry) => isMap(entry) && entry.has(reserved))) {
      throw new ExpError(
        "invalid-file",
        `failed to parse stage '${name}' in '${settings.file}': attempted to modify reserved key ${reserved}`,
      );
    }
  }
  await loadVars(scope, vars, {
    folder: wdir === "" ? settings.folder : wdir.startsWith("/") ? wdir : `${settings.folder}/${wdir}`,
    reader: settings.reader,
    site: { where: `stages.${name}.vars`, file: settings.file },
    sourceName: (index) => `${name}.vars[${index}]`,
  });
  return scope;
}
