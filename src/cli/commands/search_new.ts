import { tellDrains } from "../../queue/mod.ts";
import {
  createSearch,
  isDirection,
  isSampler,
  type Metric,
  type Objective,
  parseConstraint,
  SAMPLERS,
  type SearchFile,
} from "../../search/mod.ts";
import { withoutRefChanges } from "../../git/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { durationMs } from "../duration.ts";
import { fault } from "../fault.ts";
import { openExperiments } from "../open_experiments.ts";
import { tellPlan } from "../plan.ts";
import { atLeastOne } from "../search_budget.ts";
import { prunerOf } from "../search_pruner.ts";
import { searchWishes, withPlaces } from "../search_wishes.ts";

export async function run(context: Context, options: Options<"search new">): Promise<number> {
  const wishes = searchWishes(context, options);
  await withPlaces(context, options.file, () => define(context, options, wishes));
  return 0;
}

async function define(context: Context, { name, dryRun }: Options<"search new">, wishes: SearchFile): Promise<void> {
  const { trials, sampler = "tpe", seed = 0, maxFailures } = wishes;
  const [objective, ...further] = objectivesIn(wishes);
  if (objective === undefined) throw fault("usage/search-needs", { option: "--metric FILE:KEY" });
  if (trials === undefined) throw fault("usage/search-needs", { option: "--trials N" });
  atLeastOne("--trials", trials);
  atLeastOne("--max-failures", maxFailures);
  if (!isSampler(sampler)) throw fault("usage/no-choice", { option: "--sampler", value: sampler, choices: SAMPLERS });
  const goal = { ...objective, further, constraints: wishes.constraint.map(parseConstraint) };
  const pruner = prunerOf(wishes);
  const { repo, git: real } = await openExperiments(context);
  const git = dryRun ? withoutRefChanges(real) : real;
  const budget = { trials, maxFailures, maxTimeMs: durationMs(wishes.maxTime, "--max-time") };
  const { setParam: params, when, enqueue, hydra } = wishes;
  const how = { sampler, seed, pruner, noHydra: hydra === false };
  await createSearch(repo, git, { name, params, when, enqueue, ...goal, ...budget, ...how });
  if (dryRun) return void tellPlan(context, [`search for ${trials} trials as ${name}`]);
  tellDrains(repo);
  context.note(`search ${name}: ${trials} trials to run; next: exp queue drain`);
}

/** Each metric with its direction. */
function objectivesIn({ metric, direction }: SearchFile): Objective[] {
  if (direction.length > 0 && direction.length !== metric.length) {
    throw fault("usage/directions", { metrics: metric.length, directions: direction.length });
  }
  return metric.map((text, i) => {
    const word = direction[i] ?? "minimize";
    if (isDirection(word)) return { metric: metricOf(text), direction: word };
    throw fault("usage/no-choice", { option: "--direction", value: word, choices: ["minimize", "maximize"] });
  });
}

/** The last colon parts them: a file may have one, a key has none. */
function metricOf(text: string): Metric {
  const colon = text.lastIndexOf(":");
  if (colon <= 0 || colon === text.length - 1) throw fault("usage/metric-place", { text });
  return { file: text.slice(0, colon), key: text.slice(colon + 1) };
}
