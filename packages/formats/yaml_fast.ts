/**
 * A quick reader of plainly laid out YAML: what tools write, and most of what people write. Block maps and lists,
 * scalars in one line or plain ones folded over several. It gives up on anything else (the full reader then decides),
 * so it never reads a text otherwise than the full reader does: `tests/yaml_fast_test.ts` holds it to that. Own, being 2 to
 * 4 times as fast as the full reader, which is what a start with a large lock is made of.
 */
import type { Key, Value, ValueMap } from "@exp/values";
import { resolvePlain } from "./yaml_schema.ts";

const UNUSUAL = /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const DEEPEST = 100;

/** What a plain scalar means; undefined where the full reader must say it. */
export type PlainMeaning = (text: string) => Value | undefined;

/**
 * The value, or undefined when the text is not plain enough. An empty text is left to the full reader, too.
 *
 * @param meaning of plain scalars, where it is not YAML 1.2's
 */
export function readPlainYaml(text: string, meaning: PlainMeaning = meaning12): Value | undefined {
  if (UNUSUAL.test(text)) return undefined;
  return new LineReader(text, meaning).read();
}

function meaning12(text: string): Value | undefined {
  const resolved = resolvePlain(text);
  return "problem" in resolved ? undefined : resolved.value;
}

const DASH = 45, COLON = 58, SPACE = 32, HASH = 35;

class LineReader {
  /** the open collections: column, container, and the key or index that was filled last */
  private readonly columns: number[] = [];
  private readonly containers: (Value[] | ValueMap)[] = [];
  private readonly keys: Key[] = [];
  private top = -1;
  /** whether the last entry has no value yet */
  private isPending = false;
  /** the last plain scalar, which deeper lines continue; undefined when the last value was none */
  private plain: string | undefined;
  private root: Value | undefined;

  constructor(private readonly text: string, private readonly meaning: PlainMeaning) {}

  read(): Value | undefined {
    const { text } = this;
    for (let start = 0; start < text.length;) {
      let end = text.indexOf("\n", start);
      if (end < 0) end = text.length;
      let pos = start;
      while (pos < end && text.charCodeAt(pos) === SPACE) pos++;
      let last = end;
      while (last > pos && text.charCodeAt(last - 1) === SPACE) last--;
      if (pos === last || text.charCodeAt(pos) === HASH) {
        // a plain scalar may not go on behind this: the next deeper line is then not understood
        if (this.plain !== undefined) this.plain = "";
      } else if (!this.line(pos, last, pos - start)) {
        return undefined;
      }
      start = end + 1;
    }
    return this.root;
  }

  private line(start: number, end: number, indent: number): boolean {
    const { text } = this;
    if (this.plain !== undefined && indent > this.columns[this.top]!) return this.continuePlain(start, end);
    this.plain = undefined;
    if (indent === 0 && (text.startsWith("---", start) || text.startsWith("...", start))) return false;
    let pos = start, column = indent;
    let isDash = isDashAt(text, pos, end);
    if (!this.openAt(column, isDash)) return false;
    while (isDash) {
      const items = this.containers[this.top] as Value[];
      this.keys[this.top] = BigInt(items.length);
      items.push(null);
      this.isPending = true;
      const dash = pos++;
      while (pos < end && text.charCodeAt(pos) === SPACE) pos++;
      if (pos >= end || text.charCodeAt(pos) === HASH) return pos >= end;
      column += pos - dash;
      isDash = isDashAt(text, pos, end);
      if (isDash ? !this.push(column, []) : this.keyEnd(pos, end) < 0) {
        return !isDash && this.scalar(pos, end);
      }
      if (!isDash) return this.push(column, new Map()) && this.pair(pos, end);
    }
    return this.pair(pos, end);
  }

  /** Closes what is deeper than `column`, and opens a collection there if the last entry waits for one. */
  private openAt(column: number, isDash: boolean): boolean {
    const { columns, containers } = this;
    if (this.top < 0) return column === 0 && this.root === undefined && this.push(0, isDash ? [] : new Map());
    if (this.isPending) {
      const parent = columns[this.top]!;
      const isBelow = column > parent || (column === parent && isDash && !Array.isArray(containers[this.top]));
      if (isBelow) return this.push(column, isDash ? [] : new Map());
    }
    this.isPending = false;
    while (this.top >= 0 && columns[this.top]! > column) this.top--;
    if (this.top > 0 && !isDash && Array.isArray(containers[this.top])) this.top--;
    return this.top >= 0 && columns[this.top] === column && Array.isArray(containers[this.top]) === isDash;
  }

