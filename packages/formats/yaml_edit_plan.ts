/** Which bytes to replace so that a YAML text holds the wanted data. */
import type { Key, Value, ValueMap } from "@exp/values";
import { sameValue } from "./value_edit.ts";
import { belowComments, colonEnd, dashOf, pairRange } from "./yaml_edit_places.ts";
import {
  blockLines,
  findLayout,
  flowText,
  isEmptyOrScalar,
  itemLines,
  pairLines,
  pairText,
  scalarText,
  type YamlLayout,
} from "./yaml_edit_text.ts";
import type { AliasNode, MapNode, SeqNode, YamlNode, YamlPair, YamlTree } from "./yaml_nodes.ts";
import { TextLines } from "./text_lines.ts";
import { isMergeKey, keyOfNode, valueOfNode } from "./yaml_values.ts";

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Where a value stands. */
interface Place {
  readonly inFlow: boolean;
  /** column of the key or dash before the value; -1 for the root */
  readonly column: number;
  /** behind the colon or dash; the value's own start for the root */
  readonly indicatorEnd: number;
  readonly isItem: boolean;
}

/** @param deepest from this depth on, a list or map that differs is written anew as a whole */
export function planSplices(tree: YamlTree, wanted: Value, deepest: number): string {
  return new SplicePlan(tree, deepest).run(wanted);
}

class SplicePlan {
  private readonly splices: Splice[] = [];
  private readonly text: string;
  private readonly lines: TextLines;
  private readonly newline: string;
  private readonly layout: YamlLayout;
  /** what the node of an anchor is to become */
  private readonly anchored = new Map<YamlNode, Value>();

  constructor(private readonly tree: YamlTree, private readonly deepest: number) {
    this.text = tree.text;
    this.lines = new TextLines(tree.text);
    this.newline = /\r?\n|\r/.exec(this.text)?.[0] ?? "\n";
    this.layout = findLayout(tree.root, (offset) => this.lines.columnOf(offset));
  }

  run(wanted: Value): string {
    const { root } = this.tree;
    if (root === undefined) this.addDocument(wanted);
    else {
      this.noteAnchors(root, wanted);
      this.reconcile(root, wanted, { inFlow: false, column: -1, indicatorEnd: root.start, isItem: true }, 0);
    }
    return this.apply();
  }

  private apply(): string {
    const ordered = this.splices.map((splice, i) => ({ ...splice, i })).sort((a, b) => a.from - b.from || a.i - b.i);
    let result = "", done = 0;
    for (const { from, to, text } of ordered) {
      if (from > done) result += this.text.slice(done, from);
      result += text;
      done = Math.max(done, to);
    }
    return result + this.text.slice(done);
  }

  private splice(from: number, to: number, text: string): void {
    this.splices.push({ from, to, text });
  }

  private addDocument(wanted: Value): void {
    const { length } = this.text;
    const gap = length === 0 || /[\r\n]$/.test(this.text) || this.text === "\ufeff" ? "" : this.newline;
    const lines = isEmptyOrScalar(wanted)
      ? [scalarText(wanted, false)]
      : blockLines(wanted as Value[] | ValueMap, this.layout);
    this.splice(length, length, gap + lines.join(this.newline) + this.newline);
  }

  private noteAnchors(node: YamlNode, wanted: Value | undefined): void {
    if (node.kind === "alias") return;
    if (node.anchor !== undefined && wanted !== undefined) this.anchored.set(node, wanted);
    if (node.kind === "seq") {
      node.items.forEach((item, i) => this.noteAnchors(item, Array.isArray(wanted) ? wanted[i] : undefined));
    } else if (node.kind === "map") {
      for (const { key, value } of node.pairs) {
        const isOwn = wanted instanceof Map && !isMergeKey(key);
        this.noteAnchors(value, isOwn ? wanted.get(keyOfNode(key)) : undefined);
      }
    }
  }

  private reconcile(node: YamlNode, wanted: Value, place: Place, depth: number): void {
    if (node.kind === "alias") return this.reconcileAlias(node, wanted);
    if (depth < this.deepest && !isEmptyOrScalar(wanted)) {
      if (node.kind === "map" && wanted instanceof Map && node.pairs.length > 0) {
        return this.reconcileMap(node, wanted, place, depth);
      }
      if (node.kind === "seq" && Array.isArray(wanted) && node.items.length > 0) {
        return this.reconcileList(node, wanted, place, depth);
      }
    }
    if (!sameValue(valueOfNode(node), wanted)) this.replace(node, wanted, place);
  }

  private reconcileAlias(alias: AliasNode, wanted: Value): void {
    const target = this.anchored.get(alias.target);
    if (target === undefined || !sameValue(target, wanted)) {
      this.splice(alias.start, alias.end, scalarText(wanted, true));
    }
  }

