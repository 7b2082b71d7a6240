import type { ShowRow } from "./table.ts";
import { textWidth, truncate, widestOf } from "./text_width.ts";

/** What an experiment's name is not cut below, even if fewer characters would tell it from the others. */
const SHORTEST_NAME = 8;
/** Where names may be cut, by the part of what is left that stands in front: in the middle if that tells them apart. */
const PLACES = [0.5, 0.25, 0.75, 0, 1] as const;

/** How all labels look. */
export interface LabelLook {
  readonly unicode: boolean;
  /** Without the ids of commits in front of names. */
  readonly namesAlone?: boolean;
}

/** How the first column's names are shortened. */
interface NameCut {
  readonly width: number;
  readonly place: number;
}

const WHOLE: NameCut = { width: Infinity, place: 0.5 };

/** The first column of a table for people: the row's place in the tree, its commit, its name. */
export function treeLabel(row: ShowRow, { unicode, namesAlone }: LabelLook, { width, place } = WHOLE): string {
  const name = truncate(nameOf(row), { width, ellipsis: ellipsisOf(unicode), place });
  const id = namesAlone ? "" : `${row.rev} `;
  return branchOf(row, unicode) + (row.experiment === "" ? name : `${id}[${name}]`);
}

/** The same for all rows, in at most `width` columns: names are cut where that leaves what tells them apart. */
export function cutTreeLabels(rows: readonly ShowRow[], look: LabelLook, width: number): string[] {
  const whole = rows.map((row) => treeLabel(row, look));
  if (widestOf(whole) <= width) return whole;
  const names = namesIn(rows);
  const place = PLACES.find((each) => areDistinct(names, shortestName(rows, look, width), each, look)) ?? 0.5;
  return rows.map((row, i) => {
    const excess = textWidth(whole[i]!) - width;
    return excess <= 0 ? whole[i]! : treeLabel(row, look, { width: textWidth(nameOf(row)) - excess, place });
  });
}

/** Columns of the widest label when names are cut as far as they still tell all rows apart. */
export function leastLabelWidth(rows: readonly ShowRow[], look: LabelLook): number {
  const names = namesIn(rows);
  const widest = widestOf(names);
  let width = Math.min(SHORTEST_NAME, widest);
  while (width < widest && !PLACES.some((place) => areDistinct(names, width, place, look))) width++;
  return widestOf(rows.map((row) => treeLabel(row, look, { width, place: 0.5 })));
}

/** What is left of the most shortened name. */
function shortestName(rows: readonly ShowRow[], look: LabelLook, width: number): number {
  return rows.reduce((shortest, row) => {
    const [name, label] = [textWidth(nameOf(row)), textWidth(treeLabel(row, look))];
    return label <= width ? shortest : Math.min(shortest, name - (label - width));
  }, Infinity);
}

function areDistinct(names: readonly string[], width: number, place: number, { unicode }: LabelLook): boolean {
  const ellipsis = ellipsisOf(unicode);
  return new Set(names.map((name) => truncate(name, { width, ellipsis, place }))).size === names.length;
}

function namesIn(rows: readonly ShowRow[]): string[] {
  return [...new Set(rows.map(nameOf))];
}

function nameOf(row: ShowRow): string {
  return row.experiment || row.rev;
}

export function ellipsisOf(unicode: boolean): string {
  return unicode ? "…" : "~";
}

function branchOf({ kind }: ShowRow, unicode: boolean): string {
  const [branch, base, tip, commit, last] = unicode
    ? ["├── ", "└── ", "│ ╓ ", "│ ╟ ", "├─╨ "]
    : ["|-- ", "`-- ", "| , ", "| | ", "|-' "];
  switch (kind) {
    case "baseline":
      return "";
    case "branch_commit":
      return branch!;
    case "branch_base":
      return base!;
    case "checkpoint_tip":
      return tip!;
    case "checkpoint_commit":
      return commit!;
    case "checkpoint_base":
      return last!;
  }
}
