/**
 * Where everything stands in a TOML 1.0 file. Leniently: `toml.ts` has the text judged by the package first. Own, since the
 * packages give values without places, and the one that edits moves comments. Held by `tests/toml_test.ts` (every value as
 * the package reads it) and `scripts/interop_apply.py` (every edit as DVC makes it).
 */
import { DEEPEST_NESTING, type Key, PyDate, TOO_DEEP, type Value } from "@exp/values";
import { brokenFile } from "./fault.ts";
import { type FlowItem, type FlowNode, flowValue, nextBreak } from "./flow.ts";

export type TomlNode = TomlTable | TomlTables | TomlLeaf;

export interface TomlTable {
  readonly kind: "table";
  readonly entries: Map<string, TomlNode>;
  /** `implicit`: only named as a parent in some `[parent.child]`; `dotted`: made by `a.b = 1`. */
  origin: "root" | "header" | "implicit" | "dotted";
  /** The lines of `[header]` with all that follows up to the next one. */
  section: Section | undefined;
  /** For `dotted`: what stands before a key of this table in its lines, with the last dot. */
  readonly prefix: string;
  /** After the last line with a key of its own (or the header's); undefined without such a line. */
  bodyEnd: number | undefined;
  /** Blanks before the last key of its own. */
  indent: string;
}

interface TomlTables {
  readonly kind: "tables";
  readonly items: TomlTable[];
}

export interface TomlLeaf {
  readonly kind: "leaf";
  readonly node: FlowNode;
  readonly lineStart: number;
  readonly lineEnd: number;
}

export interface Section {
  /** The header's line, or the first of the comment lines right above it. */
  readonly start: number;
  /** Where the next section starts, or the text ends. */
  end: number;
}

export function scanToml(text: string, file = "TOML"): TomlTable {
  return new TomlScanner(text, file).document();
}

export function tomlValue(node: TomlNode): Value {
  if (node.kind === "leaf") return flowValue(node.node);
  if (node.kind === "tables") return node.items.map(tomlValue);
  return new Map([...node.entries].map(([key, inner]) => [key as Key, tomlValue(inner)]));
}

function newTable(origin: TomlTable["origin"], prefix = ""): TomlTable {
  return { kind: "table", entries: new Map(), origin, section: undefined, prefix, bodyEnd: undefined, indent: "" };
}

const BARE = /[A-Za-z0-9_-]+/y;
const DATE = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?([Zz]|[-+]\d\d:\d\d)?)?$/;
const TIME = /^(\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?$/;
const ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  e: "\x1b",
  '"': '"',
  "\\": "\\",
};

class TomlScanner {
  private at = 0;
  private readonly root = newTable("root");
  private current = this.root;
  private section: Section | undefined;
  /** Start of the comment lines that stand right above where we are. */
  private commentStart: number | undefined;

  constructor(private readonly text: string, private readonly file: string) {
    if (text.startsWith("\ufeff")) this.at = 1;
  }

  document(): TomlTable {
    while (this.at < this.text.length) this.line();
    return this.root;
  }

  private line(): void {
    const start = this.at;
    this.blanks();
    const c = this.text[this.at];
    if (c === undefined || c === "\n" || c === "\r") this.commentStart = undefined;
    else if (c === "#") this.commentStart ??= start;
    else {
      if (c === "[") this.header(this.commentStart ?? start);
      else this.keyLine(start);
      this.commentStart = undefined;
    }
    this.at = nextBreak(this.text, this.at);
  }

  private header(start: number): void {
    const isArray = this.text[this.at + 1] === "[";
    this.at += isArray ? 2 : 1;
    const path = this.keyPath();
    if (this.section !== undefined) this.section.end = start;
    this.section = { start, end: this.text.length };
    let table = this.root;
    for (const key of path.slice(0, -1)) table = this.child(table, key, "implicit", "");
    const name = path.at(-1) ?? "";
    if (isArray) {
      const old = table.entries.get(name);
      const tables: TomlTables = old?.kind === "tables" ? old : { kind: "tables", items: [] };
      table.entries.set(name, tables);
      this.current = newTable("header");
      tables.items.push(this.current);
    } else {
      this.current = this.child(table, name, "header", "");
      this.current.origin = "header";
    }
    this.current.section = this.section;
    this.current.bodyEnd = nextBreak(this.text, this.at);
  }

  private child(table: TomlTable, key: string, origin: "implicit" | "header" | "dotted", prefix: string): TomlTable {
    const old = table.entries.get(key);
    if (old?.kind === "tables") return old.items.at(-1) ?? newTable(origin);
    if (old?.kind === "table") return old;
    const fresh = newTable(origin, prefix);
    table.entries.set(key, fresh);
    return fresh;
  }

  private keyLine(lineStart: number): void {
    const keyStart = this.at;
    const ends: number[] = [];
    const path = this.keyPath(ends);
    this.at++; // the equals sign
    this.blanks();
    const node = this.value();
    const lineEnd = nextBreak(this.text, this.at);
    const owners = [this.current];
    path.slice(0, -1).forEach((key, i) => {
      owners.push(this.child(owners.at(-1) ?? this.root, key, "dotted", this.text.slice(keyStart, ends[i])));
    });
    for (const owner of owners) {
      owner.bodyEnd = lineEnd;
      owner.indent = this.text.slice(lineStart, keyStart);
    }
    owners.at(-1)?.entries.set(path.at(-1) ?? "", { kind: "leaf", node, lineStart, lineEnd });
  }