  private reconcileMap(node: MapNode, wanted: ValueMap, place: Place, depth: number): void {
    const inFlow = place.inFlow || node.flow;
    const brought = this.mergedValues(node.pairs.filter(({ key }) => isMergeKey(key)));
    // a merge that brings what is not wanted goes; the rest of it becomes keys of the map's own
    const merged = brought !== undefined && [...brought.keys()].every((key) => wanted.has(key)) ? brought : undefined;
    const kept = node.pairs.map(({ key }) => isMergeKey(key) ? merged !== undefined : wanted.has(keyOfNode(key)));
    const left = new Map(wanted);
    for (const { key } of node.pairs) {
      if (!isMergeKey(key)) left.delete(keyOfNode(key));
    }
    for (const [key, value] of merged ?? []) {
      if (left.has(key) && sameValue(left.get(key), value)) left.delete(key);
    }
    if (!kept.includes(true)) return this.replace(node, wanted, place);
    node.pairs.forEach((pair, i) => {
      if (!kept[i] || isMergeKey(pair.key)) return;
      const value = wanted.get(keyOfNode(pair.key))!;
      const column = this.lines.columnOf(pair.key.propsStart);
      const indicatorEnd = colonEnd(this.text, pair);
      this.reconcile(pair.value, value, { inFlow, column, indicatorEnd, isItem: false }, depth + 1);
    });
    this.removeEntries(node.flow, kept, node.pairs.map((pair) => pairRange(pair)));
    this.addPairs(node, inFlow, kept, [...left]);
  }

  /** What the merge keys bring after the edit; undefined when their source goes away. */
  private mergedValues(merges: readonly YamlPair[]): ValueMap | undefined {
    const result: ValueMap = new Map();
    for (const { value } of merges) {
      const sources = value.kind === "seq" ? value.items : [value];
      for (const source of sources.toReversed()) {
        const brought = source.kind === "alias" ? this.anchored.get(source.target) : valueOfNode(source);
        if (!(brought instanceof Map)) return undefined;
        for (const [key, item] of brought) result.set(key, item);
      }
    }
    return result;
  }

  private reconcileList(node: SeqNode, wanted: Value[], place: Place, depth: number): void {
    const inFlow = place.inFlow || node.flow;
    const column = this.lines.columnOf(node.start);
    const dashes = node.flow ? [] : node.items.map((item) => dashOf(this.text, this.lines, item, column));
    node.items.forEach((item, i) => {
      if (i >= wanted.length) return;
      const indicatorEnd = node.flow ? item.propsStart : dashes[i]! + 1;
      this.reconcile(item, wanted[i]!, { inFlow, column, indicatorEnd, isItem: true }, depth + 1);
    });
    const kept = node.items.map((_, i) => i < wanted.length);
    const ranges = node.items.map((item, i) => ({ from: dashes[i] ?? item.propsStart, to: item.end }));
    this.removeEntries(node.flow, kept, ranges);
    const added = wanted.slice(node.items.length);
    const end = node.items.at(-1)!.end;
    if (node.flow) this.addFlowEntries(ranges, added.map(flowText));
    else if (added.length > 0) this.addLines(end, column, added.flatMap((item) => itemLines(item, this.layout)));
  }

  private addPairs(node: MapNode, inFlow: boolean, kept: boolean[], added: readonly (readonly [Key, Value])[]): void {
    if (added.length === 0) return;
    const ranges = node.pairs.filter((_, i) => kept[i]).map((pair) => pairRange(pair));
    if (inFlow) {
      this.addFlowEntries(ranges, added.map(([key, value]) => pairText(key, value)));
    } else {
      const lines = added.flatMap(([key, value]) => pairLines(key, value, this.layout));
      this.addLines(ranges.at(-1)!.to, this.lines.columnOf(node.start), lines);
    }
  }

  /** Behind the last entry of a flow collection; on lines of their own if the last entries are. */
  private addFlowEntries(ranges: readonly { from: number; to: number }[], entries: readonly string[]): void {
    const last = ranges.at(-1)!;
    const before = ranges.length > 1 ? ranges.at(-2)!.from : this.text.lastIndexOf("[", last.from);
    const isOnOwnLine = before >= 0 && /[\r\n]/.test(this.text.slice(before, last.from)) &&
      this.lines.isFirstInLine(last.from);
    const gap = isOnOwnLine ? this.newline + " ".repeat(this.lines.columnOf(last.from)) : " ";
    for (const entry of entries) this.splice(last.to, last.to, "," + gap + entry);
  }

  /** New lines below the line that holds `offset`, and below the comments there that belong to what stands deeper. */
  private addLines(offset: number, column: number, lines: readonly string[]): void {
    const at = belowComments(this.text, this.lines.lineEnd(offset), column);
    const indent = " ".repeat(column);
    this.splice(at, at, lines.map((line) => this.newline + indent + line).join(""));
  }

