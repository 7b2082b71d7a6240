/** Values as text to put into an existing file: one-line scalars, flow collections, block lines in the file's layout. */
import type { Key, Value, ValueMap } from "@exp/values";
import { RUAMEL } from "./yaml_dialect.ts";
import type { ScalarStyle, YamlNode } from "./yaml_nodes.ts";
import { plainText, styleOf } from "./yaml_style.ts";
import { YamlWriter } from "./yaml_write.ts";

/** How the file indents: blanks per level, and how far lists stand right of their key. */
export interface YamlLayout {
  readonly step: number;
  readonly dash: number;
}

export function isEmptyOrScalar(value: Value): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value instanceof Map ? value.size === 0 : true;
}

/** A scalar in one line, in quotes like `like` where that is possible. */
export function scalarText(value: Value, inFlow: boolean, like: ScalarStyle = "plain"): string {
  if (Array.isArray(value) || value instanceof Map) return flowText(value);
  if (typeof value !== "string") return plainText(value, RUAMEL);
  const needed = styleOf(value, RUAMEL);
  const style = needed === "double" || like === "double"
    ? "double"
    : needed === "single" || like === "single" || (inFlow && /[,\[\]{}]|^[?:]/.test(value))
    ? "single"
    : "plain";
  // U+0085 and its like would be folded in single quotes
  const writer = new YamlWriter(RUAMEL, Infinity);
  writer.string(value, style === "single" && /[\x85\u2028\u2029]/.test(value) ? "double" : style, 0, false);
  return writer.toString();
}

function keyText(key: Key, inFlow: boolean): string {
  return scalarText(key, inFlow);
}

export function flowText(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(", ")}]`;
  if (!(value instanceof Map)) return scalarText(value, true);
  return `{${[...value].map(([key, item]) => pairText(key, item)).join(", ")}}`;
}

export function pairText(key: Key, value: Value): string {
  return `${keyText(key, true)}: ${flowText(value)}`;
}

/** The lines of a collection in block style, without indentation of their own. */
export function blockLines(value: Value[] | ValueMap, layout: YamlLayout): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => itemLines(item, layout));
  return [...value].flatMap(([key, item]) => pairLines(key, item, layout));
}

export function itemLines(item: Value, layout: YamlLayout): string[] {
  if (isEmptyOrScalar(item)) return ["- " + scalarText(item, false)];
  const lines = blockLines(item as Value[] | ValueMap, layout);
  return lines.map((line, i) => (i === 0 ? "- " : "  ") + line);
}

export function pairLines(key: Key, item: Value, layout: YamlLayout): string[] {
  const start = keyText(key, false) + ":";
  if (item === null) return [start];
  if (isEmptyOrScalar(item)) return [`${start} ${scalarText(item, false)}`];
  const indent = " ".repeat(Array.isArray(item) ? layout.dash : layout.step);
  return [start, ...blockLines(item as Value[] | ValueMap, layout).map((line) => indent + line)];
}

/** The layout of a file, from its first nested block map and its first block list below a key. */
export function findLayout(root: YamlNode | undefined, columnOf: (offset: number) => number): YamlLayout {
  let step: number | undefined, dash: number | undefined;
  const visit = (node: YamlNode): void => {
    if (step !== undefined && dash !== undefined) return;
    if (node.kind === "seq" && !node.flow) node.items.forEach(visit);
    if (node.kind !== "map" || node.flow) return;
    for (const { value } of node.pairs) {
      if ((value.kind === "map" || value.kind === "seq") && !value.flow) {
        const distance = columnOf(value.start) - columnOf(node.start);
        if (value.kind === "map" && distance > 0) step ??= distance;
        if (value.kind === "seq" && distance >= 0) dash ??= distance;
        visit(value);
      }
    }
  };
  if (root !== undefined) visit(root);
  return { step: step ?? 2, dash: dash ?? 0 };
}
