/**
 * Searches: parameters whose values the queue finds by itself.
 *
 * What is searched is a commit under `refs/exp-search/NAME`, which holds the definition and keeps the workspace of that
 * moment. A trial is an experiment like any other, called NAME-1, NAME-2, …; which point it is lies in its commit's message.
 * Nothing else is stored: how far a search has come is read from its tasks and experiments, and the next point is a
 * function of them and the seed.
 */
export { createSearch } from "./create.ts";
export {
  chosenSearch,
  extendSearch,
  findSearch,
  listSearches,
  removeRemoteSearch,
  removeSearch,
  type Search,
  SearchReader,
  setStopped,
} from "./store.ts";
export { isDirection, isSampler, type Metric, type Objective, objectivesOf, PRUNERS, SAMPLERS } from "./definition.ts";
export { type Trial, TrialReader } from "./trials.ts";
export { promotionsLeft } from "./promote.ts";
export { resumableTrial } from "./resume.ts";
export { bestTrials } from "./objectives.ts";
export { parseConstraint } from "./constraints.ts";
export { placeInFile, readSearchFile, type SearchFile } from "./search_file.ts";
export { splitWords } from "./enqueued.ts";
export { isExhausted, parameterImportance } from "./choose.ts";
export { curvesOfTrials, searchedParameters } from "./found.ts";
export { Asker } from "./ask.ts";
export { TrialWatch } from "./watch.ts";
export { type Budget, countTrials, repetitions, spentBudget, timeLeftMs, type TrialCounts } from "./progress.ts";
export type { SearchFaults } from "./faults.ts";
