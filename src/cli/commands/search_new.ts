import { tellDrains } from "../../queue/mod.ts";
import { createSearch, isSampler, type Metric, SAMPLERS } from "../../search/mod.ts";
import { withoutRefChanges } from "../../git/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { durationMs } from "../duration.ts";
import { fault } from "../fault.ts";
import { openExperiments } from "../open_experiments.ts";
import { tellPlan } from "../plan.ts";
import { atLeastOne } from "../search_budget.ts";
import { prunerOf } from "../search_pruner.ts";
import { searchWishes } from "../search_wishes.ts";

export async function run(context: Context, options: Options<"search new">): Promise<number> {
  const { name, dryRun } = options;
  const wishes = searchWishes(context, options);
  const { trials, sampler = "tpe", direction = "minimize", seed = 0, maxFailures } = wishes;
  if (wishes.metric === undefined) throw fault("usage/search-needs", { option: "--metric FILE:KEY" });
  if (trials === undefined) throw fault("usage/search-needs", { option: "--trials N" });
  atLeastOne("--trials", trials);
  atLeastOne("--max-failures", maxFailures);
  if (!isSampler(sampler)) throw fault("usage/no-choice", { option: "--sampler", value: sampler, choices: SAMPLERS });
  if (direction !== "minimize" && direction !== "maximize") {
    throw fault("usage/no-choice", { option: "--direction", value: direction, choices: ["minimize", "maximize"] });
  }
  const pruner = prunerOf(wishes);
  const metric = metricOf(wishes.metric);
  const { repo, git: real } = await openExperiments(context);
  const git = dryRun ? withoutRefChanges(real) : real;
  const budget = { trials, maxFailures, maxTimeMs: durationMs(wishes.maxTime, "--max-time") };
  const { setParam: params, when, enqueue, hydra } = wishes;
  const how = { sampler, seed, pruner, noHydra: hydra === false };
  await createSearch(repo, git, { name, params, when, enqueue, metric, direction, ...budget, ...how });
  if (dryRun) return tellPlan(context, [`search for ${trials} trials as ${name}`]);
  tellDrains(repo);
  context.note(`search ${name}: ${trials} trials to run; next: exp queue drain`);
  return 0;
}

/** The last colon parts them: a file may have one, a key has none. */
function metricOf(text: string): Metric {
  const colon = text.lastIndexOf(":");
  if (colon <= 0 || colon === text.length - 1) throw fault("usage/metric-place", { text });
  return { file: text.slice(0, colon), key: text.slice(colon + 1) };
}
