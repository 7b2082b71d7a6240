/** Block texts (`|`, `>`) written back in the style in which DVC re-emits them. */
import type { DocScalar, ScalarSource } from "./yaml_document.ts";
import { WIDTH, type YamlWriter } from "./yaml_write.ts";

/** Writes a `|` or `>` text; false when such a text cannot hold the value. */
export function writeBlockText(
  writer: YamlWriter,
  node: DocScalar,
  source: ScalarSource & { kind: "block" },
  indent: number,
): boolean {
  const text = node.value as string;
  if (writer.dialect.special.test(text)) return false;
  if (node.anchor !== undefined) writer.write(`&${node.anchor} `);
  const width = /^[ \n\x85\u2028\u2029]/.test(text) ? "2" : "";
  writer.write((source.style === "literal" ? "|" : ">") + width + chompingOf(text));
  if (source.header.column >= 0) {
    writer.write(" ".repeat(Math.max(1, source.header.column - writer.column)) + source.header.text);
  }
  const margin = " ".repeat(indent);
  for (const line of linesOf(text, source, indent)) writer.writeLines("\n" + (line === "" ? "" : margin + line));
  return true;
}

function chompingOf(text: string): string {
  if (text === "") return "";
  if (!text.endsWith("\n")) return "-";
  return text === "\n" || text.endsWith("\n\n") ? "+" : "";
}

function linesOf(text: string, source: ScalarSource & { kind: "block" }, indent: number): string[] {
  if (text === "") return [];
  if (source.style === "literal") return text.replace(/\n$/, "").split("\n");
  const kept = Math.max(0, /\n*$/.exec(text)![0].length - 1);
  return [...foldedLines(source.lines, indent), ...Array<string>(kept).fill("")];
}

/** The lines of a folded text: its own, joined where one ends in a blank, and broken where one is too long. */
function foldedLines(source: readonly string[], indent: number): string[] {
  const joined: string[] = [];
  for (const line of source) {
    const last = joined.at(-1);
    if (last !== undefined && /[^ ] +$/.test(last) && line !== "" && !line.startsWith(" ") && !last.startsWith(" ")) {
      joined[joined.length - 1] = `${last} ${line}`;
    } else {
      joined.push(line);
    }
  }
  return joined.flatMap((line) => {
    const lines: string[] = [];
    let current = "";
    for (const part of line.split(/( +)/)) {
      if (part === " " && current !== "" && indent + [...current].length > WIDTH) {
        lines.push(current);
        current = "";
      } else {
        current += part;
      }
    }
    return [...lines, current];
  });
}
