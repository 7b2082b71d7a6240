/** A loaded file back to text, in the style in which DVC re-emits the files that it edits. */
import type { Value } from "../common/value.ts";
import { isSimpleKey, plainText, writeKey } from "./yaml_emit.ts";
import type { CommentBlock, RtDocument, RtItem, RtMap, RtNode, RtPair, RtScalar, RtSeq } from "./yaml_rt_nodes.ts";
import { freshNode, freshPair } from "./yaml_rt_nodes.ts";
import { writeBlockText } from "./yaml_rt_text.ts";
import { SharedNames } from "./yaml_shared.ts";
import { NO_INDENT, styleOf, YamlWriter } from "./yaml_write.ts";

const WIDTH = 80;

export function emitRoundTrip(document: RtDocument): string {
  const emission = new RoundTripEmission();
  return emission.document(document);
}

/** What stands around a value in block style. */
interface Around {
  /** column of its key or dash */
  readonly column: number;
  /** where entries of a block collection below it go */
  readonly entryColumn: number;
  readonly isItem: boolean;
  readonly comment: CommentBlock | undefined;
}

class RoundTripEmission {
  private readonly writer = new YamlWriter();
  private atLineStart = true;
  private readonly freshNames = new SharedNames();
  private readonly freshWritten = new Set<Value>();
  /** how often a list or map is met, aliases included */
  private readonly references = new Map<RtNode, number>();
  private readonly anchored = new Set<RtNode>();

  document({ head, root, tail }: RtDocument): string {
    if (root === undefined) return "";
    this.nameShared(root);
    this.countReferences(root);
    if (head !== "") {
      this.writer.writeLines(head);
      this.atLineStart = true;
    }
    if (isBlock(root)) this.block(root, 0, true);
    else {
      this.inline(root, isCollection(root) ? NO_INDENT : 0, 2);
      this.atLineStart = false;
    }
    if (!this.atLineStart) this.writer.writeLines("\n");
    if (tail !== undefined) this.writer.writeLines(tail.below);
    return this.writer.toString();
  }

  /** Numbers the new lists and maps that occur more than once. */
  private nameShared(root: RtNode): void {
    const visit = (node: RtNode): void => {
      if (node.kind === "fresh") this.freshNames.note(node.value);
      else if (node.kind === "map") node.pairs.forEach((pair) => visit(pair.value));
      else if (node.kind === "seq") node.items.forEach((item) => visit(item.value));
    };
    visit(root);
  }

  /** Finds the lists and maps whose anchors are still needed. */
  private countReferences(node: RtNode): void {
    if (node.kind === "alias") {
      this.countReferences(node.target);
    } else if (node.kind === "map" || node.kind === "seq") {
      const count = (this.references.get(node) ?? 0) + 1;
      this.references.set(node, count);
      if (count > 1) return;
      const entries = node.kind === "map" ? node.pairs : node.items;
      for (const { value } of entries) this.countReferences(value);
    }
  }

  /** What an alias stands for when its anchor is not written yet (its place was removed), else the alias. */
  private resolve(node: RtNode): RtNode {
    if (node.kind !== "alias" || node.target.kind === "scalar" || this.anchored.has(node.target)) return node;
    return node.target;
  }

  private newLine(column: number): void {
    if (this.atLineStart) this.writer.writeLines(" ".repeat(column));
    else this.writer.breakLine(column);
    this.atLineStart = false;
  }

  private write(text: string): void {
    this.writer.write(text);
    this.atLineStart = false;
  }

  private block(node: RtNode, column: number, isInline: boolean): void {
    const { pairs, items } = entriesOf(node);
    let first = isInline;
    for (const pair of pairs) {
      if (pair.before !== undefined) this.commentLines(pair.before);
      if (!first || pair.before !== undefined) this.newLine(column);
      first = false;
      this.pair(pair, column);
    }
    for (const item of items) {
      if (item.before !== undefined) this.commentLines(item.before);
      if (!first || item.before !== undefined) this.newLine(column);
      first = false;
      this.write("-");
      this.value(item.value, { column, entryColumn: column + 2, isItem: true, comment: item.comment });
    }
  }

