/**
 * From the content of files to points with an x and a y, as DVC does it (3.67.1: dvc/render/converter/vega.py): lists of
 * maps are rows, wherever they are in a file; what is not said is inferred.
 */
import { isMap, type Key, pyTypeName, type Value, type ValueMap } from "../common/mod.ts";
import { commonFolder } from "./definitions.ts";
import type { PlotProps, Series } from "./types.ts";
import { Undrawable } from "./undrawable.ts";

/** Points of one revision, and how they are drawn. */
export interface DrawnData {
  readonly points: readonly ValueMap[];
  readonly x: string;
  readonly y: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
}

/** The name of the x axis where the data has none: the number of the row. */
const STEP = "step";
const INFERRED_X = "dvc_inferred_x_value", INFERRED_Y = "dvc_inferred_y_value";

/** A field of a file. */
type FileField = readonly [file: string, field: string];

/**
 * @param id of the plot, which is its file where the axes name none
 * @param content of the files that could be read
 * @returns undefined when there is nothing to draw
 * @throws {Undrawable}
 */
export function dataPoints(
  rev: string,
  id: string,
  props: PlotProps,
  content: ReadonlyMap<string, Value>,
): DrawnData | undefined {
  const rows = new Map([...content].map(([file, value]) => [file, rowsOf(value)]));
  const axes = inferAxes(id, props, content);
  const xs = fieldsOf(axes.x), ys = fieldsOf(axes.y);
  for (const each of [...xs, ...ys]) checkField(rows, each);
  if (xs.length > 1 && xs.length !== ys.length) {
    throw new Undrawable(
      "DvcException",
      "Cannot have different number of x and y data sources. " +
        `Found ${xs.length} x and ${ys.length} y data sources.`,
    );
  }
  const xFields = new Set(xs.map(([, field]) => field)), yFields = new Set(ys.map(([, field]) => field));
  const x = xFields.size > 1 ? INFERRED_X : xs[0]?.[1] ?? STEP;
  const y = yFields.size > 1 ? INFERRED_Y : ys[0]?.[1] ?? "";
  const shorten = shortener(ys.map(([file]) => file));
  const points = ys.flatMap((each, index) => {
    const own = seriesPoints(rows, each, { y, x, from: xs.length > 1 ? xs[index] : xs[0] });
    for (const point of own) point.set("rev", rev).set("filename", shorten(each[0])).set("field", each[1]);
    return own;
  });
  if (points.length === 0) return undefined;
  return {
    points,
    x,
    y,
    xLabel: textOf(props.get("x_label")) ?? (isMap(axes.x) ? onlyOf(xFields) ?? "x" : STEP),
    yLabel: textOf(props.get("y_label")) ?? onlyOf(yFields) ?? "y",
    series: ys.map(([file, field]) => ({ filename: shorten(file), field })),
  };
}

/** Rows with their x and y under the names that all series of the plot share. */
function seriesPoints(
  rows: ReadonlyMap<string, readonly ValueMap[]>,
  [file, field]: FileField,
  { y, x, from }: { readonly y: string; readonly x: string; readonly from: FileField | undefined },
): ValueMap[] {
  const points = (rows.get(file) ?? []).map((row): ValueMap => new Map(row));
  if (y === INFERRED_Y) takeField(points, INFERRED_Y, points, field);
  if (from === undefined) {
    points.forEach((point, index) => point.set(STEP, BigInt(index)));
    return points;
  }
  const source = rows.get(from[0]) ?? [];
  if (source.length !== points.length) {
    throw new Undrawable(
      "DvcException",
      `Cannot join '${from[1]}' from '${from[0]}' and '${field}' from '${file}'. They have to have same length.`,
    );
  }
  takeField(points, x, source, from[1]);
  return points;
}

function takeField(points: readonly ValueMap[], name: string, source: readonly ValueMap[], field: string): void {
  points.forEach((point, index) => {
    const value = source[index]?.get(field);
    if (value !== undefined) point.set(name, value);
  });
}

