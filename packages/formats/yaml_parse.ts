/**
 * YAML text to its tree, by YAML 1.1's tokens as ruamel.yaml has them (`scanner.py`, `parser.py`; for example `"a":1` is no
 * pair in block style). Own: packages take 20 to 40 times as long, or give no tree to edit. Held by `tests/recorded/yaml_read`
 * (DVC's answers), by `tests/yaml_oracle_test.ts` (the package `yaml`) and by `scripts/interop_apply.py`.
 */
import { END, isSpaceOrEnd, SPACE, unitAt } from "./yaml_cursor.ts";
import { type MapNode, scalarsOf, type SeqNode, type YamlNode, type YamlPair, type YamlTree } from "./yaml_nodes.ts";
import { FlowParser } from "./yaml_parse_flow.ts";
import { scalarNode } from "./yaml_scan.ts";

const LONGEST_SIMPLE_KEY = 1024;
const DASH = 45, QUESTION = 63, COLON = 58;

/** @throws {YamlSyntaxError} */
export function parseYamlTree(text: string): YamlTree {
  return new YamlParser(text).parse();
}

class YamlParser extends FlowParser {
  /** Says a directive that plain scalars have the meaning of YAML 1.1? */
  private isVersion11 = false;

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
    if (this.isVersion11 && root !== undefined) { for (const node of scalarsOf(root)) node.isVersion11 = true; }
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
      if (/^%YAML\s+1\.1\s*(#|$)/.test(line)) this.isVersion11 = true;
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

  private restOfLineIsEmpty(): boolean {
    const { cursor } = this;
    const unit = cursor.unit();
    return unit === END || unit === 35 || unit === 10 || unit === 13 || unit === 0x85;
  }
}
