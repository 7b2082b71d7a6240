/** The tree of a YAML text: what was written where. Offsets are UTF-16 units into the text. */

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

export interface NodeBase {
  /** where the content starts, behind anchor and tag */
  start: number;
  /** where the content ends: behind the last character that belongs to it, line break excluded */
  end: number;
  /** where anchor or tag start; equal to `start` without them */
  propsStart: number;
  anchor: string | undefined;
  tag: string | undefined;
}

export interface ScalarNode extends NodeBase {
  kind: "scalar";
  style: ScalarStyle;
  /** Is the file YAML 1.1, by a directive? */
  isVersion11?: boolean;
  /** the text after unescaping and folding; an empty plain scalar stands for nothing written at all */
  text: string;
}

export interface SeqNode extends NodeBase {
  kind: "seq";
  flow: boolean;
  items: YamlNode[];
}

export interface MapNode extends NodeBase {
  kind: "map";
  flow: boolean;
  pairs: YamlPair[];
}

export interface YamlPair {
  key: YamlNode;
  value: YamlNode;
  /** written as `? key` */
  explicit: boolean;
}

export interface AliasNode extends NodeBase {
  kind: "alias";
  name: string;
  target: Exclude<YamlNode, AliasNode>;
}

export type YamlNode = ScalarNode | SeqNode | MapNode | AliasNode;

/** A comment from its `#` to the end of its line, break excluded. */
export interface YamlComment {
  readonly start: number;
  readonly end: number;
}

export interface YamlTree {
  readonly text: string;
  /** undefined: the text holds no document */
  readonly root: YamlNode | undefined;
  readonly comments: readonly YamlComment[];
  /** offset of a `---` line, or -1 */
  readonly documentStart: number;
  /** offset of a `...` line, or -1 */
  readonly documentEnd: number;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line and column, both counted from 1 and the column in characters, of an offset. */
export function positionAt(text: string, offset: number): Position {
  let line = 1, lineStart = 0;
  for (let i = 0; i < offset; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10)) {
      line++;
      lineStart = i + 1;
    }
  }
  if (lineStart === 0 && text.charCodeAt(0) === 0xfeff && offset > 0) lineStart = 1;
  return { line, column: [...text.slice(lineStart, offset)].length + 1 };
}

/** All scalars below a node, keys included. */
export function* scalarsOf(node: YamlNode): Generator<ScalarNode> {
  if (node.kind === "scalar") yield node;
  else if (node.kind === "seq") { for (const item of node.items) yield* scalarsOf(item); }
  else if (node.kind === "map") {
    for (const { key, value } of node.pairs) {
      yield* scalarsOf(key);
      yield* scalarsOf(value);
    }
  }
}
