/** Listings as `list` and `list-url` print them. */
import { dumpPyJson, type Value } from "../common/mod.ts";
import { textWidth } from "../show/mod.ts";
import type { Listed, ListedTree } from "../sources/mod.ts";

interface ListColumns {
  readonly size: boolean;
  readonly hash: boolean;
}

export function listLines(entries: readonly Listed[], columns: ListColumns): string[] {
  return tableLines(entries.map((entry) => rowOf(entry, entry.path, columns)), columns);
}

/** With the lines that join what is in a folder to it. */
export function treeLines(tree: ListedTree, columns: ListColumns): string[] {
  const rows: string[][] = [];
  const visit = ({ entry, contents }: ListedTree, before: string, joint: string, after: string) => {
    rows.push(rowOf(entry, before + joint + entry.path, columns));
    contents.forEach((child, i) => {
      const isLast = i === contents.length - 1;
      visit(child, before + after, isLast ? CORNER : EDGE, isLast ? BLANK : LINE);
    });
  };
  visit(tree, "", "", "");
  return tableLines(rows, columns);
}

const EDGE = "\u251c\u2500\u2500 ", CORNER = "\u2514\u2500\u2500 ", LINE = "\u2502   ", BLANK = "    ";

export function listJson(entries: readonly Listed[]): string {
  return dumpPyJson(entries.map(({ isOut, isDir, isExec, size, md5, path }): Value =>
    new Map<string, Value>([
      ["isout", isOut],
      ["isdir", isDir],
      ["isexec", isExec],
      ["size", size === null ? null : BigInt(size)],
      ["md5", md5],
      ["path", path],
    ])
  ));
}

function rowOf(entry: Listed, name: string, { size, hash }: ListColumns): string[] {
  const bytes = entry.size;
  return [
    ...size ? [bytes === null || (entry.isDir && bytes <= 0) ? "" : shortSize(bytes)] : [],
    ...hash ? [entry.md5 ?? "-"] : [],
    name,
  ];
}

/** The first column of two or more is on the right where it holds sizes; the last one has no end. */
function tableLines(rows: readonly (readonly string[])[], { size }: ListColumns): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => textWidth(row[column] ?? ""))));
  return rows.map((row) =>
    row.map((cell, column) => {
      if (column === row.length - 1) return cell;
      const blanks = " ".repeat((widths[column] ?? 0) - textWidth(cell));
      return size && column === 0 ? blanks + cell : cell + blanks;
    }).join("  ")
  );
}

/** Three digits: `312`, `4.00k`, `12.3M` (DVC 3.67.1: dvc/utils/humanize.py). */
export function shortSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let amount = bytes;
  for (const unit of ["", "k", "M", "G", "T", "P", "E"]) {
    if (amount < 999.5) return amount.toFixed(amount < 9.995 ? 2 : amount < 99.95 ? 1 : 0) + unit;
    amount /= 1024;
  }
  return `${amount.toFixed(1)}Z`;
}
