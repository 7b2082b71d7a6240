/** Pages of the manual, which are Markdown, as a terminal shows them: no marks, no line wider than it. */
import { textWidth } from "../show/mod.ts";

/** @param width in columns; a block of code may be wider */
export function pageText(markdown: string, width: number): string {
  return blocksOf(markdown.replace(/<!--[^]*?-->\n?/g, "")).map((block) => shown(block, width)).join("\n\n") + "\n";
}

interface Block {
  readonly kind: "code" | "table" | "heading" | "item" | "text";
  readonly lines: readonly string[];
}

function blocksOf(markdown: string): Block[] {
  const blocks: { kind: Block["kind"]; lines: string[] }[] = [];
  let isFenced = false, isOpen = false;
  for (const line of markdown.split("\n")) {
    if (line.startsWith("```")) {
      isFenced = !isFenced;
      if (isFenced) blocks.push({ kind: "code", lines: [] });
      isOpen = false;
      continue;
    }
    if (isFenced) blocks.at(-1)!.lines.push(line);
    else if (line.trim() === "") {
      isOpen = false;
      if (blocks.at(-1)?.kind === "code") blocks.at(-1)!.lines.push(""); // between lines of code it belongs to them
    } else if (isOpen && kindOf(line) !== "item") blocks.at(-1)!.lines.push(line);
    else if (kindOf(line) === "code" && blocks.at(-1)?.kind === "code") blocks.at(-1)!.lines.push(line.slice(4));
    else {
      const kind = kindOf(line);
      blocks.push({ kind, lines: [kind === "code" ? line.slice(4) : line] });
      isOpen = kind !== "heading" && kind !== "code";
    }
  }
  return blocks.filter(({ lines }) => lines.some((line) => line !== ""));
}

function kindOf(line: string): Block["kind"] {
  if (line.startsWith("    ")) return "code";
  if (line.startsWith("|")) return "table";
  if (line.startsWith("#")) return "heading";
  return /^(?:[-*]|\d+\.) /.test(line) ? "item" : "text";
}

function shown({ kind, lines }: Block, width: number): string {
  switch (kind) {
    case "code":
      return lines.map((line) => `    ${line}`.trimEnd()).join("\n").trimEnd();
    case "heading":
      return unmarked(lines[0]!.replace(/^#+ /, "")).toUpperCase();
    case "table":
      return tableText(lines.map(cellsOf), width);
    case "item": {
      const [, mark = "", rest = ""] = /^(\S+ )([^]*)$/.exec(lines.map((line) => line.trim()).join(" ")) ?? [];
      return folded(unmarked(rest), width, " ".repeat(mark.length)).replace(/^ +/, mark);
    }
    case "text":
      return folded(unmarked(lines.join(" ")), width, "");
  }
}

/** Links, code and stress without their marks; a page of this folder is told as what shows it. */
export function unmarked(text: string): string {
  return text.replace(/!\[[^\]]*\]\([^)]*\)/g, "")
    .replace(/\[([^\]]*)\]\(([a-z-]+)\.md(?:#[^)]*)?\)/g, "$1 (exp help $2)")
    .replace(/\[([^\]]*)\]\((https?:[^)]*)\)/g, "$1 ($2)")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\*\*([^*]+)\*\*/g, "$1")
    .replace(/`([^`]*)`/g, "$1");
}

function cellsOf(line: string): string[] {
  return line.replace(/^\|/, "").replace(/\|\s*$/, "").split(/(?<!\\)\|/).map((cell) =>
    unmarked(cell.trim().replaceAll("\\|", "|"))
  );
}

/** What the last column needs at least, to be one. */
const NARROWEST = 30;

/** In columns, the last one folded, where there is room for it; else a paragraph for each row. */
function tableText([head = [], , ...rows]: readonly (readonly string[])[], width: number): string {
  const lines = [head, ...rows].filter((cells) => cells.some((cell) => cell !== ""));
  const widths = head.slice(0, -1).map((_, i) => Math.max(...lines.map((cells) => textWidth(cells[i] ?? ""))) + 2);
  const before = widths.reduce((sum, one) => sum + one, 0);
  if (width - before >= NARROWEST) return lines.map((cells) => rowText(cells, widths, width)).join("\n");
  return rows.map(([first = "", ...others]) =>
    [
      folded(first, width, ""),
      ...others.map((cell, i) => folded(head[i + 1] ? `${head[i + 1]}: ${cell}` : cell, width, "    ")),
    ].join("\n")
  ).join("\n\n");
}

function rowText(cells: readonly string[], widths: readonly number[], width: number): string {
  const before = widths.map((one, i) => cells[i]! + " ".repeat(one - textWidth(cells[i]!))).join("");
  const last = folded(cells[widths.length] ?? "", width, " ".repeat(textWidth(before)));
  return (before + last.trimStart()).trimEnd();
}

/** @param margin in front of each line */
function folded(text: string, width: number, margin: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(last) + 1 + textWidth(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(margin + word);
  }
  return lines.join("\n");
}