function inferAxes(id: string, props: PlotProps, content: ReadonlyMap<string, Value>): { x: Value; y: Value } {
  const x = props.get("x") ?? null, y = props.get("y") ?? null;
  return { x: typeof x === "string" ? xOfEach(x, id, y) : x, y: yOf(y, id, content) };
}

/** One x for all files of the y axis, once for each of their fields. */
function xOfEach(x: string, id: string, y: Value): ValueMap {
  if (!isMap(y)) return new Map([[id, x]]);
  return new Map([...y].map(([file, fields]) => [file, Array.isArray(fields) ? fields.map(() => x) : x]));
}

/** Without any: the last field of the plot's own file. */
function yOf(y: Value, id: string, content: ReadonlyMap<string, Value>): Value {
  if (isMap(y)) return y;
  if (y !== null) return new Map([[id, y]]);
  const own = content.get(id);
  for (const list of own === undefined ? [] : listsIn(own)) {
    if (!list.every(isMap)) continue;
    return new Map<Key, Value>([[id, [...firstOf(list).keys()].at(-1) ?? null]]);
  }
  return null;
}

/** The fields that an axis names, in order; what is no text is passed over. */
function fieldsOf(axis: Value): FileField[] {
  if (!isMap(axis)) return [];
  return [...axis].flatMap(([file, fields]) =>
    (Array.isArray(fields) ? fields : [fields]).flatMap((field): FileField[] =>
      typeof field === "string" ? [[String(file), field]] : []
    )
  );
}

function checkField(rows: ReadonlyMap<string, readonly ValueMap[]>, [file, field]: FileField): void {
  const own = rows.get(file);
  if (own === undefined) return;
  const [first] = own;
  if (first === undefined) throw new Undrawable("TypeError", "argument of type 'NoneType' is not iterable");
  if (first.has(field)) return;
  const keys = [...first.keys()];
  const odd = keys.findIndex((key) => typeof key !== "string");
  if (odd >= 0) {
    const type = pyTypeName(keys[odd]!);
    throw new Undrawable("TypeError", `sequence item ${odd}: expected str instance, ${type} found`);
  }
  throw new Undrawable(
    "FieldNotFoundError",
    `Could not find provided field ('${field}') in data fields ('${keys.join(", ")}').`,
  );
}

/** All lists of maps with the same keys; where there are several, their rows are joined by number. */
function rowsOf(content: Value): ValueMap[] {
  const rows: ValueMap[] = [];
  for (const list of listsIn(content)) {
    if (!list.every(isMap)) continue;
    const first = firstOf(list);
    if (!list.every((row) => [...row.keys()].every((key) => first.has(key)))) continue;
    list.forEach((row, index) => {
      const before = rows[index];
      rows[index] = before === undefined ? row : new Map([...before, ...row]);
    });
  }
  return rows;
}

function firstOf(list: readonly ValueMap[]): ValueMap {
  const [first] = list;
  if (first === undefined) throw new Undrawable("AttributeError", "'NoneType' object has no attribute 'keys'");
  return first;
}

function* listsIn(content: Value): Generator<readonly Value[]> {
  if (Array.isArray(content)) {
    yield content;
    return;
  }
  if (!isMap(content)) {
    throw new Undrawable("AttributeError", `'${pyTypeName(content)}' object has no attribute 'values'`);
  }
  for (const value of content.values()) if (Array.isArray(value) || isMap(value)) yield* listsIn(value);
}

/** Files are named without the folders that they share, so that a legend is short. */
function shortener(files: readonly string[]): (file: string) => string {
  const different = [...new Set(files)];
  const length = different.length > 1 ? commonFolder(different).length : 0;
  return (file) => file.slice(length).replace(/^[/\\]+|[/\\]+$/g, "");
}

function onlyOf(fields: ReadonlySet<string>): string | undefined {
  return fields.size === 1 ? [...fields][0] : undefined;
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