  private push(column: number, container: Value[] | ValueMap): boolean {
    if (this.top >= 0) this.fill(container);
    else this.root = container;
    this.isPending = false;
    if (this.top >= DEEPEST) return false;
    this.top++;
    this.columns[this.top] = column;
    this.containers[this.top] = container;
    return true;
  }

  /** Gives the last entry its value. */
  private fill(value: Value): void {
    const container = this.containers[this.top]!;
    const key = this.keys[this.top]!;
    if (Array.isArray(container)) container[container.length - 1] = value;
    else container.set(key, value);
    this.isPending = false;
  }

  /** Where the colon of a key in this line is; -1 without one. */
  private keyEnd(start: number, end: number): number {
    const { text } = this;
    const quote = text.charCodeAt(start);
    let from = start;
    if (quote === 39 || quote === 34) {
      from = text.indexOf(quote === 39 ? "'" : '"', start + 1) + 1;
      if (from === 0 || from >= end || text.charCodeAt(from) !== COLON) return -1;
    }
    for (let colon = text.indexOf(":", from); colon >= 0 && colon < end; colon = text.indexOf(":", colon + 1)) {
      if (colon + 1 === end || text.charCodeAt(colon + 1) === SPACE) return colon;
    }
    return -1;
  }

  private pair(start: number, end: number): boolean {
    const { text } = this;
    const colon = this.keyEnd(start, end);
    if (colon <= start || colon - start > 1000) return false;
    const key = this.keyText(start, colon);
    const map = this.containers[this.top] as ValueMap;
    if (key === undefined || map.has(key)) return false;
    this.keys[this.top] = key;
    map.set(key, null);
    this.isPending = true;
    let pos = colon + 1;
    while (pos < end && text.charCodeAt(pos) === SPACE) pos++;
    if (pos >= end) return true;
    return text.charCodeAt(pos) === HASH || this.scalar(pos, end);
  }

  private keyText(start: number, colon: number): string | undefined {
    const { text } = this;
    const quote = text.charCodeAt(start);
    if (quote === 39 || quote === 34) {
      const inner = text.slice(start + 1, colon - 1);
      return colon - start >= 2 && !/['"\\]/.test(inner) ? inner : undefined;
    }
    const key = text.slice(start, colon);
    if (!startsPlain(quote) || key.endsWith(" ") || key.includes(" #")) return undefined;
    return typeof this.meaning(key) === "string" ? key : undefined;
  }

  private scalar(start: number, end: number): boolean {
    const { text } = this;
    const first = text.charCodeAt(start);
    if (first === 39 || first === 34) {
      if (end - start < 2 || text.charCodeAt(end - 1) !== first) return false;
      const inner = text.slice(start + 1, end - 1);
      if (inner.includes(first === 39 ? "'" : '"') || (first === 34 && inner.includes("\\"))) return false;
      this.fill(inner);
      return true;
    }
    const plain = text.slice(start, end);
    if (plain === "{}" || plain === "[]") {
      this.fill(plain === "{}" ? new Map() : []);
      return true;
    }
    if (!startsPlain(first) || isDashAt(text, start, end) || !isOneLinePlain(plain)) return false;
    this.plain = plain;
    return this.fillPlain(plain);
  }

  private continuePlain(start: number, end: number): boolean {
    const line = this.text.slice(start, end);
    if (this.plain === "" || this.plain === undefined || !isOneLinePlain(line)) return false;
    this.plain += " " + line;
    return this.fillPlain(this.plain);
  }

  private fillPlain(plain: string): boolean {
    const value = this.meaning(plain);
    if (value === undefined) return false;
    this.fill(value);
    return true;
  }
}

function isDashAt(text: string, pos: number, end: number): boolean {
  return text.charCodeAt(pos) === DASH && (pos + 1 === end || text.charCodeAt(pos + 1) === SPACE);
}

/** Whether a plain scalar can start with this unit, whatever follows (`-` is looked at by the caller). */
function startsPlain(unit: number): boolean {
  // letters, digits, and $ ( ) + - . / ; < = _ ~ and beyond ASCII
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 45 && unit <= 57) || unit === 36 ||
    unit === 40 || unit === 41 || unit === 43 || unit === 59 || unit === 60 || unit === 61 || unit === 95 ||
    unit === 126 || unit >= 160;
}

function isOneLinePlain(text: string): boolean {
  return !text.includes(": ") && !text.includes(" #") && text.charCodeAt(text.length - 1) !== COLON &&
    text.charCodeAt(0) !== HASH;
}