  private pair(pair: RtPair, column: number): void {
    const isSimple = pair.keyText !== undefined || isSimpleKey(pair.key);
    if (isSimple) {
      this.keyText(pair, column + 2, true);
      this.write(":");
      const entryColumn = isList(this.resolve(pair.value)) ? column : column + 2;
      return this.value(pair.value, { column, entryColumn, isItem: false, comment: pair.comment });
    }
    this.write("? ");
    this.keyText(pair, column + 2, false);
    this.newLine(column);
    this.write(":");
    const keepsColumn = pair.value.kind === "fresh" && this.freshNames.has(pair.value.value) && isList(pair.value);
    const entryColumn = keepsColumn ? column : column + 2;
    this.value(pair.value, { column, entryColumn, isItem: !isNull(pair.value), comment: pair.comment });
  }

  private keyText(pair: RtPair, indent: number, isSimple: boolean): void {
    if (pair.keyText !== undefined) this.write(pair.keyText);
    else writeKey(this.writer, pair.key, indent, isSimple);
    this.atLineStart = false;
  }

  /** A value behind its colon or dash, with the comments of the entry. */
  private value(given: RtNode, around: Around): void {
    const node = this.resolve(given);
    if (!isBlock(node)) {
      if (isNull(node) && node.kind === "scalar") {
        if (node.anchor !== undefined) this.write(` &${node.anchor}`);
        else if (around.isItem) this.write(" ");
      } else {
        this.write(" ");
        this.inline(node, around.column, around.column + 2);
      }
      return this.comment(around.comment, given.kind === "alias" || (isNull(node) && around.isItem));
    }
    let startsHere = around.isItem && around.comment === undefined;
    const anchor = this.anchorOf(node);
    if (anchor !== undefined) {
      this.write(" " + anchor);
      if (anchor.startsWith("*")) return this.comment(around.comment);
      startsHere = false;
    }
    if (startsHere && firstComment(node) === undefined) this.write(" ");
    const hasAnchor = (node.kind === "map" || node.kind === "seq") && node.anchor !== undefined;
    this.comment(around.comment, hasAnchor);
    this.block(node, around.entryColumn, startsHere && firstComment(node) === undefined);
  }

  /** `&name` for the first occurrence, `*name` for the others. */
  private anchorOf(node: RtNode): string | undefined {
    if (node.kind === "map" || node.kind === "seq") {
      this.anchored.add(node);
      const isNeeded = node.anchor !== undefined && (this.references.get(node) ?? 0) > 1;
      return isNeeded ? "&" + node.anchor : undefined;
    }
    if (node.kind !== "fresh") return undefined;
    const name = this.freshNames.of(node.value);
    if (name === undefined) return undefined;
    if (this.freshWritten.has(node.value)) return "*" + name;
    this.freshWritten.add(node.value);
    return "&" + name;
  }

  /** A comment behind an entry and the lines below it; afterwards a new line has begun. */
  private comment(block: CommentBlock | undefined, onOwnLine = false): void {
    if (block === undefined) return;
    if (block.column >= 0) {
      if (onOwnLine) this.writer.writeLines("\n");
      this.writer.write(" ".repeat(Math.max(1, block.column - this.writer.column)) + block.text);
    }
    this.writer.writeLines("\n" + block.below);
    this.atLineStart = true;
  }

  private commentLines(block: CommentBlock): void {
    if (!this.atLineStart) this.writer.writeLines("\n");
    const own = block.column < 0 ? "" : " ".repeat(block.column) + block.text + "\n";
    this.writer.writeLines(own + block.below);
    this.atLineStart = true;
  }

  /** A scalar, alias or flow collection. */
  private inline(node: RtNode, column: number, indent: number): void {
    if (
      node.kind === "scalar" && node.source?.kind === "block" && writeBlockText(this.writer, node, node.source, indent)
    ) {
      this.atLineStart = false;
      return;
    }
    this.flow(node, column + 2, indent, false);
  }

  /**
   * @param flowColumn where continued lines of a flow collection start
   * @param indent where continued lines of a scalar start
   */
  private flow(given: RtNode, flowColumn: number, indent: number, inFlow: boolean): void {
    const node = this.resolve(given);
    switch (node.kind) {
      case "alias":
        return this.write("*" + node.name);
      case "scalar":
        return this.scalar(node, indent, inFlow);
    }
    const anchor = this.anchorOf(node);
    if (anchor !== undefined) this.write(anchor);
    if (anchor?.startsWith("*")) return;
    if (anchor !== undefined) this.write(" ");
    if (isList(node)) this.flowList(entriesOf(node).items, flowColumn);
    else this.flowMap(entriesOf(node).pairs, flowColumn);
  }

