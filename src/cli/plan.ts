import type { Context } from "./command.ts";

/**
 * What `--dry-run` prints: one line for each thing that would be done, as the results of that command.
 *
 * @param steps verbs in front, such as "remove model.pkl"
 * @returns the exit code
 */
export function tellPlan(context: Context, steps: readonly string[]): number {
  if (context.verbosity === "quiet") return 0;
  for (const step of steps.length === 0 ? ["do nothing"] : steps) context.print(`would ${step}`);
  return 0;
}
