/**
 * DVC's config files: sections, `key = value` lines, quotes and comments by the rules of Python's `configobj`.
 *
 * DVC writes such a file anew at each change, which loses comments. Here a file without comments is written exactly
 * as DVC would, so that both programs agree on the bytes; one with comments is edited line by line instead.
 *
 * Own, since packages named `ini` know neither configobj's quotes and lists nor comments. From configobj 5; held by
 * `tests/ini_test.ts`, and by `scripts/dvc-suite` (DVC's own tests of `config` and `remote`).
 */
import type { Fault } from "@exp/values";
import { fault } from "./faults.ts";

/** Sections in the file's order: `core`, `remote "name"`; option names in lower case; a list is joined with commas. */
export type ConfigSections = Map<string, Map<string, string>>;

/** One change to a config file. `delete` without a key takes the whole section; empty sections vanish. */
export type ConfigEdit =
  | { readonly op: "set"; readonly section: string; readonly key: string; readonly value: string }
  | { readonly op: "delete"; readonly section: string; readonly key?: string }
  | { readonly op: "rename"; readonly section: string; readonly newName: string };

type Line =
  | { readonly kind: "other"; readonly text: string }
  | { readonly kind: "section"; readonly text: string; readonly name: string }
  | {
    readonly kind: "key";
    /** Several lines for a value in triple quotes. */
    readonly text: string;
    readonly key: string;
    readonly value: string;
    /** What stands before the value, and after it (blanks and a comment). */
    readonly head: string;
    readonly tail: string;
  };

