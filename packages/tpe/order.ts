import type { Trial } from "./space.ts";

/**
 * The better trial first: of those that have come to their end the one with the smaller loss; then those that were pruned,
 * the one that came farther first; then those that break constraints, the one that breaks them less first, whatever its
 * loss (Deb, "An Efficient Constraint Handling Method for Genetic Algorithms", 2000; as Optuna 5's TPE has it). Of equal
 * ones the older.
 */
export function compareTrials(a: Trial, b: Trial): number {
  return compare(a.violation ?? 0, b.violation ?? 0) || compare(b.prunedAt ?? Infinity, a.prunedAt ?? Infinity) ||
    compare(orWorst(a.loss!), orWorst(b.loss!)) || a.number - b.number;
}

function orWorst(loss: number): number {
  return Number.isNaN(loss) ? Infinity : loss;
}

/** Not their difference: two infinite ones have none. */
export function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
