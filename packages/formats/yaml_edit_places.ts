/** Where the parts of entries stand that the tree of a YAML text does not tell. */
import type { TextLines } from "./text_lines.ts";
import type { YamlNode, YamlPair } from "./yaml_nodes.ts";

export function pairRange(pair: YamlPair): { from: number; to: number } {
  return { from: pair.key.propsStart, to: Math.max(pair.key.end, pair.value.end) };
}

/** Behind the colon of a pair; for a pair without one, behind its key. */
export function colonEnd(text: string, pair: YamlPair): number {
  const between = text.slice(pair.key.end, Math.max(pair.key.end, pair.value.propsStart));
  const colon = /^\s*:/.exec(between);
  return pair.key.end + (colon === null ? 0 : colon[0].length);
}

/** The dash of an item of a block list at `column`. */
export function dashOf(text: string, lines: TextLines, item: YamlNode, column: number): number {
  let start = lines.lineStart(item.propsStart);
  while (start > 0 && !(text.charAt(start + column) === "-" && start + column < item.propsStart)) {
    start = lines.lineStart(lines.beforeBreak(start));
  }
  return start + column;
}

/** From the end of a line to the end of the last of the comment lines below it that are indented beyond `column`. */
export function belowComments(text: string, lineEnd: number, column: number): number {
  for (let at = lineEnd;;) {
    const comment = /^(?:\r?\n|\r)( *)#[^\r\n]*/.exec(text.slice(at));
    if (comment === null || comment[1]!.length <= column) return at;
    at += comment[0].length;
  }
}
