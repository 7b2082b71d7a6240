/** Values as Python's `json` module writes them. */
import { compareCodePoints, floatRepr, isMap, type Key, PyDate, type Value, type ValueMap } from "./value.ts";

export interface DumpOptions {
  /** Sort mapping keys by code points at every depth; default false. */
  readonly sortKeys?: boolean;
  /** Between items; default `", "`. */
  readonly itemSeparator?: string;
  /** Between key and value; default `": "`. */
  readonly keySeparator?: string;
  /** How to write a date; default: throw a TypeError, as Python does. */
  readonly date?: (date: PyDate) => string;
}

/**
 * JSON text as `json.dumps` gives it: `, ` and `: ` as separators, non-ASCII as `\uxxxx`, floats by `repr`, `NaN`
 * and `Infinity` bare.
 *
 * @throws {TypeError} for a date when `options.date` is not given
 */
export function dumpPyJson(value: Value, options: DumpOptions = {}): string {
  const comma = options.itemSeparator ?? ", ";
  const colon = options.keySeparator ?? ": ";
  const parts: string[] = []; // a text that grows by `+` is a tree of its pieces, and takes several times the memory
  const write = (item: Value): void => {
    if (Array.isArray(item)) {
      parts.push("[");
      item.forEach((inner, i) => {
        if (i > 0) parts.push(comma);
        write(inner);
      });
      parts.push("]");
    } else if (isMap(item)) {
      let before = "{";
      for (const [key, inner] of options.sortKeys ? sorted(item) : item) {
        parts.push(before, quotePyJson(keyText(key)), colon);
        write(inner);
        before = comma;
      }
      parts.push(item.size === 0 ? "{}" : "}");
    } else parts.push(scalarJson(item, options));
  };
  write(value);
  return parts.join("");
}

function scalarJson(item: Value, options: DumpOptions): string {
  if (item === null) return "null";
  if (typeof item === "string") return quotePyJson(item);
  if (typeof item === "boolean" || typeof item === "bigint") return String(item);
  if (typeof item === "number") return floatJson(item);
  if (!(item instanceof PyDate)) throw new TypeError("not a value");
  if (options.date === undefined) throw new TypeError(`a ${item.kind} cannot be written as JSON`);
  return quotePyJson(options.date(item));
}

function sorted(map: ValueMap): [string, Value][] {
  return [...map].map(([key, value]): [string, Value] => [keyText(key), value])
    .sort((a, b) => compareCodePoints(a[0], b[0]));
}

function floatJson(x: number): string {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "Infinity" : "-Infinity";
  return floatRepr(x);
}

function keyText(key: Key): string {
  if (typeof key === "string") return key;
  return typeof key === "number" ? floatJson(key) : String(key);
}

/** One JSON string with everything beyond printable ASCII escaped (DEL too), lower-case hex. */
export function quotePyJson(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => "\\u" + unit.charCodeAt(0).toString(16).padStart(4, "0"),
  );
}
