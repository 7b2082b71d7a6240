/** What may stand before any node: anchors, tags, aliases. */
import { DEEPEST_NESTING } from "@exp/values";
import { END, isSpaceOrEnd, SPACE, unitAt, YamlCursor } from "./yaml_cursor.ts";
import type { AliasNode, YamlNode } from "./yaml_nodes.ts";
import { canStartPlain } from "./yaml_scan.ts";

/** Enough for every value of a params file inside of a dvc.lock, where an anchor takes a level of its own. */
const DEEPEST_TREE = 2 * DEEPEST_NESTING + 50;

export interface Props {
  readonly start: number;
  anchor: string | undefined;
  tag: string | undefined;
}

export class PropsParser {
  readonly cursor: YamlCursor;
  private readonly anchors = new Map<string, Exclude<YamlNode, AliasNode>>();
  protected readonly handles = new Map([["!", "!"], ["!!", "tag:yaml.org,2002:"]]);
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

  protected parseAlias(): AliasNode {
    const { cursor } = this;
    const start = cursor.pos++;
    const name = this.takeName("alias");
    const target = this.anchors.get(name);
    if (target === undefined) throw cursor.error(`there is no anchor &${name} above`, start);
    const { pos: end } = cursor;
    return { kind: "alias", name, target, start, end, propsStart: start, anchor: undefined, tag: undefined };
  }

  protected takeName(what: string): string {
    const { cursor } = this;
    const start = cursor.pos;
    let pos = start;
    while (!isSpaceOrEnd(unitAt(cursor.text, pos)) && !/[,\[\]{}]/.test(cursor.text.charAt(pos))) pos++;
    if (pos === start) throw cursor.error(`the ${what} has no name`, start - 1);
    cursor.pos = pos;
    return cursor.text.slice(start, pos);
  }

  protected takeProps(): Props | undefined {
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

  protected takeTag(): string {
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

  protected withProps<T extends YamlNode>(node: T, props: Props | undefined): T {
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

  protected nested<T>(parse: () => T): T {
    if (++this.depth > DEEPEST_TREE) throw this.cursor.error(`more than ${DEEPEST_TREE} levels of nesting`);
    const node = parse();
    this.depth--;
    return node;
  }

  protected checkPlainStart(inFlow: boolean): void {
    const { cursor } = this;
    if (canStartPlain(cursor.unit(), cursor.next(), inFlow)) return;
    if (cursor.unit() === 9) throw cursor.error("a tab cannot be used here; use blanks");
    if (cursor.unit() === END) throw cursor.error("the text ends too early");
    throw cursor.error(`a value cannot start with "${String.fromCharCode(cursor.unit())}"; quote it`);
  }
}

function nameOf(codePoint: number): string {
  return "U+" + codePoint.toString(16).toUpperCase().padStart(4, "0");
}
