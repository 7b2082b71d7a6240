/**
 * YAML text to its tree, accepting what DVC's reader accepts (its tokens follow YAML 1.1's rules, for example `"a":1`
 * is no pair in block style), faster than a general parser: a lock of 10,000 lines is read in some milliseconds.
 */
import { END, isSpaceOrEnd, SPACE, unitAt, YamlCursor } from "./yaml_cursor.ts";
import type { AliasNode, MapNode, SeqNode, YamlNode, YamlPair, YamlTree } from "./yaml_nodes.ts";
import {
  canStartPlain,
  scalarNode,
  scanBlockScalar,
  scanDoubleQuoted,
  scanPlain,
  scanSingleQuoted,
} from "./yaml_scan.ts";

const DEEPEST_NESTING = 400;
const LONGEST_SIMPLE_KEY = 1024;
const DASH = 45, QUESTION = 63, COLON = 58;

/** @throws {YamlSyntaxError} */
export function parseYamlTree(text: string): YamlTree {
  return new YamlParser(text).parse();
}

interface Props {
  readonly start: number;
  anchor: string | undefined;
  tag: string | undefined;
}

class YamlParser {
  readonly cursor: YamlCursor;
  private readonly anchors = new Map<string, Exclude<YamlNode, AliasNode>>();
  private readonly handles = new Map([["!", "!"], ["!!", "tag:yaml.org,2002:"]]);
  private depth = 0;

  constructor(text: string) {
    const bad = text.search(
      // deno-lint-ignore no-control-regex
      /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
    );
    this.cursor = new YamlCursor(text);
    if (bad >= 0) {
      throw this.cursor.error(`a file in YAML cannot hold the character ${nameOf(text.codePointAt(bad)!)}`, bad);
    }
  }

  parse(): YamlTree {
    const { cursor } = this;
    cursor.skip(false);
    const hasDirectives = this.takeDirectives();
    let documentStart = -1;
    if (cursor.atDocumentMarker() && cursor.unit() === DASH) {
      documentStart = cursor.pos;
      cursor.pos += 3;
    } else if (hasDirectives) {
      throw cursor.error("a line --- must follow the directives");
    }
    const root = this.parseRoot(documentStart);
    let documentEnd = -1;
    if (cursor.atDocumentMarker() && cursor.unit() !== DASH && root !== undefined) {
      documentEnd = cursor.pos;
      cursor.pos += 3;
      if (!cursor.skip(false) && cursor.unit() !== END) throw cursor.error("nothing can follow ... in its line");
    }
    if (cursor.unit() !== END) throw cursor.error(this.describeRest());
    return { text: cursor.text, root, comments: cursor.comments, documentStart, documentEnd };
  }

  private parseRoot(documentStart: number): YamlNode | undefined {
    const { cursor } = this;
    if (documentStart < 0) {
      cursor.skip(false);
      if (cursor.unit() === END) return undefined;
      if (cursor.atDocumentMarker()) throw cursor.error("a document is missing before ...");
    }
    const root = this.parseBlockNode(-1, documentStart < 0, 0);
    cursor.skip(false);
    return root;
  }

  private describeRest(): string {
    const { cursor } = this;
    if (cursor.atDocumentMarker()) return "the file holds more than one document";
    return "this does not belong to what stands above; is the indentation right?";
  }