  private removeEntries(
    isFlow: boolean,
    kept: readonly boolean[],
    ranges: readonly { from: number; to: number }[],
  ): void {
    for (let i = 0; i < kept.length; i++) {
      if (kept[i]) continue;
      let end = i;
      while (end + 1 < kept.length && !kept[end + 1]) end++;
      const next = ranges[end + 1];
      if (isFlow || !this.lines.isFirstInLine(ranges[i]!.from)) {
        if (next !== undefined) this.splice(ranges[i]!.from, next.from, "");
        else this.splice(ranges[i - 1]!.to, ranges[end]!.to, "");
      } else {
        for (let j = i; j <= end; j++) this.removeLines(ranges[j]!);
      }
      i = end;
    }
  }

  private removeLines({ from, to }: { from: number; to: number }): void {
    const start = this.lines.lineStart(from);
    const end = this.lines.lineEnd(to);
    // the break before the lines goes with them, so that what is added at their end still starts on a new line
    // (but a block scalar above needs its break, and nothing comes behind the last line)
    if (this.lines.lineStart(0) < start && end < this.text.length) this.splice(this.lines.beforeBreak(start), end, "");
    else this.splice(start, this.lines.afterBreak(end), "");
  }

  private replace(node: YamlNode, wanted: Value, place: Place): void {
    if (place.inFlow || (node.kind !== "scalar" && node.kind !== "alias" && node.flow)) {
      return this.replaceInLine(node, flowText(wanted), place);
    }
    if (wanted === null && !place.isItem && node.kind === "scalar" && node.anchor === undefined) {
      return this.blankOut(node, place);
    }
    const isBlock = (node.kind === "map" || node.kind === "seq") && !this.isEmptyNode(node);
    if (isEmptyOrScalar(wanted)) {
      const like = node.kind === "scalar" ? node.style : "plain";
      const text = scalarText(wanted, false, like);
      if (isBlock && !this.lines.isSameLine(place.indicatorEnd, node.start) && node.anchor === undefined) {
        this.splice(place.indicatorEnd, place.indicatorEnd, " " + text);
        this.splice(this.lines.lineEnd(place.indicatorEnd), node.end, "");
      } else {
        this.replaceInLine(node, text, place);
      }
    } else {
      this.replaceByBlock(node, wanted as Value[] | ValueMap, place);
    }
  }

  /** Null is nothing behind the key, as DVC writes it; a comment stays in its column. */
  private blankOut(node: YamlNode, place: Place): void {
    const isLast = this.lines.lineEnd(node.end) === node.end;
    const from = isLast ? place.indicatorEnd : node.propsStart;
    this.splice(from, node.end, isLast ? "" : " ".repeat(node.end - from));
  }

  private isEmptyNode(node: MapNode | SeqNode): boolean {
    return node.kind === "map" ? node.pairs.length === 0 : node.items.length === 0;
  }

  private replaceInLine(node: YamlNode, text: string, place: Place): void {
    const anchor = node.anchor === undefined ? "" : `&${node.anchor} `;
    if (node.start !== node.end || node.propsStart !== node.start) {
      return this.splice(node.propsStart, node.end, anchor + text);
    }
    const before = this.text.slice(0, node.start).trimEnd();
    const lacksColon = place.inFlow && !place.isItem && !before.endsWith(":");
    const lacksBlank = /[:-]$/.test(this.text.slice(0, node.start));
    this.splice(node.start, node.start, (lacksColon ? ": " : lacksBlank ? " " : "") + text);
  }

  private replaceByBlock(node: YamlNode, wanted: Value[] | ValueMap, place: Place): void {
    const lines = blockLines(wanted, this.layout);
    const anchor = node.anchor === undefined ? "" : ` &${node.anchor}`;
    if (place.isItem) {
      const column = place.column < 0 ? 0 : place.column + 2;
      const gap = this.text.charAt(place.indicatorEnd - 1) === "-" ? " " : "";
      const indent = this.newline + " ".repeat(column);
      const start = anchor === "" ? gap : gap + anchor.trimStart() + indent;
      const from = place.column < 0 ? this.tree.root!.propsStart : place.indicatorEnd;
      return this.splice(from, node.end, start + lines.join(indent));
    }
    const column = place.column + (Array.isArray(wanted) ? this.layout.dash : this.layout.step);
    const indent = this.newline + " ".repeat(column);
    // a comment behind the key stays when the old value starts below it
    const isBelow = anchor === "" && !this.lines.isSameLine(place.indicatorEnd, node.start);
    this.splice(isBelow ? this.lines.lineEnd(place.indicatorEnd) : place.indicatorEnd, node.end, anchor);
    const at = this.lines.lineEnd(node.end);
    this.splice(at, at, lines.map((line) => indent + line).join(""));
  }
}