  private flowList(items: readonly RtItem[], column: number): void {
    this.write("[");
    items.forEach((item, i) => {
      this.flowSeparator(i, column);
      const value = this.resolve(item.value);
      const { pairs } = entriesOf(value);
      const isBare = pairs.length === 1 &&
        !(value.kind === "map" && value.anchor !== undefined && (this.references.get(value) ?? 0) > 1) &&
        !(value.kind === "fresh" && this.freshNames.has(value.value));
      if (isBare) this.flowPair(pairs[0]!, column + 2);
      else this.flow(value, column + 2, column + 2, true);
    });
    this.write("]");
  }

  private flowMap(pairs: readonly RtPair[], column: number): void {
    this.write("{");
    pairs.forEach((pair, i) => {
      this.flowSeparator(i, column);
      this.flowPair(pair, column);
    });
    this.write("}");
  }

  private flowSeparator(index: number, column: number): void {
    if (index > 0) this.write(",");
    if (this.writer.column > WIDTH) this.writer.breakLine(column);
    else if (index > 0) this.write(" ");
  }

  private flowPair(pair: RtPair, column: number): void {
    const isSimple = pair.keyText !== undefined || isSimpleKey(pair.key);
    if (!isSimple) this.write("? ");
    const keyNode: RtNode = pair.keyText === undefined
      ? freshNode(pair.key)
      : { ...(freshNode(pair.key) as RtScalar), source: { kind: "plain", text: pair.keyText } };
    this.scalar(keyNode as RtScalar, column + 2, true, isSimple);
    this.write(isSimple ? ":" : " :");
    this.write(" ");
    this.flow(pair.value, column + 2, column + 2, true);
  }

  private scalar(node: RtScalar, indent: number, inFlow: boolean, isKey = false): void {
    const props = [node.anchor === undefined ? "" : `&${node.anchor} `, node.tag === undefined ? "" : `${node.tag} `];
    this.write(props.join(""));
    const { value, source } = node;
    this.atLineStart = false;
    if (source?.kind === "plain") return this.writer.plain(source.text, indent, !isKey);
    if (typeof value !== "string") return this.writer.plain(value === null ? "null" : plainText(value), indent, !isKey);
    let style = styleOf(value);
    if (inFlow && style === "plain" && /[,\[\]{}]/.test(value)) style = value.includes("'") ? "double" : "single";
    this.writer.string(value, style, indent, !isKey);
  }
}

function isNull(node: RtNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

function isList(node: RtNode): boolean {
  return node.kind === "seq" || (node.kind === "fresh" && Array.isArray(node.value));
}

function isCollection(node: RtNode): boolean {
  return node.kind === "map" || node.kind === "seq" || node.kind === "fresh";
}

/** Whether a value is written as a block below its key. */
function isBlock(node: RtNode): boolean {
  if (node.kind === "fresh") return Array.isArray(node.value) ? node.value.length > 0 : node.value.size > 0;
  if (node.kind === "map") return !node.flow && node.pairs.length > 0;
  return node.kind === "seq" && !node.flow && node.items.length > 0;
}

function firstComment(node: RtNode): CommentBlock | undefined {
  return node.kind === "seq" ? node.items[0]?.before : undefined;
}

const NO_ENTRIES = { pairs: [], items: [] };

function entriesOf(node: RtNode): { readonly pairs: readonly RtPair[]; readonly items: readonly RtItem[] } {
  if (node.kind === "map") return { pairs: (node as RtMap).pairs, items: [] };
  if (node.kind === "seq") return { pairs: [], items: (node as RtSeq).items };
  if (node.kind !== "fresh") return NO_ENTRIES;
  if (Array.isArray(node.value)) {
    const items = node.value.map((item) => ({ value: freshNode(item), before: undefined, comment: undefined }));
    return { pairs: [], items };
  }
  return { pairs: [...node.value].map(([key, item]) => freshPair(key, item)), items: [] };
}
