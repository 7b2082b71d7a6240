/**
 * YAML text, byte for byte as the library of a dialect writes it: block style, two columns a level, lists in their key's
 * column, long lines folded. New data and loaded documents come out of the same code.
 */
import { type Dialect, RUAMEL } from "./yaml_dialect.ts";
import { FlowEmission } from "./yaml_emit_flow.ts";
import {
  type CommentBlock,
  type DocFresh,
  type DocNode,
  type DocPair,
  type Document,
  entriesOf,
  freshNode,
  type FreshValue,
  isCollection,
  isList,
} from "./yaml_document.ts";
import { styleOf } from "./yaml_style.ts";
import { NO_INDENT } from "./yaml_write.ts";

/** The whole text of a new file that holds `value`; ends with a newline. */
export function emitYaml(value: FreshValue, dialect: Dialect = RUAMEL): string {
  const root = freshNode(value);
  const text = emitDocument({ head: "", root, tail: undefined }, dialect);
  const isPlain = !isCollection(root) && (typeof value !== "string" || styleOf(value, dialect) === "plain");
  return isPlain ? text + dialect.plainDocumentEnd : text;
}

/** A loaded document back to text; what was not edited is written as the library re-emits it. */
export function emitDocument(document: Document, dialect: Dialect = RUAMEL): string {
  return new BlockEmission(document, dialect).text();
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

class BlockEmission extends FlowEmission {
  text(): string {
    const { head, root, tail } = this.document;
    if (root === undefined) return "";
    this.writer.writeLines(head);
    if (isBlock(root)) this.block(root, 0, true);
    else this.inline(root, isCollection(root) ? NO_INDENT : 0, 0);
    if (!this.atLineStart) this.writer.writeLines("\n");
    if (tail !== undefined) this.writer.writeLines(tail.below);
    return this.writer.toString();
  }

  private newLine(column: number): void {
    if (this.atLineStart) this.writer.writeLines(" ".repeat(column));
    else this.writer.breakLine(column);
    this.atLineStart = false;
  }

  /** @param isInline whether the first entry is written at the current place (behind a dash, or at the very start) */
  private block(node: DocNode, column: number, isInline: boolean): void {
    const { pairs, items } = entriesOf(node);
    let first = isInline;
    const start = (before: CommentBlock | undefined) => {
      if (before !== undefined) this.commentLines(before);
      if (!first || before !== undefined) this.newLine(column);
      first = false;
    };
    for (const pair of pairs) {
      start(pair.before);
      this.pair(pair, column);
    }
    for (const { before, value, comment } of items) {
      start(before);
      this.write("-");
      this.entryValue(value, { column, entryColumn: column + 2, isItem: true, comment });
    }
  }

  private pair(pair: DocPair, column: number): void {
    const { value, comment } = pair;
    if (this.isSimple(pair)) {
      this.key(pair, column + 2, true, false);
      this.write(":");
      const entryColumn = isList(this.anchors.resolve(value)) ? column : column + 2;
      return this.entryValue(value, { column, entryColumn, isItem: false, comment });
    }
    this.write("? ");
    this.key(pair, column + 2, false, false);
    this.newLine(column);
    this.write(":");
    // a list with an anchor does not start in this line, and then is not indented either
    const isAnchoredList = value.kind === "fresh" && isList(value) && this.anchors.isShared(value);
    const entryColumn = isAnchoredList ? column : column + 2;
    this.entryValue(value, { column, entryColumn, isItem: !this.isNothing(value), comment });
  }

  /** A value behind its colon or dash, with the comments of the entry. */
  private entryValue(given: DocNode, around: Around): void {
    const node = this.anchors.resolve(given);
    if (!isBlock(node)) return this.lineValue(node, given.kind === "alias", around);
    let startsHere = around.isItem && around.comment === undefined;
    const anchor = this.anchors.take(node);
    if (anchor !== undefined) {
      this.write(" " + anchor);
      if (anchor.startsWith("*")) return this.comment(around.comment);
      startsHere = false;
    }
    if (firstComment(node) !== undefined) startsHere = false;
    if (startsHere) this.write(" ");
    const hasAnchor = (node.kind === "map" || node.kind === "seq") && node.anchor !== undefined;
    this.comment(around.comment, hasAnchor);
    this.block(node, around.entryColumn, startsHere);
  }

  /** A value that goes on in the line of its key or dash. */
  private lineValue(node: DocNode, isAlias: boolean, { column, isItem, comment }: Around): void {
    const isNothing = this.isNothing(node);
    if (!isNothing) {
      this.write(" ");
      this.inline(node, column, column + 2);
    } else if (node.kind === "scalar" && node.anchor !== undefined) {
      this.write(` &${node.anchor}`);
    } else if (isItem) {
      this.write(" ");
    }
    this.comment(comment, isAlias || (isNothing && isItem));
  }

  /** Null, where it is written as nothing at all. */
  private isNothing(node: DocNode): boolean {
    return this.dialect.nullValue === "" && node.kind === "scalar" && node.value === null;
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
}

/** Whether a value is written as a block below its key. */
function isBlock(node: DocNode): boolean {
  if (node.kind === "map") return !node.flow && node.pairs.length > 0;
  if (node.kind === "seq") return !node.flow && node.items.length > 0;
  return node.kind === "fresh" && sizeOf(node.value) > 0;
}

function sizeOf(value: DocFresh["value"]): number {
  return value instanceof Map ? value.size : (value as readonly FreshValue[]).length;
}

function firstComment(node: DocNode): CommentBlock | undefined {
  return node.kind === "seq" ? node.items[0]?.before : undefined;
}
