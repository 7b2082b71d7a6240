/** `exp track CALL`: the tracking API for shells, one process a call; and `exp track --stdio`, one for many. */
import { answerCalls, listRecords, type MetricPoint, Tracked, type TrackRecord } from "../../tracking/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { parseMetrics } from "../metric_values.ts";
import { sayingOf } from "../../voice/mod.ts";
import { openExperiments } from "../open_experiments.ts";
import { fault } from "../fault.ts";

/** Names the experiment that calls are about. */
const ID_VARIABLE = "EXP_TRACK";

export async function run(context: Context, options: Options<"track">): Promise<number> {
  const { call } = options;
  const { repo, git } = await openExperiments(context);
  if (options.stdio) {
    await answerCalls(repo, git, context.host.terminal.readLineBatches(), (line) => context.print(line), sayingOf);
    return 0;
  }
  if (call === "status") return tellStatus(context, options, listRecords(repo));
  if (call === "init") {
    using tracked = Tracked.init(repo, git, named(options));
    context.print(options.json ? JSON.stringify(shown(tracked.record)) : tracked.id);
    return 0;
  }
  using tracked = Tracked.open(repo, git, trackId(context, options));
  const answer = await CALLS[call ?? ""]?.(tracked, options);
  if (answer === undefined) throw fault("usage/track-call", { call, calls: Object.keys(CALLS) });
  if (answer !== "") context.print(answer);
  return 0;
}

/** Each gives what is to be printed. */
const CALLS: Readonly<
  Record<string, (tracked: Tracked, options: Options<"track">) => Promise<string> | string>
> = {
  async params(tracked, options) {
    await tracked.setParams({ overrides: options.values, files: options.file });
    return "";
  },
  metric(tracked, options) {
    const step = options.step;
    tracked.logMetrics([...parseMetrics(options.values)].map(([name, value]): MetricPoint => ({
      name: String(name),
      value: Number(value),
      step,
    })));
    return "";
  },
  checkpoint: (tracked) => tracked.makeCheckpoint(),
  complete(tracked) {
    tracked.complete();
    return "";
  },
  async save(tracked, options) {
    const saved = await tracked.save();
    return options.json ? JSON.stringify({ schema: 1, ...saved }) : saved.name;
  },
  discard(tracked) {
    tracked.discard();
    return "";
  },
};

function named(options: Options<"track">): { name?: string; message?: string } {
  const name = options.name, message = options.message;
  return { ...(name === undefined ? {} : { name }), ...(message === undefined ? {} : { message }) };
}

/** @throws {ExpError} `usage` when neither `--id` nor the variable tells */
function trackId(context: Context, options: Options<"track">): string {
  const id = options.id ?? context.host.env.get(ID_VARIABLE);
  if (id !== undefined && id !== "") return id;
  throw fault("usage/which-tracked", { variable: ID_VARIABLE });
}

function tellStatus(context: Context, options: Options<"track">, records: readonly TrackRecord[]): number {
  const id = options.id ?? context.host.env.get(ID_VARIABLE);
  const chosen = id === undefined ? records : records.filter((record) => record.id === id);
  if (options.json) {
    context.print(JSON.stringify({ schema: 1, experiments: chosen.map(shown) }));
  } else if (id !== undefined) context.print(chosen[0]?.state ?? "uninitialized");
  else for (const { id, state, name } of chosen) context.print(`${id}\t${state}\t${name}`);
  return 0;
}

function shown(record: TrackRecord | undefined) {
  if (record === undefined) return {};
  const { id, state, name, baseline, checkpoints, tip } = record;
  return { id, state, name, baseline, checkpoints, rev: tip };
}
