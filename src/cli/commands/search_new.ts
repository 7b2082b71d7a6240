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

export async function run(context: Context, options: Options<"search new">): Promise<number> {
  const { name, trials, sampler = "tpe", direction = "minimize", seed = 0 } = options;
  if (options.metric === undefined) throw fault("usage/search-needs", { option: "--metric FILE:KEY" });
  if (trials === undefined) throw fault("usage/search-needs", { option: "--trials N" });
  atLeastOne("--trials", trials);
  atLeastOne("--max-failures", options.maxFailures);
  if (!isSampler(sampler)) throw fault("usage/no-choice", { option: "--sampler", value: sampler, choices: SAMPLERS });
  if (direction !== "minimize" && direction !== "maximize") {
    throw fault("usage/no-choice", { option: "--direction", value: direction, choices: ["minimize", "maximize"] });
  }
  const pruner = prunerOf(options);
  const metric = metricOf(options.metric);
  const { repo, git: real } = await openExperiments(context);
  const git = options.dryRun ? withoutRefChanges(real) : real;
  const { setParam: params, when, enqueue, hydra, maxFailures } = options;
  const budget = { trials, maxFailures, maxTimeMs: durationMs(options.maxTime, "--max-time") };
  await createSearch(repo, git, {
    name,
    params,
    when,
    enqueue,
    metric,
    direction,
    ...budget,
    sampler,
    seed,
    pruner,
    noHydra: !hydra,
  });
  if (options.dryRun) return tellPlan(context, [`search for ${trials} trials as ${name}`]);
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