  /** Reads `a.'b'."c"` and what blanks follow; `ends` gets the place after each dot. */
  private keyPath(ends: number[] = []): string[] {
    const path: string[] = [];
    for (;;) {
      this.blanks();
      if (path.push(this.key()) > DEEPEST_NESTING) throw brokenFile("TOML", this.file, this.text, this.at, TOO_DEEP);
      this.blanks();
      if (this.text[this.at] !== ".") return path;
      ends.push(++this.at);
    }
  }

  private key(): string {
    const c = this.text[this.at];
    if (c === '"' || c === "'") return this.quoted();
    BARE.lastIndex = this.at;
    const match = BARE.exec(this.text)?.[0] ?? "";
    this.at += match.length;
    return match;
  }

  private value(): FlowNode {
    const start = this.at;
    const c = this.text[start];
    if (c === '"' || c === "'") return { kind: "scalar", start, value: this.quoted(), end: this.at };
    if (c === "[") return this.container("list", "]");
    if (c === "{") return this.container("map", "}");
    const word = /^[^,\]}#\n\r]*/.exec(this.text.slice(start, nextBreak(this.text, start)))?.[0].trimEnd() ?? "";
    this.at += word.length;
    return { kind: "scalar", start, end: this.at, value: bareValue(word) };
  }

  private container(kind: "list" | "map", close: string): FlowNode {
    const start = this.at++;
    const items: FlowItem[] = [];
    let dotted = false;
    for (this.skip(); this.text[this.at] !== close && this.at < this.text.length; this.skip()) {
      const itemStart = this.at;
      const path = kind === "map" ? this.keyPath() : [];
      let keyEnd = itemStart;
      if (kind === "map") {
        keyEnd = itemStart + this.text.slice(itemStart, this.at).trimEnd().length;
        this.at++;
        this.skip();
      }
      dotted ||= path.length > 1;
      const node = this.value();
      this.skip();
      const commaEnd = this.text[this.at] === "," ? ++this.at : undefined;
      items.push({
        ...(kind === "map" ? { key: path.join("\0") } : {}),
        start: itemStart,
        keyEnd,
        node,
        end: node.end,
        commaEnd,
      });
    }
    this.at++;
    if (dotted) return { kind: "scalar", start, end: this.at, value: nested(items) };
    return { kind, start, end: this.at, items };
  }

  private quoted(): string {
    const quote = this.text[this.at] ?? "";
    const triple = quote.repeat(3);
    const isLong = this.text.startsWith(triple, this.at);
    const bodyStart = this.at + (isLong ? 3 : 1);
    let end = bodyStart;
    while (end < this.text.length && !this.text.startsWith(isLong ? triple : quote, end)) {
      end += quote === '"' && this.text[end] === "\\" ? 2 : 1;
    }
    while (isLong && this.text[end + 3] === quote) end++; // up to two quotes belong to the text
    this.at = end + (isLong ? 3 : 1);
    let body = this.text.slice(bodyStart, end);
    if (isLong) body = body.replaceAll("\r\n", "\n").replace(/^\n/, "");
    if (quote === "'") return body;
    return body.replace(
      /\\(?:([ \t]*\r?\n\s*)|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g,
      (_, fold, x, u, U, c) =>
        fold !== undefined ? "" : c !== undefined ? ESCAPES[c] ?? c : String.fromCodePoint(parseInt(x ?? u ?? U, 16)),
    );
  }

  private blanks(): void {
    while (this.text[this.at] === " " || this.text[this.at] === "\t") this.at++;
  }

  /** Blanks, line breaks and comments, as they may stand between brackets. */
  private skip(): void {
    for (;;) {
      const c = this.text[this.at];
      if (c === "#") this.at = nextBreak(this.text, this.at);
      else if (c === " " || c === "\t" || c === "\n" || c === "\r") this.at++;
      else return;
    }
  }
}

/** An inline table with dotted keys, as plain data: it is only ever rewritten whole. */
function nested(items: readonly FlowItem[]): Value {
  const root: Map<Key, Value> = new Map();
  for (const item of items) {
    const path = String(item.key).split("\0");
    let map = root;
    for (const key of path.slice(0, -1)) {
      const old = map.get(key);
      const inner: Map<Key, Value> = old instanceof Map ? old : new Map();
      map.set(key, inner);
      map = inner;
    }
    map.set(path.at(-1) ?? "", flowValue(item.node));
  }
  return root;
}

function bareValue(word: string): Value {
  if (word === "true" || word === "false") return word === "true";
  const date = DATE.exec(word);
  if (date !== null) {
    const [, day, time, fraction, zone] = date;
    if (time === undefined) return new PyDate("date", word);
    const offset = zone === undefined ? "" : /z/i.test(zone) ? "+00:00" : zone;
    return new PyDate("datetime", `${day}T${clock(time, fraction)}${offset}`, word);
  }
  const time = TIME.exec(word);
  if (time !== null) return new PyDate("time", clock(time[1] ?? "", time[2]), word);
  const plain = word.replaceAll("_", "");
  const sign = plain.startsWith("-") ? -1 : 1;
  const digits = plain.replace(/^[-+]/, "");
  if (digits === "inf") return sign * Infinity;
  if (digits === "nan") return NaN;
  if (/^(0[xob])?[0-9a-fA-F]+$/.test(digits) && !/^[0-9]+e/i.test(digits)) return BigInt(sign) * BigInt(digits);
  return Number(plain);
}

/** Python keeps six digits of a fraction and prints them only if there are any. */
function clock(time: string, fraction: string | undefined): string {
  const seconds = time.length === 5 ? time + ":00" : time;
  const micros = (fraction ?? "").slice(0, 6).padEnd(6, "0");
  return /^0*$/.test(micros) ? seconds : `${seconds}.${micros}`;
}
