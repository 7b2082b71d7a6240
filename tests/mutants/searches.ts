/** Searches: how many trials, which, and what is told of them. */
import type { Mutant } from "./mutant.ts";

const ASK = "tests/search/ask_test.ts";
const CHOOSE = "tests/search/choose_test.ts";
const CONDITIONS = "tests/search/conditions_test.ts";
const ENQUEUED = "tests/search/enqueued_test.ts";
const PROGRESS = "tests/search/progress_test.ts";
const POWER = "tests/power/power_test.ts: drain a search";

export const SEARCHES: readonly Mutant[] = [
  {
    name: "search/one trial more than asked",
    file: "src/search/progress.ts",
    text: "trials.length >= search.trials",
    instead: "trials.length > search.trials",
    breaks: "the number of trials is exact",
    seenBy: [PROGRESS, POWER],
  },
  {
    name: "search/one failure more than allowed",
    file: "src/search/progress.ts",
    text: "failed >= search.maxFailures",
    instead: "failed > search.maxFailures",
    breaks: "no trial begins once as many have failed",
    seenBy: [PROGRESS],
  },
  {
    name: "search/numbers of trials are counted",
    file: "src/search/progress.ts",
    text: "trials.reduce((most, { number }) => Math.max(most, number), 0) + 1",
    instead: "trials.length + 1",
    breaks: "a trial's number is nobody else's, whatever was removed",
    seenBy: [PROGRESS],
  },
  {
    name: "search/the pace of all trials",
    file: "src/search/progress.ts",
    text: "ends.slice(-1 - PACE_TRIALS)",
    instead: "ends",
    breaks: "time left is told by the pace of late",
    seenBy: [PROGRESS],
  },
  {
    name: "search/a failed trial is repeated",
    file: "src/search/progress.ts",
    text: 'overrides === undefined || outcome.kind !== "finished"',
    instead: "overrides === undefined",
    breaks: "only what has finished can be restored",
    seenBy: [PROGRESS],
  },
  {
    name: "search/to maximize goes down",
    file: "src/search/objectives.ts",
    text: 'direction === "minimize" ? 1 : -1',
    instead: "1",
    breaks: "the direction that was asked for",
    seenBy: [CHOOSE, "tests/search/objectives_test.ts"],
  },
  {
    name: "search/failed trials are learnt from",
    file: "src/search/choose.ts",
    text: 'trial.overrides === undefined || trial.outcome.kind === "failed"',
    instead: "trial.overrides === undefined",
    breaks: "a trial that has failed says nothing of its point",
    seenBy: [CHOOSE],
  },
  {
    name: "search/what breaks a constraint is the best",
    file: "src/search/objectives.ts",
    text: " && (outcome.violation ?? 0) === 0",
    instead: "",
    breaks: "the best trial keeps to the constraints",
    seenBy: ["tests/search/objectives_test.ts"],
  },
  {
    name: "search/what does not count is chosen",
    file: "packages/tpe/next_point.ts",
    text: "if (!isActive(chosen)) continue;",
    instead: "",
    breaks: "a parameter is set where its conditions hold, and there alone",
    seenBy: ["packages/tpe/tests/next_point_test.ts", CONDITIONS],
  },
  {
    name: "search/a point that was enqueued is spread again",
    file: "src/search/spread.ts",
    text: "points[distinct(tried).length + nth - 1]",
    instead: "points[tried.length + nth - 1]",
    breaks: "who never repeats tries what was enqueued once, and all else",
    seenBy: [ENQUEUED],
  },
  {
    name: "search/whoever was overtaken gives up",
    file: "src/search/ask.ts",
    text: 'if (answer === "outdated") continue;',
    instead: 'if (answer === "outdated") return undefined;',
    breaks: "a drain that was overtaken chooses again",
    seenBy: [ASK],
  },
  {
    name: "search/a stop is seen late",
    file: "src/search/ask.ts",
    text: "isCurrent(this.git, search) && ",
    instead: "",
    breaks: "a search that is stopped begins no trial",
    seenBy: [ASK],
  },
  {
    name: "search/a trial more for whoever asks",
    file: "src/search/ask.ts",
    text: "if (own.some(waitsForDrain)) return false;",
    instead: "",
    breaks: "a trial that waits is taken before another one is chosen",
    seenBy: [ASK],
  },
];
