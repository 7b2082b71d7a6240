/** What stands in a line: scalars, aliases, and lists and maps between brackets. */
import { binaryText, type Scalar } from "@exp/values";
import { Anchors } from "./yaml_anchors.ts";
import { writeBlockText } from "./yaml_block_text.ts";
import type { Dialect } from "./yaml_dialect.ts";
import {
  type DocItem,
  type DocNode,
  type DocPair,
  type DocScalar,
  type Document,
  entriesOf,
  isList,
  PyBytes,
} from "./yaml_document.ts";
import { isSimpleKey, plainText, styleOf } from "./yaml_style.ts";
import { WIDTH, YamlWriter } from "./yaml_write.ts";

export class FlowEmission {
  protected readonly writer: YamlWriter;
  protected readonly anchors: Anchors;
  protected atLineStart = true;

  constructor(protected readonly document: Document, protected readonly dialect: Dialect) {
    this.writer = new YamlWriter(dialect);
    this.anchors = new Anchors(dialect.anchors ? document.root : undefined);
  }

  protected write(text: string): void {
    this.writer.write(text);
    this.atLineStart = false;
  }

  /** A scalar, alias or flow collection; `indent` is where continued lines of a scalar start. */
  protected inline(node: DocNode, column: number, indent: number): void {
    this.atLineStart = false;
    if (node.kind === "scalar") {
      if (node.value instanceof PyBytes) return this.binary(node.value, indent);
      if (node.source?.kind === "block" && writeBlockText(this.writer, node, node.source, indent)) return;
    }
    this.flow(node, column + 2, indent, false);
  }

  private binary(value: PyBytes, indent: number): void {
    this.write("!!binary |");
    for (const line of btoa(binaryText(value.bytes)).match(/.{1,76}/g) ?? []) {
      this.writer.breakLine(indent);
      this.write(line);
    }
  }

  /**
   * @param flowColumn where continued lines of a flow collection start
   * @param indent where continued lines of a scalar start
   */
  private flow(given: DocNode, flowColumn: number, indent: number, inFlow: boolean): void {
    const node = this.anchors.resolve(given);
    if (node.kind === "alias") return this.write("*" + node.name);
    if (node.kind === "scalar") return this.scalar(node, indent, inFlow);
    const anchor = this.anchors.take(node);
    if (anchor !== undefined) this.write(anchor);
    if (anchor?.startsWith("*")) return;
    if (anchor !== undefined) this.write(" ");
    const { pairs, items } = entriesOf(node);
    if (isList(node)) this.flowList(items, flowColumn);
    else this.flowMap(pairs, flowColumn);
  }

  private flowList(items: readonly DocItem[], column: number): void {
    this.write("[");
    items.forEach((item, i) => {
      this.flowSeparator(i, column);
      const value = this.anchors.resolve(item.value);
      const { pairs } = entriesOf(value);
      if (pairs.length === 1 && !this.anchors.isShared(value)) this.flowPair(pairs[0]!, column + 2);
      else this.flow(value, column + 2, column + 2, true);
    });
    this.write("]");
  }

  private flowMap(pairs: readonly DocPair[], column: number): void {
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

  private flowPair(pair: DocPair, column: number): void {
    const isSimple = this.isSimple(pair);
    if (!isSimple) this.write("? ");
    this.key(pair, column + 2, isSimple, true);
    this.write(isSimple ? ": " : " : ");
    this.flow(pair.value, column + 2, column + 2, true);
  }

  protected isSimple(pair: DocPair): boolean {
    return pair.keyText !== undefined || isSimpleKey(pair.key, this.dialect);
  }

  protected key(pair: DocPair, indent: number, isSimple: boolean, inFlow: boolean): void {
    this.atLineStart = false;
    if (pair.keyText !== undefined) this.writer.plain(pair.keyText, indent, !isSimple);
    else this.value(pair.key, indent, !isSimple, inFlow);
  }

  private scalar({ anchor, tag, source, value }: DocScalar, indent: number, inFlow: boolean): void {
    this.write((anchor === undefined ? "" : `&${anchor} `) + (tag === undefined ? "" : `${tag} `));
    if (source?.kind === "plain") this.writer.plain(source.text, indent, true);
    else if (!(value instanceof PyBytes)) this.value(value, indent, true, inFlow);
  }

  private value(value: Scalar, indent: number, folds: boolean, inFlow: boolean): void {
    if (typeof value !== "string") return this.writer.plain(plainText(value, this.dialect), indent, folds);
    let style = styleOf(value, this.dialect);
    if (inFlow && style === "plain" && /[,\[\]{}]/.test(value)) style = value.includes("'") ? "double" : "single";
    this.writer.string(value, style, indent, folds);
  }
}
