/** The tree of a YAML text to what DVC keeps of it for an edit. */
import { type Key, PyDate, type Scalar } from "@exp/values";
import type { AliasNode, MapNode, ScalarNode, SeqNode, YamlNode, YamlTree } from "./yaml_nodes.ts";
import type { CommentBlock, DocItem, DocNode, DocPair, DocScalar, Document, ScalarSource } from "./yaml_document.ts";
import { keyOfNode, scalarValue } from "./yaml_values.ts";

export function loadDocument(tree: YamlTree): Document {
  return new DocumentLoader(tree).load();
}

class DocumentLoader {
  private readonly text: string;
  private readonly loaded = new Map<YamlNode, DocNode>();
  /** lines behind a flow collection: they go with what follows */
  private carried: CommentBlock | undefined;

  constructor(private readonly tree: YamlTree) {
    this.text = tree.text;
  }

  load(): Document {
    const { root, documentStart } = this.tree;
    if (root === undefined) return { head: "", root: undefined, tail: undefined };
    const start = documentStart < 0 ? (this.text.charCodeAt(0) === 0xfeff ? 1 : 0) : documentStart + 3;
    const block = this.blockBetween(start, root.propsStart);
    const head = block === undefined ? "" : headText(block);
    const loaded = this.node(root);
    return { head, root: loaded, tail: this.takeCarried() };
  }

  private node(node: YamlNode): DocNode {
    const loaded = this.makeNode(node);
    this.loaded.set(node, loaded);
    return loaded;
  }

  private makeNode(node: YamlNode): DocNode {
    switch (node.kind) {
      case "alias":
        return this.alias(node);
      case "scalar":
        return this.scalar(node);
      case "map":
        // an empty one becomes a block when something is put into it
        return { kind: "map", flow: node.flow && node.pairs.length > 0, anchor: node.anchor, pairs: this.pairs(node) };
      default:
        return { kind: "seq", flow: node.flow && node.items.length > 0, anchor: node.anchor, items: this.items(node) };
    }
  }

  private alias({ name, target }: AliasNode): DocNode {
    const loaded = this.loaded.get(target) ?? this.node(target);
    return loaded.kind === "scalar" && loaded.anchor === undefined ? loaded : { kind: "alias", name, target: loaded };
  }

  private pairs(node: MapNode): DocPair[] {
    return node.pairs.map((pair) => {
      const isMerge = pair.key.kind === "scalar" && pair.key.style === "plain" && pair.key.text === "<<";
      const key = isMerge ? "<<" : keyOfNode(pair.key);
      const keyText = isMerge ? "<<" : this.keyText(pair.key, key);
      if (node.flow) {
        return { key, keyText, isMerge, value: this.node(pair.value), before: undefined, comment: undefined };
      }
      const before = this.takeCarried();
      const value = this.node(pair.value);
      const comment = this.ownComment(pair.value, this.colonEnd(pair.key, pair.value));
      return { key, keyText, isMerge, value, before, comment };
    });
  }

  /** The spelling of a key that is a number. */
  private keyText(node: YamlNode, key: Key): string | undefined {
    const isNumber = typeof key === "bigint" || typeof key === "number";
    return isNumber && node.kind === "scalar" ? numberText(key, node.text) : undefined;
  }

  private items(node: SeqNode): DocItem[] {
    const ends = node.items.map((item) => item.end);
    return node.items.map((item, i) => {
      if (node.flow) return { value: this.node(item), before: undefined, comment: undefined };
      const from = i === 0 ? node.start : ends[i - 1]!;
      const dashEnd = this.dashEnd(item, from);
      const isBlock = isBlockCollection(item);
      const before = joinBlocks(this.takeCarried(), isBlock ? this.blockBetween(dashEnd, item.propsStart) : undefined);
      const value = this.node(item);
      return { value, before, comment: isBlock ? undefined : this.ownComment(item, dashEnd) };
    });
  }

  /** The comments of an entry; lines behind a flow collection are carried to the next entry instead. */
  private ownComment(value: YamlNode, indicatorEnd: number): CommentBlock | undefined {
    const comment = this.commentBehind(value, indicatorEnd);
    const isFlow = (value.kind === "map" || value.kind === "seq") && value.flow;
    if (!isFlow || comment === undefined || comment.column >= 0) return comment;
    this.carried = comment;
    return undefined;
  }