const SECTION = /^\s*\[\s*("\s*\S.*?\s*"|'\s*\S.*?\s*'|[^'"\s].*?)\s*\]\s*(#.*)?$/;
const KEY = /^(\s*)(".*?"|'.*?'|[^'"=].*?)\s*=\s*/;

/** @throws {Fault} `config` with file and line */
export function parseIni(text: string, options: { file: string }): ConfigSections {
  return sectionsOf(readLines(text, options.file));
}

/**
 * Applies the edits in order.
 *
 * @param file only to name it in messages
 * @throws {Fault} `config` when the text cannot be read
 */
export function editIni(text: string, edits: readonly ConfigEdit[], file = "config"): string {
  let lines = readLines(text, file);
  const hasComments = lines.some((line) => line.text.includes("#") && commentIn(line));
  if (!hasComments) {
    const sections = sectionsOf(lines);
    for (const edit of edits) editSections(sections, edit);
    return writeSections(sections);
  }
  for (const edit of edits) lines = editLines(lines, edit);
  return lines.map((line) => line.text + "\n").join("");
}

function commentIn(line: Line): boolean {
  if (line.kind === "key") return line.tail.includes("#");
  return line.kind === "other" || /\]\s*#/.test(line.text);
}

function readLines(text: string, file: string): Line[] {
  const raw = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n").split("\n");
  if (raw.at(-1) === "") raw.pop();
  const lines: Line[] = [];
  const seen = new Set<string>();
  let section = "";
  for (let i = 0; i < raw.length; i++) {
    const line = raw[i] as string;
    const fail = (what: string) => brokenConfig(file, i + 1, what);
    if (/^\s*(#.*)?$/.test(line)) {
      lines.push({ kind: "other", text: line });
      continue;
    }
    const header = SECTION.exec(line);
    if (header !== null) {
      section = unquote(header[1] ?? "");
      if (/^\[|\]$/.test(section)) throw fail("sections inside of sections");
      if (seen.has(section)) throw fail(`section ${section} is there twice`);
      seen.add(section);
      lines.push({ kind: "section", text: line, name: section });
      continue;
    }
    const key = KEY.exec(line);
    if (key === null) throw fail("neither a section nor a key");
    const name = unquote(key[2] ?? "").toLowerCase();
    if (seen.has(section + "\0" + name)) throw fail(`${name} is there twice`);
    seen.add(section + "\0" + name);
    const found = readValue(raw, i, key[0].length);
    if (found === undefined) throw fail("the value's quotes do not match");
    i = found.lastLine;
    lines.push({ kind: "key", text: found.text, key: name, value: found.value, head: key[0], tail: found.tail });
  }
  return lines;
}

function brokenConfig(file: string, line: number, what: string): Fault {
  return fault("config/syntax", { file, line, what });
}

interface FoundValue {
  readonly value: string;
  readonly tail: string;
  readonly text: string;
  readonly lastLine: number;
}

const VALUE = /^(".*?"|'.*?'|[^'",#][^,#]*?|)(\s*(?:#.*)?)$/;
const LIST = /^((?:(?:"[^"]*"|'[^']*'|[^'",#\s][^,#]*?)\s*,\s*)*(?:"[^"]*"|'[^']*'|[^'",#\s][^,#]*?)?|,)(\s*(?:#.*)?)$/;
const LIST_ITEM = /"([^"]*)"|'([^']*)'|([^'",\s][^,]*?)\s*(?=,|$)/g;

function readValue(raw: readonly string[], index: number, from: number): FoundValue | undefined {
  const line = raw[index] as string;
  const rest = line.slice(from);
  const triple = /^("""|''')/.exec(rest)?.[0];
  if (triple !== undefined) return readTriple(raw, index, from, triple);
  const single = VALUE.exec(rest);
  if (single !== null) {
    return { value: unquote(single[1] ?? ""), tail: single[2] ?? "", text: line, lastLine: index };
  }
  const list = LIST.exec(rest);
  if (list === null) return undefined;
  const items = [...(list[1] ?? "").matchAll(LIST_ITEM)].map((item) => item[1] ?? item[2] ?? item[3] ?? "");
  return { value: items.join(","), tail: list[2] ?? "", text: line, lastLine: index };
}

function readTriple(raw: readonly string[], index: number, from: number, triple: string): FoundValue | undefined {
  const whole = new RegExp(`^${triple}([^]*?)${triple}(\\s*(?:#.*)?)$`);
  for (let last = index; last < raw.length; last++) {
    const text = raw.slice(index, last + 1).join("\n");
    const match = whole.exec(text.slice(from));
    if (match !== null) return { value: match[1] ?? "", tail: match[2] ?? "", text, lastLine: last };
  }
  return undefined;
}

function unquote(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}

function sectionsOf(lines: readonly Line[]): ConfigSections {
  const sections: ConfigSections = new Map();
  let current: Map<string, string> = new Map();
  for (const line of lines) {
    if (line.kind === "section") sections.set(canonicalName(line.name), current = new Map());
    else if (line.kind === "key") current.set(line.key, line.value);
  }
  return sections;
}

/** DVC reads section names, remote names included, in lower case. */
function canonicalName(name: string): string {
  return name.toLowerCase();
}

function editSections(sections: ConfigSections, edit: ConfigEdit): void {
  const section = sections.get(edit.section);
  if (edit.op === "set") {
    if (section === undefined) sections.set(edit.section, new Map([[edit.key, edit.value]]));
    else section.set(edit.key, edit.value);
  } else if (section === undefined) return;
  else if (edit.op === "delete" && edit.key !== undefined) section.delete(edit.key);
  else {
    sections.delete(edit.section);
    if (edit.op === "rename") sections.set(edit.newName, section);
  }
}

/** The whole file in DVC's layout: plain sections first, then remotes, machines, databases; empty plain ones left out. */
function writeSections(sections: ConfigSections): string {
  const all = [...sections].filter(([name, keys]) => keys.size > 0 || isNamed(name));
  const kinds = new Set([
    "remote",
    "machine",
    "db",
    ...all.filter(([name]) => isNamed(name)).map(([name]) => kindOf(name)),
  ]);
  const ordered = [
    ...all.filter(([name]) => !isNamed(name)),
    ...[...kinds].flatMap((kind) => all.filter(([name]) => isNamed(name) && kindOf(name) === kind)),
  ];
  if (ordered.length === 0) return "\n"; // what is left of an emptied file
  return ordered.map(([name, keys]) => {
    return headerLine(name) + "\n" + [...keys].map(([key, value]) => keyLine(key, value) + "\n").join("");
  }).join("");
}

function isNamed(name: string): boolean {
  return name.includes(" ");
}

function kindOf(name: string): string {
  return name.slice(0, name.indexOf(" "));
}

function headerLine(name: string): string {
  return `[${quoteOnce(name)}]`;
}

function keyLine(key: string, value: string): string {
  return `    ${quoteOnce(key)} = ${quoteValue(value)}`;
}

/** The least quotes that `configobj` reads back. */
function quoteOnce(text: string): string {
  if (!/^[\s'"]|[\s'"]$|[,#]/.test(text)) return text;
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}

function quoteValue(value: string): string {
  if (value === "") return '""';
  const needsThree = value.includes("\n") || (value.includes("'") && value.includes('"'));
  return needsThree ? tripleQuote(value) : quoteOnce(value);
}

function tripleQuote(value: string): string {
  const quotes = value.includes("'''") ? '"""' : "'''";
  return quotes + value + quotes;
}

/** One edit on a file with comments: only the lines concerned change. */
function editLines(lines: readonly Line[], edit: ConfigEdit): Line[] {
  const start = lines.findIndex((line) => line.kind === "section" && canonicalName(line.name) === edit.section);
  if (start < 0) return edit.op === "set" ? withNewSection(lines, edit) : [...lines];
  const end = sectionEnd(lines, start);
  if (edit.op === "rename") {
    const header: Line = { kind: "section", text: headerLine(edit.newName), name: edit.newName };
    return lines.with(start, header);
  }
  const at = lines.findIndex((line, i) => i > start && i < end && line.kind === "key" && line.key === edit.key);
  const old = lines[at];
  if (edit.op === "set") {
    if (old?.kind !== "key") return lines.toSpliced(lastKey(lines, start, end) + 1, 0, newKey(edit.key, edit.value));
    return lines.with(at, { ...old, text: old.head + quoteValue(edit.value) + old.tail, value: edit.value });
  }
  if (edit.key !== undefined && at < 0) return [...lines];
  const others = lines.slice(start, end).filter((line) => line.kind === "key" && line !== old);
  if (edit.key !== undefined && others.length > 0) return lines.toSpliced(at, 1);
  return lines.toSpliced(start, end - start);
}

function newKey(key: string, value: string): Line {
  return { kind: "key", text: keyLine(key, value), key, value, head: "", tail: "" };
}

function lastKey(lines: readonly Line[], start: number, end: number): number {
  return lines.findLastIndex((line, i) => i >= start && i < end && line.kind !== "other");
}

/** Comments and blank lines right above the next section belong to that one. */
function sectionEnd(lines: readonly Line[], start: number): number {
  const next = lines.findIndex((line, i) => i > start && line.kind === "section");
  return next < 0 ? lines.length : lastKey(lines, start, next) + 1;
}

function withNewSection(lines: readonly Line[], edit: { section: string; key: string; value: string }): Line[] {
  const fresh: Line[] = [
    { kind: "section", text: headerLine(edit.section), name: edit.section },
    newKey(edit.key, edit.value),
  ];
  const firstNamed = lines.findIndex((line) => line.kind === "section" && isNamed(line.name));
  if (isNamed(edit.section) || firstNamed < 0) return [...lines, ...fresh];
  const before = lines.findLastIndex((line, i) => i < firstNamed && line.kind !== "other") + 1;
  return lines.toSpliced(before, 0, ...fresh);
}
