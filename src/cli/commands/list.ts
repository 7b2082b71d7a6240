import { type ListedBaseline, listExperiments } from "../../records/mod.ts";
import { chooseListed } from "../choose_listed.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { baselineChoice, hintElsewhere, openExperiments } from "../open_experiments.ts";
import { fault } from "../fault.ts";
import { untilEnded } from "../until_ended.ts";

export async function run(context: Context, options: Options<"ls">): Promise<number> {
  const place = await openExperiments(context);
  const { git } = place;
  const { gitRemote: remote } = options;
  const nameOnly = options.nameOnly || options.namesOnly;
  const shaOnly = options.shaOnly || options.shasOnly;
  if (nameOnly && shaOnly) throw fault("usage/name-and-sha-only", {});
  if (shaOnly && remote !== undefined && !context.rules.listsIdsOfRemotes) throw fault("usage/sha-only-of-remote", {});
  const needsValues = options.filter.length > 0 || options.sortBy !== undefined;
  if (remote !== undefined && needsValues) throw fault("usage/values-of-remote", {});
  const choice = baselineChoice(options);
  const list = (signal?: AbortSignal) => listExperiments(git, choice, remote, signal);
  // of a repository without a commit there is nothing to list, which is no error, as a list of all commits is none
  const isEmpty = git.head().rev === undefined && choice.revs?.length === 0 &&
    context.inManner({ exp: true, dvc: false });
  const all = isEmpty && remote === undefined
    ? []
    : await (remote === undefined ? list() : untilEnded(context, "interrupted/asking-by", list));
  const baselines = await chooseListed(place, all, options);
  if (options.json) context.print(JSON.stringify({ schema: 1, baselines: baselines.map(asJson) }));
  else {for (const baseline of baselines) {
      printBaseline(context, baseline, { nameOnly, shaOnly, isRemote: remote !== undefined });
    }}
  const isForPeople = !nameOnly && !shaOnly && !options.json;
  const hint = isForPeople && remote === undefined && all.length === 0 ? hintElsewhere(git, "ls") : undefined;
  if (hint !== undefined) context.tell({ exp: { note: hint }, dvc: {} });
  return 0;
}

function asJson({ baseline, name, experiments }: ListedBaseline) {
  return {
    rev: baseline,
    name: name ?? null,
    experiments: experiments.map((ref) => ({ name: ref.name, rev: ref.rev })),
  };
}

function printBaseline(
  context: Context,
  listed: ListedBaseline,
  { nameOnly, shaOnly, isRemote }: { nameOnly: boolean; shaOnly: boolean; isRemote: boolean },
): void {
  if (!nameOnly && !shaOnly) context.print(`${listed.name ?? listed.baseline.slice(0, 7)}:`);
  for (const ref of listed.experiments) {
    if (nameOnly) context.print(ref.name);
    else if (shaOnly) context.print(ref.rev);
    else context.print(isRemote ? `\t${ref.name}` : `\t${ref.rev.slice(0, 7)} [${ref.name}]`);
  }
}