  private takeDirectives(): boolean {
    const { cursor } = this;
    let found = false;
    while (cursor.unit() === 37 /* % */ && cursor.column === 0) {
      const line = /^[^\r\n]*/.exec(cursor.text.slice(cursor.pos))![0];
      const tag = /^%TAG\s+(!\S*)\s+(\S+)/.exec(line);
      if (tag !== null) this.handles.set(tag[1]!, tag[2]!);
      if (/^%YAML\s+1\.1\s*(#|$)/.test(line)) throw cursor.error("YAML 1.1 is not supported; remove this line");
      cursor.pos += line.length;
      cursor.skip(false);
      found = true;
    }
    return found;
  }

  /**
   * A node in block style.
   *
   * @param indent column of the collection around it; the node stands further right
   * @param canNest whether a block collection may start in this line
   * @param dashColumn the least column of a list's dashes (a list may stand right below its key)
   */
  private parseBlockNode(indent: number, canNest: boolean, dashColumn: number): YamlNode {
    const { cursor } = this;
    const at = cursor.pos;
    const crossed = cursor.skip(false);
    const nests = canNest || crossed;
    const { column } = cursor;
    const unit = cursor.unit();
    const isDash = unit === DASH && isSpaceOrEnd(cursor.next());
    if (unit === END || column < (isDash ? dashColumn : indent + 1) || cursor.atDocumentMarker()) {
      return scalarNode("plain", "", at, at);
    }
    if (isDash) {
      if (!nests) throw cursor.error("a list cannot start here; put it on lines of its own");
      return this.nested(() => this.parseBlockSeq(column));
    }
    if ((unit === QUESTION || unit === COLON) && isSpaceOrEnd(cursor.next())) {
      if (!nests) throw cursor.error(`"${String.fromCharCode(unit)}" cannot stand here; quote it if it is text`);
      return this.nested(() => this.parseBlockMap(column, undefined));
    }
    return this.parseBlockContent(indent, nests, dashColumn);
  }

  private parseBlockContent(indent: number, nests: boolean, dashColumn: number): YamlNode {
    const { cursor } = this;
    const { column, lineStart, pos: start } = cursor;
    const props = this.takeProps();
    if (props !== undefined && this.restOfLineIsEmpty()) {
      return this.withProps(this.nested(() => this.parseBlockNode(indent, false, dashColumn)), props);
    }
    const atom = this.parseAtom(indent, props);
    if (!this.atKeyColon()) return atom;
    if (cursor.lineStart !== lineStart || cursor.pos - start > LONGEST_SIMPLE_KEY) {
      throw cursor.error("a key must stand in one line; is there a : too many?");
    }
    if (!nests) {
      throw cursor.error('": " cannot stand here; quote the text that holds it, or put the map on lines of its own');
    }
    return this.nested(() => this.parseBlockMap(column, atom));
  }

  /** A scalar, alias or flow collection with its props already read. */
  private parseAtom(indent: number, props: Props | undefined): YamlNode {
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

  private checkPlainStart(inFlow: boolean): void {
    const { cursor } = this;
    if (canStartPlain(cursor.unit(), cursor.next(), inFlow)) return;
    if (cursor.unit() === 9) throw cursor.error("a tab cannot be used here; use blanks");
    if (cursor.unit() === END) throw cursor.error("the text ends too early");
    throw cursor.error(`a value cannot start with "${String.fromCharCode(cursor.unit())}"; quote it`);
  }

  /** Whether blanks and then `:` with a blank follow; stays there if so. */
  private atKeyColon(): boolean {
    const { cursor } = this;
    let pos = cursor.pos;
    while (unitAt(cursor.text, pos) === SPACE) pos++;
    if (unitAt(cursor.text, pos) !== COLON || !isSpaceOrEnd(unitAt(cursor.text, pos + 1))) return false;
    if (pos === cursor.lineStart) return false;
    cursor.pos = pos;
    return true;
  }

  private parseBlockSeq(column: number): SeqNode {
    const { cursor } = this;
    const start = cursor.pos;
    const items: YamlNode[] = [];
    let end = start;
    do {
      cursor.pos++;
      const item = this.parseBlockNode(column, true, column + 1);
      items.push(item);
      end = Math.max(item.end, cursor.pos > item.end ? item.end : cursor.pos);
      cursor.skip(false);
      this.checkBlockEnd(column);
    } while (
      cursor.column === column && cursor.unit() === DASH && isSpaceOrEnd(cursor.next()) && !cursor.atDocumentMarker()
    );
    return { kind: "seq", flow: false, items, start, end, propsStart: start, anchor: undefined, tag: undefined };
  }

  /** After an entry of a block collection at `column`: the next token must start a line, and not further right. */
  private checkBlockEnd(column: number): void {
    const { cursor } = this;
    if (cursor.unit() === END) return;
    let first = cursor.lineStart;
    while (unitAt(cursor.text, first) === SPACE) first++;
    if (first !== cursor.pos) throw cursor.error("this text follows a complete value");
    if (cursor.column > column) {
      throw cursor.error("this line is indented too far, or the line above lacks something");
    }
  }

  private parseBlockMap(column: number, firstKey: YamlNode | undefined): MapNode {
    const { cursor } = this;
    const pairs: YamlPair[] = [];
    const start = firstKey?.propsStart ?? cursor.pos;
    let key = firstKey;
    let end = start;
    do {
      const pair = key === undefined ? this.parseBlockPair(column) : this.parsePairValue(key, column);
      key = undefined;
      pairs.push(pair);
      end = Math.max(pair.value.end, pair.key.end);
      cursor.skip(false);
      this.checkBlockEnd(column);
    } while (cursor.column === column && cursor.unit() !== END && !cursor.atDocumentMarker() && !this.atDash());
    return { kind: "map", flow: false, pairs, start, end, propsStart: start, anchor: undefined, tag: undefined };
  }

  private atDash(): boolean {
    return this.cursor.unit() === DASH && isSpaceOrEnd(this.cursor.next());
  }

  /** With the cursor at the colon. */
  private parsePairValue(key: YamlNode, column: number): YamlPair {
    this.cursor.pos++;
    return { key, value: this.parseBlockNode(column, false, column), explicit: false };
  }

  private parseBlockPair(column: number): YamlPair {
    const { cursor } = this;
    if (cursor.unit() === QUESTION && isSpaceOrEnd(cursor.next())) {
      cursor.pos++;
      const key = this.parseBlockNode(column, true, column);
      cursor.skip(false);
      const hasValue = cursor.column === column && cursor.unit() === COLON && isSpaceOrEnd(cursor.next());
      if (!hasValue) return { key, value: scalarNode("plain", "", key.end, key.end), explicit: true };
      cursor.pos++;
      return { key, value: this.parseBlockNode(column, true, column), explicit: true };
    }
    if (cursor.unit() === COLON && isSpaceOrEnd(cursor.next())) {
      const key = scalarNode("plain", "", cursor.pos, cursor.pos);
      cursor.pos++;
      return { key, value: this.parseBlockNode(column, true, column), explicit: false };
    }
    const { pos: start, lineStart } = cursor;
    const props = this.takeProps();
    const key = this.parseAtom(column, props);
    if (!this.atKeyColon() || cursor.lineStart !== lineStart || cursor.pos - start > LONGEST_SIMPLE_KEY) {
      throw cursor.error('a key with ": " is missing here', start);
    }
    return this.parsePairValue(key, column);
  }

  private parseAlias(): AliasNode {
    const { cursor } = this;
    const start = cursor.pos++;
    const name = this.takeName("alias");
    const target = this.anchors.get(name);
    if (target === undefined) throw cursor.error(`there is no anchor &${name} above`, start);
    const { pos: end } = cursor;
    return { kind: "alias", name, target, start, end, propsStart: start, anchor: undefined, tag: undefined };
  }

  private takeName(what: string): string {
    const { cursor } = this;
    const start = cursor.pos;
    let pos = start;
    while (!isSpaceOrEnd(unitAt(cursor.text, pos)) && !/[,\[\]{}]/.test(cursor.text.charAt(pos))) pos++;
    if (pos === start) throw cursor.error(`the ${what} has no name`, start - 1);
    cursor.pos = pos;
    return cursor.text.slice(start, pos);
  }

  private takeProps(): Props | undefined {
    const { cursor } = this;
    if (cursor.unit() !== 38 && cursor.unit() !== 33) return undefined;
    const props: Props = { start: cursor.pos, anchor: undefined, tag: undefined };
    while (true) {
      if (cursor.unit() === 38 && props.anchor === undefined) {
        cursor.pos++;
        props.anchor = this.takeName("anchor");
      } else if (cursor.unit() === 33 && props.tag === undefined) {
        props.tag = this.takeTag();
      } else {
        return props;
      }
      if (!isSpaceOrEnd(cursor.unit()) && !/[,\]}]/.test(cursor.text.charAt(cursor.pos))) {
        throw cursor.error("a blank is missing");
      }
      while (cursor.unit() === SPACE) cursor.pos++;
    }
  }

  private takeTag(): string {
    const { cursor } = this;
    const match = /^!(?:<([^>\s]*)>|([\w-]*!)?([^\s,\[\]{}]*))/.exec(cursor.text.slice(cursor.pos, cursor.pos + 1024))!;
    const start = cursor.pos;
    cursor.pos += match[0].length;
    if (match[1] !== undefined) return match[1];
    const handle = match[2] === undefined ? "!" : "!" + match[2];
    const prefix = this.handles.get(handle);
    if (prefix === undefined) throw cursor.error(`the tag's handle ${handle} is not known`, start);
    return prefix + match[3];
  }

  private withProps<T extends YamlNode>(node: T, props: Props | undefined): T {
    if (props === undefined) return node;
    if (node.kind === "alias" || node.anchor !== undefined || node.tag !== undefined) {
      throw this.cursor.error("a second anchor or tag for one value", props.start);
    }
    node.anchor = props.anchor;
    node.tag = props.tag;
    node.propsStart = props.start;
    if (props.anchor !== undefined) this.anchors.set(props.anchor, node);
    return node;
  }

  private restOfLineIsEmpty(): boolean {
    const { cursor } = this;
    const unit = cursor.unit();
    return unit === END || unit === 35 || unit === 10 || unit === 13 || unit === 0x85;
  }

  private parseFlowSeq(): SeqNode {
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

  private parseFlowMap(): MapNode {
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
  private eachFlowEntry(close: number, start: number, takeEntry: () => void): void {
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

  private parseFlowEntry(): { key: YamlNode; value: YamlNode | undefined; explicit: boolean } {
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

  private parseFlowNode(): YamlNode {
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
  private followsColon(): boolean {
    const before = this.cursor.text.slice(Math.max(0, this.cursor.pos - 200), this.cursor.pos);
    return /:\s*$/.test(before);
  }

  private nested<T>(parse: () => T): T {
    if (++this.depth > DEEPEST_NESTING) throw this.cursor.error("this is nested too deeply");
    const node = parse();
    this.depth--;
    return node;
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

function nameOf(codePoint: number): string {
  return "U+" + codePoint.toString(16).toUpperCase().padStart(4, "0");
}
