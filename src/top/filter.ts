import { ExpError, type Value } from "../common/mod.ts";
import { type Column, formatCell, parseCondition } from "../show/mod.ts";
import type { TopRow } from "./facts.ts";

type Test = (row: TopRow) => boolean;

/**
 * Which rows a filter means. Each of its words must hold: `acc>0.9`, `lr=0.1`, `state=failed` as `exp show --filter` has
 * them, any other is looked for in names, states and parameters. Half a word, as it is typed, is such a word.
 */
export function parseFilter(text: string, columns: readonly Column[]): Test {
  const words = text.replace(/\s*([=!<>]+)\s*/g, "$1").split(/\s+/).filter((word) => word !== "");
  const tests = words.map((word) => conditionOf(word, columns) ?? ((row: TopRow) => says(row, word.toLowerCase())));
  return (row) => tests.every((test) => test(row));
}

function conditionOf(word: string, columns: readonly Column[]): Test | undefined {
  try {
    const { column, holds } = parseCondition(word);
    const places = columnsCalled(columns, column);
    return (row) => [...valuesOf(row, column, places)].some(holds);
  } catch (error) {
    if (error instanceof ExpError) return undefined;
    throw error;
  }
}

export function columnsCalled(columns: readonly Column[], name: string): Column[] {
  const exact = columns.filter((column) => column.name === name || `${column.file}:${column.key}` === name);
  return exact.length > 0 ? exact : columns.filter((column) => column.key === name.replace(/^:/, ""));
}

/** A project's own `name` or `state` goes before ours. */
function* valuesOf(row: TopRow, name: string, places: readonly Column[]): Iterable<Value | undefined> {
  for (const place of places) yield row.values.get(place);
  if (places.length > 0) return;
  if (name === "name") yield row.name;
  if (name === "state") yield* row.isHeld ? [row.pane, "held"] : [row.pane];
}

function says(row: TopRow, word: string): boolean {
  if ([row.name, row.pane, row.words].some((text) => text.toLowerCase().includes(word))) return true;
  return [...row.values].some(([column, value]) =>
    column.kind === "param" && `${column.key}=${formatCell(value)}`.toLowerCase().includes(word)
  );
}
