/** Stages in columns, each right of all that it needs. */

interface PlacedStage {
  readonly name: string;
  readonly column: number;
  /** From the top; stages of a column stand near to what they need. */
  readonly line: number;
}

type Edge = readonly [from: string, to: string];

export function layoutStages(names: readonly string[], edges: readonly Edge[]): PlacedStage[] {
  const needs = Map.groupBy(edges, ([, to]) => to);
  const columns = new Map<string, number>();
  const columnOf = (name: string): number => {
    const known = columns.get(name);
    if (known !== undefined) return known;
    columns.set(name, 0); // whoever comes back here is in a circle, which a pipeline has not
    const column = Math.max(-1, ...(needs.get(name) ?? []).map(([from]) => columnOf(from))) + 1;
    columns.set(name, column);
    return column;
  };
  const byColumn = Map.groupBy(names, columnOf);
  const lines = new Map<string, number>();
  for (const column of [...byColumn.keys()].sort((a, b) => a - b)) {
    const wish = (name: string) => {
      const above = (needs.get(name) ?? []).map(([from]) => lines.get(from) ?? 0);
      return above.length === 0 ? 0 : above.reduce((sum, line) => sum + line, 0) / above.length;
    };
    byColumn.get(column)!.map((name) => ({ name, wish: wish(name) })).sort((a, b) => a.wish - b.wish)
      .forEach(({ name }, line) => lines.set(name, line));
  }
  return names.map((name) => ({ name, column: columnOf(name), line: lines.get(name)! }));
}
