import type { ExperimentRequest } from "../../entries/mod.ts";
import { runNow } from "../../executors/mod.ts";
import { expSays, ranNow } from "../../voice/mod.ts";
import { checkCheckpointOptions } from "../checkpoint_options.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { openExperiments } from "../open_experiments.ts";
import { flagOf, isGiven } from "../option_facts.ts";
import { createReporter } from "../reporter.ts";
import { askBeforeStage, checkedJobs, keepsStdout, lockWait, reproFlags } from "../repro_choices.ts";
import { stageExitCode } from "./repro.ts";
import { fault } from "../fault.ts";
import { endableBy } from "../until_ended.ts";

export async function run(context: Context, options: Options<"run">): Promise<number> {
  checkModes(context, options);
  if (options.runAll) return await (await import("../run_all.ts")).runAllQueued(context, options);
  if (options.queue) return await queue(context, options);
  const { repo, git } = await openExperiments(context);
  await checkCheckpointOptions(repo, options);
  const keepStdout = keepsStdout(context, options.json);
  const emit = createReporter(context, keepStdout);
  const isPlan = context.rules.dryRunsInPlace && options.dry;
  const temp = options.temp && !isPlan;
  const stageJobs = checkedJobs(options.stageJobs, "--stage-jobs");
  try {
    const done = await runNow(repo, git, requestOf(options), {
      temp,
      endable: endableBy(context),
      stages: {
        wait: lockWait(context),
        keepStdout,
        ...(options.interactive ? { interactive: askBeforeStage(context) } : {}),
        ...(stageJobs === undefined ? {} : { jobs: stageJobs }),
      },
    }, emit);
    tell(context, done, temp, options.json);
    return 0;
  } catch (error) {
    const code = options.propagateExit ? stageExitCode(error) : undefined;
    if (code === undefined) throw error;
    context.note(`error: ${expSays(error)}`);
    return code;
  }
}

function checkModes(context: Context, options: Options<"run">): void {
  if (options.queue && options.runAll) throw fault("usage/exclusive", { a: "--queue", b: "--run-all" });
  if (context.rules.refusesIdleOptions) checkOwnModes(options);
}

const PER_TASK = [
  "timeout",
  "idleTimeout",
  "retries",
  "priority",
  "env",
  "needs",
  "samples",
  "seed",
  "sampler",
] as const;
/** How jobs of a batch engine are made. */
const BY_ENGINE = ["executor", "pack", "scratch", "expPath", "warn"] as const;
/** What jobs ask for: said of a task when it is queued, or of all of them. */
const OF_JOBS = ["slurm", "submitOption", "profile", "requeue"] as const;
/** What was settled when a task was queued. */
const PER_QUEUED = ["setParam", "name", "message", "copyPaths", "force", "dry"] as const;

/** What DVC passes over in silence. */
function checkOwnModes(options: Options<"run">): void {
  const given = (name: keyof Options<"run">) => isGiven(options[name]);
  const queues = options.queue, runsAll = options.runAll;
  if (options.temp && (queues || runsAll)) {
    throw fault("usage/temp-and-queued", { mode: queues ? "--queue" : "--run-all" });
  }
  if (given("jobs") && !runsAll) throw fault("usage/jobs-of-one", {});
  const perTask = PER_TASK.find(given);
  if (perTask !== undefined && !queues) throw fault("usage/per-task", { option: flagOf(perTask) });
  if (queues && options.dry) throw fault("usage/dry-and-queued", {});
  for (const name of BY_ENGINE) {
    if (given(name) && !runsAll) throw fault("usage/goes-with", { option: flagOf(name), needs: "--run-all" });
  }
  for (const name of OF_JOBS) {
    if (given(name) && !runsAll && !queues) {
      throw fault("usage/goes-with", { option: flagOf(name), needs: "--queue or --run-all" });
    }
  }
  if (given("slots") && !runsAll) throw fault("usage/goes-with", { option: "--slots", needs: "--run-all" });
  const settled = PER_QUEUED.find(given);
  if (runsAll && (options.targets.length > 0 || settled !== undefined)) {
    const what = settled === undefined ? `the target '${options.targets[0]}'` : flagOf(settled);
    throw fault("usage/settled-when-queued", { what });
  }
}

function requestOf(options: Options<"run">): ExperimentRequest {
  const { name, rev, message = options.M } = options;
  return {
    choices: { ...reproFlags(options), interactive: options.interactive, reset: options.reset },
    params: options.setParam,
    noHydra: !options.hydra,
    copyPaths: options.copyPaths,
    ...(name === undefined || name === "" ? {} : { name }),
    ...(message === undefined ? {} : { message }),
    ...(rev === undefined ? {} : { rev }),
    ...samplingOf(options),
  };
}

/** @throws {ExpError} `usage` */
function samplingOf(options: Options<"run">): Pick<ExperimentRequest, "sampling"> {
  const samples = options.samples, method = options.sampler ?? "sobol";
  if (samples === undefined) {
    if (options.seed === undefined && options.sampler === undefined) return {};
    throw fault("usage/sampling-of-one", {});
  }
  if (method !== "random" && method !== "sobol" && method !== "lhs") throw fault("usage/no-sampler", { method });
  return { sampling: { samples, seed: options.seed ?? 0, method } };
}

async function queue(context: Context, options: Options<"run">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  await checkCheckpointOptions(repo, options);
  const { submitExperiments } = await import("../../queue/mod.ts");
  const { taskOptions } = await import("../queue_options.ts");
  const asked = taskOptions(options);
  if (asked.job !== undefined) {
    (await import("../engine_head.ts")).checkTaskRequest(repo, asked.job, options.slurm.length > 0);
  }
  const json = options.json;
  const emit = createReporter(context, json);
  const tasks = await submitExperiments(repo, git, requestOf(options), asked, emit);
  if (json) {
    const queued = tasks.map(({ id, entry }) => ({ name: entry.name, task: id, rev: entry.stashRev }));
    context.print(JSON.stringify({ schema: 1, queued }));
  }
  return 0;
}

function tell(context: Context, done: ReadonlyMap<string, string>, temp: boolean, json: boolean): void {
  if (json) {
    return context.print(JSON.stringify({ schema: 1, experiments: [...done].map(([rev, name]) => ({ rev, name })) }));
  }
  if (done.size > 0) context.tell(ranNow([...done.values()].join(", "), temp ? "checkout" : "workspace"));
}
