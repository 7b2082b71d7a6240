/** From the `stages:` map to single stages: `foreach` and `matrix` groups multiplied out, references replaced. */
import { type ExpError, isMap, pyStr, pyTypeName, type Value, type ValueMap } from "../../common/mod.ts";
import { fault } from "../faults.ts";
import { loadVars, type TemplateValues, type VarsReader } from "./context.ts";
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
export function expandEntry(
  name: string,
  entry: ValueMap,
  context: TemplateValues,
  settings: TemplateSettings,
): Definition[] {
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
  context: TemplateValues,
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
  return items.map((value, index) => {
    const place = originOfMember(origin, String(index));
    const key = byIndex ? String(index) : nameText(value, place);
    return { name: `${name}@${key}`, group: name, body, item: { value, origin: place, key: undefined } };
  });
}

/** A scalar in a stage's name: booleans as a template prints them here, as Python does if they come from a params file. */
function nameText(value: Value, origin: Origin): string {
  return typeof value === "boolean" && origin !== undefined ? pyStr(value) : scalarText(value);
}

function expandMatrix(
  name: string,
  matrix: ValueMap,
  entry: ValueMap,
  context: TemplateValues,
  settings: TemplateSettings,
): Definition[] {
  const body = new Map(entry);
  body.delete("matrix");
  const where = `stages.${name}.matrix`;
  const axes = [...matrix].map(([axisKey, data]) => {
    const axis = String(axisKey);
    const found = resolveItems(data, context.lookup, where, settings);
    const values = isMap(found.value) ? [...found.value.keys()] : found.value;
    const originAt = (index: number) => isMap(found.value) ? undefined : originOfMember(found.origin, String(index));
    if (!Array.isArray(values)) throw notIterable(where, settings.file, values);
    const points = values.map((value, index): AxisPoint => {
      const origin = originAt(index);
      return {
        part: isMap(value) || Array.isArray(value) ? `${axis}${index}` : nameText(value, origin),
        value,
        origin,
      };
    });
    return { axis, points };
  });
  refuseTooMany(name, axes.reduce((product, { points }) => product * points.length, 1), settings);
  let rows: Row[] = [{ parts: [], item: new Map(), origin: new Map() }];
  for (const { axis, points } of axes) {
    rows = rows.flatMap((row) =>
      points.map(({ part, value, origin }) => ({
        parts: [...row.parts, part],
        item: new Map([...row.item, [axis, value]]),
        origin: new Map([...row.origin, [axis, origin]]),
      }))
    );
  }
  if (matrix.size === 0) throw fault("invalid-file/matrix-without-axes", { stage: name, file: settings.file });
  return rows.map(({ parts, item, origin }) => {
    const key = parts.join("-");
    return { name: `${name}@${key}`, group: name, body, item: { value: item, origin, key } };
  });
}

interface AxisPoint {
  readonly part: string;
  readonly value: Value;
  readonly origin: Origin;
}

interface Row {
  readonly parts: readonly string[];
  readonly item: ValueMap;
  readonly origin: ReadonlyMap<string, Origin>;
}

/** More stages than anybody can look at, and than the memory may hold: a slip, or an attack on it. */
const MOST_GENERATED = 100_000;

/** @throws {ExpError} with the number in its message */
export function refuseTooMany(name: string, count: number, { file }: { readonly file: string }): void {
  if (count <= MOST_GENERATED) return;
  throw fault("invalid-file/too-many-stages", { stage: name, file, count, most: MOST_GENERATED });
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
  return fault("invalid-file/not-iterable", { where, file, type: pyTypeName(value) });
}

/** Replaces all references in a stage; `vars` and `matrix` are gone then. */
export async function resolveDefinition(
  definition: Definition,
  context: TemplateValues,
  settings: TemplateSettings,
): Promise<Resolved> {
  const { body, item, name } = definition;
  const site = (key: string) => ({ where: `stages.${name}.${key}`, file: settings.file });
  const origins: KeyPath[] = [];
  const plain = { unpackMaps: false, parsing: settings.parsing, onUse: (origin: KeyPath) => origins.push(origin) };
  const lookupIn = (scope: TemplateValues) => item ? scope.withItem(item) : scope.lookup;
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

function keysByFile(origins: readonly KeyPath[], scope: TemplateValues): Map<string, Set<string>> {
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
  context: TemplateValues,
  settings: TemplateSettings,
): Promise<TemplateValues> {
  const scope = context.fork();
  const reserved = item === undefined ? [] : item.key === undefined ? ["item"] : ["item", "key"];
  await loadVars(scope, vars, {
    refuse: (values, written) => {
      const key = reserved.find((each) => values.has(each));
      if (key === undefined) return;
      throw fault("invalid-file/reserved-key", { stage: name, file: settings.file, key, varsFile: written });
    },
    folder: wdir === "" ? settings.folder : wdir.startsWith("/") ? wdir : `${settings.folder}/${wdir}`,
    reader: settings.reader,
    site: { where: `stages.${name}.vars`, file: settings.file },
    sourceName: (index) => `${name}.vars[${index}]`,
  });
  return scope;
}
