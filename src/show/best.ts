/** Which way a metric gets better, and which rows have the best of it. */
import { fault } from "./faults.ts";
import { findColumn } from "./collect_columns.ts";
import type { Column, ShowRow } from "./table.ts";

type Direction = "min" | "max";
/** The rows with the best value of a column. */
export type BestRows = ReadonlyMap<Column, { readonly direction: Direction; readonly rows: ReadonlySet<ShowRow> }>;

const LOWER =
  "loss losses err error errors mse rmse mae mape logloss nll perplexity ppl wer cer fid regret brier entropy divergence";
const HIGHER =
  "acc accuracy auc auroc auprc roc f1 fscore precision recall score reward return iou miou map dice bleu rouge r2 " +
  "kappa mcc specificity sensitivity psnr ssim ndcg mrr";
const DIRECTIONS = new Map<string, Direction>([
  ...LOWER.split(" ").map((word) => [word, "min"] as const),
  ...HIGHER.split(" ").map((word) => [word, "max"] as const),
]);

/** As words of the key's last part tell; undefined where none does, or two disagree. */
export function directionOf(key: string): Direction | undefined {
  const words = (key.split(".").at(-1) ?? "").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase().split(/[^a-z0-9]+/);
  const found = new Set(words.flatMap((word) => DIRECTIONS.get(word) ?? []));
  return found.size === 1 ? [...found][0] : undefined;
}

/**
 * `[FILE:]KEY=min` or `max`, by column.
 * @throws {ExpError} `usage` for another text, and for an unknown or ambiguous column
 */
export function readDirections(texts: readonly string[], columns: readonly Column[]): Map<Column, Direction> {
  return new Map(texts.map((text) => {
    const [, name, direction] = /^(.+)=(min|max)$/.exec(text) ?? [];
    if (name === undefined) throw fault("usage/best", { text });
    return [findColumn(columns, name), direction as Direction];
  }));
}

/** Of columns in which values differ; a metric whose direction nobody knows has no best. */
export function findBest(
  columns: readonly Column[],
  rows: readonly ShowRow[],
  told: ReadonlyMap<Column, Direction>,
): BestRows {
  const best = new Map<Column, { direction: Direction; rows: Set<ShowRow> }>();
  for (const column of columns) {
    const direction = told.get(column) ?? (column.kind === "metric" ? directionOf(column.key) : undefined);
    if (direction === undefined) continue;
    const numbers = rows.flatMap((row) => {
      const number = numberIn(row, column);
      return number === undefined ? [] : [[row, number] as const];
    });
    const values = numbers.map(([, number]) => number);
    if (new Set(values).size < 2) continue;
    const most = values.reduce((a, b) => (direction === "min" ? a < b : a > b) ? a : b);
    best.set(column, { direction, rows: new Set(numbers.filter(([, number]) => number === most).map(([row]) => row)) });
  }
  return best;
}

function numberIn(row: ShowRow, column: Column): number | undefined {
  const cell = row.cells.get(column);
  const value = cell !== undefined && "value" in cell ? cell.value : undefined;
  if (typeof value !== "number" && typeof value !== "bigint") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
