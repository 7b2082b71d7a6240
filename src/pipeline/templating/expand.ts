/** From the `stages:` map to single stages: `foreach` and `matrix` groups multiplied out, references replaced. */
import { ExpError } from "../../common/errors.ts";
import { isMap, type Value, type ValueMap } from "../../common/value.ts";
import { type Context, loadVars, typeName, type VarsReader } from "./context.ts";
import { hasReference } from "./expression.ts";
import {
  interpolateText,
  interpolateValue,
  type Lookup,
  type ParsingOptions,
  resolveWhole,
  scalarText,
} from "./interpolate.ts";

/** One stage before its references are replaced. */
export interface Definition {
  /** `train`, `train@x` */
  readonly name: string;
  /** The stage or `foreach` group's name in the file. */
  readonly group: string;
  readonly body: ValueMap;
  /** What `${item}` and `${key}` stand for. */
  readonly item?: { readonly value: Value; readonly key: string | undefined };
}

export interface TemplateSettings {
  /** dvc.yaml, as messages name it. */
  readonly file: string;
  /** The folder of dvc.yaml, absolute. */
  readonly folder: string;
  readonly reader: VarsReader;
  readonly parsing: ParsingOptions;
}

/** All stages that one entry of `stages:` stands for, in order. A repeated name counts once. */
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
  const seen = new Set<string>();
  return all.filter((definition) => !seen.has(definition.name) && seen.add(definition.name));
}

function expandForeach(
  name: string,
  data: Value,
  body: ValueMap,
  context: Context,
  settings: TemplateSettings,
): Definition[] {
  const where = `stages.${name}.foreach`;
  const items = resolveItems(data, context.lookup, where, settings);
  if (isMap(items)) {
    return [...items].map(([key, value]) => {
      const text = scalarText(key);
      return { name: `${name}@${text}`, group: name, body, item: { value, key: text } };
    });
  }
  if (!Array.isArray(items)) throw notIterable(where, settings.file, items);
  const byIndex = items.some((item) => isMap(item) || Array.isArray(item));
  return items.map((value, index) => ({
    name: `${name}@${byIndex ? index : scalarText(value)}`,
    group: name,
    body,
    item: { value, key: undefined },
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
  let rows: { parts: string[]; item: ValueMap }[] = [{ parts: [], item: new Map() }];
  for (const [axisKey, data] of matrix) {
    const axis = String(axisKey);
    const where = `stages.${name}.matrix`;
    const found = resolveItems(data, context.lookup, where, settings);
    const values = isMap(found) ? [...found.keys()] : found;
    if (!Array.isArray(values)) throw notIterable(where, settings.file, values);
    rows = rows.flatMap((row) =>
      values.map((value, index) => ({
        parts: [...row.parts, isMap(value) || Array.isArray(value) ? `${axis}${index}` : scalarText(value)],
        item: new Map([...row.item, [axis, value]]),
      }))
    );
  }
  if (matrix.size === 0) {
    throw new ExpError("invalid-file", `'stages.${name}.matrix' in '${settings.file}' has no axes`);
  }
  return rows.map(({ parts, item }) => {
    const key = parts.join("-");
    return { name: `${name}@${key}`, group: name, body, item: { value: item, key } };
  });
}

/** What is iterated over, references replaced by values of any type. */
function resolveItems(data: Value, lookup: Lookup, where: string, settings: TemplateSettings): Value {
  const site = { where, file: settings.file };
  if (typeof data === "string") return hasReference(data) ? resolveWhole(data, lookup, site) : data;
  if (Array.isArray(data)) return data.map((item) => resolveItems(item, lookup, where, settings));
  if (!isMap(data)) return data;
  return new Map([...data].map(([key, item]) => [key, resolveItems(item, lookup, where, settings)]));
}

function notIterable(where: string, file: string, value: Value): ExpError {
  return new ExpError(
    "invalid-file",
    `failed to resolve '${where}' in '${file}': expected list/dictionary, got ${typeName(value)}`,
  );
}

/** A stage's keys with all references replaced; `vars` and `matrix` are gone. */
export async function resolveDefinition(
  definition: Definition,
  context: Context,
  settings: TemplateSettings,
): Promise<ValueMap> {
  const { body, item, name } = definition;
  const site = (key: string) => ({ where: `stages.${name}.${key}`, file: settings.file });
  const plain = { unpackMaps: false, parsing: settings.parsing };
  const lookupIn = (scope: Context) => item ? scope.withItem(item.value, item.key) : scope.lookup;
  const out: ValueMap = new Map();
  let lookup = lookupIn(context);
  const wdir = body.get("wdir");
  if (typeof wdir === "string") out.set("wdir", interpolateText(wdir, lookup, site("wdir"), plain));
  const vars = body.get("vars");
  if (Array.isArray(vars) && vars.length > 0) {
    lookup = lookupIn(await addStageVars(definition, vars, String(out.get("wdir") ?? ""), context, settings));
  }
  for (const [key, value] of body) {
    if (key === "vars" || key === "wdir") continue;
    const name = String(key);
    out.set(key, interpolateValue(value, lookup, site(name), { ...plain, unpackMaps: name === "cmd" }));
  }
  return out;
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