  private takeCarried(): CommentBlock | undefined {
    const { carried } = this;
    this.carried = undefined;
    return carried;
  }

  private dashEnd(item: YamlNode, from: number): number {
    for (let offset = item.propsStart - 1; offset >= from; offset--) {
      if (this.text.charAt(offset) !== "-") continue;
      const inLine = this.text.slice(this.lineStart(offset), offset);
      if (!inLine.includes("#")) return offset + 1;
    }
    return item.propsStart;
  }

  private colonEnd(key: YamlNode, value: YamlNode): number {
    const colon = this.text.slice(key.end, Math.max(key.end, value.propsStart)).indexOf(":");
    return key.end + colon + 1;
  }

  /** The comments that hang on an entry: behind its value, or behind its key when a block collection follows below. */
  private commentBehind(value: YamlNode, indicatorEnd: number): CommentBlock | undefined {
    if (!isBlockCollection(value)) {
      const end = Math.max(value.end, indicatorEnd);
      const isText = value.kind === "scalar" && value.text !== "" && !/["']/.test(this.text.charAt(end - 1));
      const block = this.blockBetween(end, this.nextToken(end), isText);
      const blank = value.kind === "scalar" && value.style !== "plain" ? /\n*$/.exec(value.text)![0].length - 1 : 0;
      return block === undefined || blank <= 0 || !isBlockText(value) ? block : withoutLines(block, blank);
    }
    const from = value.propsStart === value.start ? indicatorEnd : this.propsEnd(value);
    return this.blockBetween(from, value.start);
  }

  private propsEnd(value: YamlNode): number {
    const line = /^[^\r\n#]*/.exec(this.text.slice(value.propsStart, value.start))![0];
    return value.propsStart + line.trimEnd().length;
  }

  private nextToken(from: number): number {
    return /^(?:[ \t\r\n]|(?<=[\s]|^)#[^\r\n]*|(?<=['"\]}])#[^\r\n]*)*/.exec(this.text.slice(from))![0].length + from;
  }

  /** The comments and blank lines between two tokens; undefined when there are none. */
  private blockBetween(from: number, to: number, isBehindText = false): CommentBlock | undefined {
    const [first = "", ...rest] = this.text.slice(from, to).split(/\r\n|\r|\n/);
    const isAtEnd = to >= this.text.length;
    // what follows the last break is the next token's indentation, unless the file ends in a comment without a break
    const lines = isAtEnd && rest.at(-1)?.trim() !== "" ? rest : rest.slice(0, -1);
    const hash = first.indexOf("#");
    const below = keptLines(lines, isBehindText, hash >= 0).map((line) => line + "\n").join("");
    if (hash < 0 && below === "") return undefined;
    const column = hash < 0 ? -1 : [...this.text.slice(this.lineStart(from), from + hash)].length;
    return { column, text: hash < 0 ? "" : first.slice(hash), below };
  }

  private lineStart(offset: number): number {
    let start = offset;
    while (start > 0 && !/[\r\n]/.test(this.text.charAt(start - 1))) start--;
    return start;
  }

  private scalar(node: ScalarNode): DocScalar {
    const value = scalarValue(node);
    const tag = node.tag !== undefined && node.tag.startsWith("tag:yaml.org,2002:")
      ? node.tag === "tag:yaml.org,2002:str" ? "!!str" : undefined
      : node.tag;
    // null and dates cannot carry an anchor
    const anchor = canCarryAnchor(value) ? node.anchor : undefined;
    return { kind: "scalar", value, source: this.sourceOf(node, value), anchor, tag };
  }

  private sourceOf(node: ScalarNode, value: Scalar): ScalarSource | undefined {
    if (node.style === "literal" || node.style === "folded") {
      const header = /^[^\r\n]*/.exec(this.text.slice(node.start))![0];
      const hash = header.indexOf("#");
      const column = hash < 0 ? -1 : node.start + hash - this.lineStart(node.start);
      const comment = { column, text: hash < 0 ? "" : header.slice(hash), below: "" };
      return { kind: "block", style: node.style, lines: this.blockLines(node), header: comment };
    }
    if (typeof value === "bigint" || typeof value === "number" || (value !== null && typeof value === "object")) {
      return { kind: "plain", text: numberText(value, node.text) };
    }
    return node.tag === "tag:yaml.org,2002:str" ? { kind: "plain", text: node.text } : undefined;
  }

  /** The lines of a block text as they stand in the file, without their indentation. */
  private blockLines(node: ScalarNode): string[] {
    const [header = "", ...lines] = this.text.slice(node.start, node.end).split(/\r\n|\r|\n/);
    const digit = /[1-9]/.exec(header.replace(/#.*/, ""));
    const filled = lines.find((line) => line.trim() !== "") ?? "";
    const width = digit === null
      ? filled.length - filled.trimStart().length
      : this.explicitIndent(node, Number(digit[0]), lines);
    return lines.map((line) => line.slice(width));
  }

  private explicitIndent(node: ScalarNode, digit: number, lines: readonly string[]): number {
    // the text's own first blanks tell how far the file's indentation goes
    const filled = lines.find((line) => line.trim() !== "") ?? "";
    const own = node.text.split("\n").find((line) => line.trim() !== "") ?? "";
    const blanks = (line: string) => line.length - line.trimStart().length;
    return lines.length === 0 ? digit : blanks(filled) - blanks(own);
  }
}

function joinBlocks(first: CommentBlock | undefined, second: CommentBlock | undefined): CommentBlock | undefined {
  if (first === undefined || second === undefined) return first ?? second;
  return { column: -1, text: "", below: first.below + headText(second) };
}

function headText(block: CommentBlock): string {
  return (block.column < 0 ? "" : " ".repeat(block.column) + block.text + "\n") + block.below;
}

function canCarryAnchor(value: Scalar): boolean {
  return value !== null && !(value instanceof PyDate);
}

function isBlockText(node: YamlNode): boolean {
  return node.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}

function isBlockCollection(node: YamlNode): boolean {
  return (node.kind === "map" || node.kind === "seq") && !node.flow;
}

/** The lines that DVC's reader keeps: of those with blanks alone it keeps few, and none behind a comment. */
function keptLines(lines: readonly string[], isBehindText: boolean, isBehindComment: boolean): string[] {
  let seenComment = isBehindComment;
  const kept: string[] = [];
  lines.forEach((line, i) => {
    const isBlank = line.trim() === "";
    if (!isBlank) seenComment = true;
    const isKept = line === "" || !isBlank || (!seenComment && (isBehindText || lines[i + 1] === ""));
    if (isKept) kept.push(isBlank ? "" : line);
  });
  return kept;
}

function withoutLines(block: CommentBlock, count: number): CommentBlock | undefined {
  let { below } = block;
  for (let i = 0; i < count && below.startsWith("\n"); i++) below = below.slice(1);
  return block.column < 0 && below === "" ? undefined : { ...block, below };
}

/** How a number or date is written back: its own spelling, less a needless sign. */
function numberText(value: Scalar, text: string): string {
  if (typeof value === "bigint") {
    const unsigned = text.replace(/^\+/, "").replace(/__+/g, "_");
    if (/^-/.test(unsigned)) return value === 0n ? unsigned.slice(1) : unsigned.replace(/^-0+(?=[1-9])/, "-");
    return /^0x/.test(unsigned) && /[a-f]/.test(unsigned.slice(2)) ? unsigned.toLowerCase() : unsigned;
  }
  if (typeof value === "number") {
    if (Number.isNaN(value)) return ".nan";
    return Number.isFinite(value) ? text : value > 0 ? ".inf" : "-.inf";
  }
  if (value !== null && typeof value === "object" && value.kind === "datetime") return dateTimeText(value.iso, text);
  return text;
}

/** Python's form of the time, with the separator and zone as they were written. */
function dateTimeText(iso: string, text: string): string {
  const zone = /([ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))$/.exec(text.slice(10))?.[1] ?? "";
  const separator = /[Tt]/.test(text) ? "T" : " ";
  return iso.replace(/(?:Z|[-+][0-9:]{5})$/, "").replace("T", separator) + zone;
}
