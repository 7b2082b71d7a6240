/** Values to YAML text, byte for byte as DVC writes new files and lock entries (A6 of the format notes). */
import { floatRepr, type Key, PyDate, type Scalar, type Value, type ValueMap } from "../common/value.ts";
import { SharedNames } from "./yaml_shared.ts";
import { lengthOf, styleOf, YamlWriter } from "./yaml_write.ts";

/** A key whose length and tag's length together reach this is written as `? key`. */
const LONGEST_KEY = 128;

/** The whole text of a file that holds `value`; ends with a newline. */
export function emitYaml(value: Value): string {
  const writer = new YamlWriter();
  if (Array.isArray(value) || value instanceof Map) {
    new Emission(writer, value).root(value);
    return writer.toString();
  }
  if (value === null) writer.write("null");
  else writeScalar(writer, value, 0);
  writer.writeLines("\n");
  const isPlain = typeof value !== "string" || styleOf(value) === "plain";
  return writer.toString() + (isPlain ? "...\n" : "");
}

/** A number, truth value or date as it is written; null is nothing. */
export function plainText(value: Exclude<Scalar, string>): string {
  if (value === null) return "";
  if (typeof value === "number") return floatText(value);
  return value instanceof PyDate ? value.source : String(value);
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  return floatRepr(value);
}

/** A value that is no collection, behind its key or dash; continued lines start at column `indent`. */
export function writeScalar(writer: YamlWriter, value: Scalar, indent: number): void {
  if (typeof value === "string") writer.string(value, styleOf(value), indent, true);
  else writer.plain(plainText(value), indent, true);
}

/** Whether a key can be written before its colon; otherwise it takes the form `? key`. */
export function isSimpleKey(key: Key): boolean {
  if (typeof key !== "string") return true;
  return lengthOf(key) + "!!str".length < LONGEST_KEY && !/[\n\x85\u2028\u2029]/.test(key);
}

export function writeKey(writer: YamlWriter, key: Key, indent: number, isSimple: boolean): void {
  if (typeof key === "string") writer.string(key, styleOf(key), indent, !isSimple);
  else writer.plain(key === null ? "null" : plainText(key), indent, !isSimple);
}

class Emission {
  private readonly anchors = new SharedNames();
  private readonly written = new Set<Value>();

  constructor(private readonly writer: YamlWriter, value: Value) {
    this.anchors.note(value);
  }

  root(value: Value[] | ValueMap): void {
    this.collection(value, 0, true);
    this.writer.writeLines("\n");
  }

  /**
   * @param indent column of the entries
   * @param isInline whether the first entry is written at the current place (behind a dash, or at the very start)
   */
  private collection(value: Value[] | ValueMap, indent: number, isInline: boolean): void {
    let first = isInline;
    const entries: Iterable<[Key, Value]> = Array.isArray(value) ? value.entries() as Iterable<[Key, Value]> : value;
    const isList = Array.isArray(value);
    for (const [key, item] of entries) {
      if (!first) this.writer.breakLine(indent);
      first = false;
      if (isList) this.item(item, indent);
      else this.pair(key, item, indent);
    }
    if (isEmpty(value)) this.writer.write(isList ? "[]" : "{}");
  }

  private item(item: Value, indent: number): void {
    const { writer } = this;
    writer.write("-");
    if (item === null) writer.write(" ");
    this.value(item, indent, indent + 2, true);
  }

  private pair(key: Key, item: Value, indent: number): void {
    const { writer } = this;
    const isSimple = isSimpleKey(key);
    if (isSimple) {
      writeKey(writer, key, indent + 2, true);
      writer.write(":");
      this.value(item, indent, Array.isArray(item) ? indent : indent + 2, false);
    } else {
      writer.write("? ");
      writeKey(writer, key, indent + 2, false);
      writer.breakLine(indent);
      writer.write(":");
      // a list with an anchor does not start in this line, and then is not indented either
      const isAnchoredList = Array.isArray(item) && this.anchors.has(item);
      this.value(item, indent, isAnchoredList ? indent : indent + 2, true);
    }
  }

  /** What follows a dash or colon at column `indent`; `isInline`: collections may start in the same line. */
  private value(value: Value, indent: number, entryIndent: number, isInline: boolean): void {
    const { writer } = this;
    if (!Array.isArray(value) && !(value instanceof Map)) {
      if (value === null) return;
      writer.write(" ");
      return writeScalar(writer, value, indent + 2);
    }
    let startsHere = isInline;
    const name = this.anchors.of(value);
    if (name !== undefined) {
      if (this.written.has(value)) return writer.write(" *" + name);
      this.written.add(value);
      writer.write(" &" + name);
      startsHere = false;
    }
    const staysHere = startsHere || isEmpty(value);
    if (staysHere) writer.write(" ");
    this.collection(value, entryIndent, staysHere);
  }
}

function isEmpty(value: Value[] | ValueMap): boolean {
  return Array.isArray(value) ? value.length === 0 : value.size === 0;
}
