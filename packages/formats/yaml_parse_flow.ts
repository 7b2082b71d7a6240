/** Values in one go: scalars, aliases, and lists and maps between brackets. */
import { END, isSpaceOrEnd } from "./yaml_cursor.ts";
import type { MapNode, SeqNode, YamlNode, YamlPair } from "./yaml_nodes.ts";
import { type Props, PropsParser } from "./yaml_parse_props.ts";
import { canStartPlain, scalarNode, scanDoubleQuoted, scanPlain, scanSingleQuoted } from "./yaml_scan.ts";
import { scanBlockScalar } from "./yaml_scan_block.ts";

const QUESTION = 63, COLON = 58;

export class FlowParser extends PropsParser {
  /** A scalar, alias or flow collection with its props already read. */
  protected parseAtom(indent: number, props: Props | undefined): YamlNode {
    const { cursor } = this;
    switch (cursor.unit()) {
      case 42 /* * */:
        if (props !== undefined) throw cursor.error("an alias has no anchor or tag of its own");
        return this.parseAlias();
      case 91 /* [ */:
        return this.withProps(this.nested(() => this.parseFlowSeq()), props);
      case 123 /* { */:
        return this.withProps(this.nested(() => this.parseFlowMap()), props);
      case 39 /* ' */:
        return this.withProps(scanSingleQuoted(cursor), props);
      case 34 /* " */:
        return this.withProps(scanDoubleQuoted(cursor), props);
      case 124 /* | */:
      case 62 /* > */:
        return this.withProps(scanBlockScalar(cursor, indent), props);
    }
    if (props !== undefined && cursor.unit() === COLON && isSpaceOrEnd(cursor.next())) {
      return this.withProps(scalarNode("plain", "", cursor.pos, cursor.pos), props);
    }
    this.checkPlainStart(false);
    return this.withProps(scanPlain(cursor, indent, false), props);
  }

  protected parseFlowSeq(): SeqNode {
    const { cursor } = this;
    const start = cursor.pos++;
    const items: YamlNode[] = [];
    this.eachFlowEntry(93, start, () => {
      const pair = this.parseFlowEntry();
      items.push(pair.value === undefined ? pair.key : singlePairMap(pair.key, pair.value, pair.explicit));
    });
    const { pos: end } = cursor;
    return { kind: "seq", flow: true, items, start, end, propsStart: start, anchor: undefined, tag: undefined };
  }

  protected parseFlowMap(): MapNode {
    const { cursor } = this;
    const start = cursor.pos++;
    const pairs: YamlPair[] = [];
    this.eachFlowEntry(125, start, () => {
      const { key, value, explicit } = this.parseFlowEntry();
      pairs.push({ key, value: value ?? scalarNode("plain", "", key.end, key.end), explicit });
    });
    const { pos: end } = cursor;
    return { kind: "map", flow: true, pairs, start, end, propsStart: start, anchor: undefined, tag: undefined };
  }

  /** Entries up to and with the closing bracket, each followed by a comma or the bracket. */
  protected eachFlowEntry(close: number, start: number, takeEntry: () => void): void {
    const { cursor } = this;
    while (true) {
      cursor.skip(true);
      if (cursor.unit() === close) break;
      if (cursor.unit() === END || cursor.atDocumentMarker()) throw cursor.error("this bracket is never closed", start);
      takeEntry();
      cursor.skip(true);
      if (cursor.unit() === 44 /* , */) cursor.pos++;
      else if (cursor.unit() === END) throw cursor.error("this bracket is never closed", start);
      else if (cursor.unit() !== close) throw cursor.error(`"," or "${String.fromCharCode(close)}" is missing here`);
    }
    cursor.pos++;
  }

  protected parseFlowEntry(): { key: YamlNode; value: YamlNode | undefined; explicit: boolean } {
    const { cursor } = this;
    const explicit = cursor.unit() === QUESTION && isSpaceOrEnd(cursor.next());
    if (explicit) {
      cursor.pos++;
      cursor.skip(true);
    }
    const line = cursor.lineStart;
    const key = this.parseFlowNode();
    const crossed = cursor.skip(true) || line !== cursor.lineStart;
    if (cursor.unit() !== COLON) {
      return { key, value: explicit ? scalarNode("plain", "", key.end, key.end) : undefined, explicit };
    }
    if (crossed && !explicit) throw cursor.error("a key must stand in one line with its colon");
    cursor.pos++;
    cursor.skip(true);
    return { key, value: this.parseFlowNode(), explicit };
  }

  protected parseFlowNode(): YamlNode {
    const { cursor } = this;
    const props = this.takeProps();
    if (props !== undefined) cursor.skip(true);
    switch (cursor.unit()) {
      case 44 /* , */:
      case 93:
      case 125:
      case COLON:
        if (cursor.unit() === COLON && canStartPlain(COLON, cursor.next(), true)) break;
        if (props === undefined && cursor.unit() === 44 && !this.followsColon()) {
          throw cursor.error('a value is missing before ","');
        }
        return this.withProps(scalarNode("plain", "", cursor.pos, cursor.pos), props);
      case 124:
      case 62:
        throw cursor.error(
          `a value cannot start with "${String.fromCharCode(cursor.unit())}" between brackets; quote it`,
        );
      case 42:
      case 91:
      case 123:
      case 39:
      case 34:
        return this.parseAtom(-1, props);
    }
    this.checkPlainStart(true);
    return this.withProps(scanPlain(cursor, -1, true), props);
  }

  /** Whether the last token before the cursor is the colon of a pair. */
  protected followsColon(): boolean {
    const before = this.cursor.text.slice(Math.max(0, this.cursor.pos - 200), this.cursor.pos);
    return /:\s*$/.test(before);
  }
}

function singlePairMap(key: YamlNode, value: YamlNode, explicit: boolean): MapNode {
  const start = key.propsStart;
  const pairs = [{ key, value, explicit }];
  return {
    kind: "map",
    flow: true,
    pairs,
    start,
    end: value.end,
    propsStart: start,
    anchor: undefined,
    tag: undefined,
  };
}
