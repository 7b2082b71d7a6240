/** What a search has found, as charts need it: parameters with their values, and what trials have said on their way. */
import { curveOf, type TaskReport } from "../queue/mod.ts";
import { axesOf, type SpaceAxis } from "./axes.ts";
import type { Search } from "./store.ts";
import { isTrialOf, type Trial, trialNumber, type TrialReader } from "./trials.ts";

interface SearchedParameter {
  readonly name: string;
  /** Does each factor count as much as another? */
  readonly isLog: boolean;
  /** A trial's; null where nobody knows, or where it has none. */
  valueOf(trial: Trial): number | string | null;
}

export function searchedParameters({ overrides }: Pick<Search, "overrides">): SearchedParameter[] {
  return axesOf(overrides).map((axis) => ({
    name: axis.sweep.key,
    isLog: axis.axis.kind !== "choice" && axis.axis.isLog,
    valueOf: (trial) => valueIn(trial, axis),
  }));
}

function valueIn({ overrides }: Trial, { file, sweep }: SpaceAxis): number | string | null {
  const key = sweep.input.slice(0, sweep.input.indexOf("=") + 1);
  const text = overrides?.get(file)?.find((one) => one.startsWith(key))?.slice(key.length);
  if (text === undefined) return null;
  return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
}

/** By number, of trials whose tasks are in a queue here: what they have said while they ran. */
export function curvesOfTrials(
  { repo, tasks, elsewhere }: TrialReader,
  search: Search,
): ReadonlyMap<number, TaskReport[]> {
  const known = [...tasks.read().map(({ task }) => ({ task, queue: repo })), ...elsewhere.read()];
  const own = known.filter(({ task }) => isTrialOf(search, task));
  return new Map(own.map(({ task, queue }) => [trialNumber(search.name, task.entry.name)!, curveOf(queue, task.id)]));
}
