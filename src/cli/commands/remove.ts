import {
  chooseDoomed,
  type Doomed,
  hollowAmong,
  keepRemoved,
  removeDoomed,
  type RemoveRequest,
} from "../../records/mod.ts";
import { removeRemoteExperiments } from "../../experiments/mod.ts";
import type { Git } from "../../git/mod.ts";
import { waitingTasks } from "../../queue/mod.ts";
import type { Repo } from "../../repo/mod.ts";
import { mayGoOn } from "../confirm.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { baselineChoice, openExperiments, quotedList } from "../open_experiments.ts";
import { fault } from "../fault.ts";
import { canAsk } from "../prompt.ts";
import { untilEnded } from "../until_ended.ts";

export async function run(context: Context, options: Options<"remove">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const remote = options.gitRemote;
  const request = { ...baselineChoice(options), names: options.experiments, keep: options.keep };
  if (remote === undefined) return removeHere(context, repo, git, request, options);
  if (options.queue) throw fault("usage/exclusive", { a: "--queue", b: "--git-remote" });
  if (options.dryRun) throw fault("usage/exclusive", { a: "--dry-run", b: "--git-remote" });
  const work = (signal: AbortSignal) => removeRemoteExperiments(git, remote, request, signal);
  tell(context, await untilEnded(context, "interrupted/asking-by", work));
  return 0;
}

function removeHere(context: Context, repo: Repo, git: Git, choice: RemoveRequest, options: Options<"remove">): number {
  const { removeCanBeUndone, asksFirst } = context.rules;
  const waiting = waitingTasks(repo, git);
  const request = { ...choice, queue: options.queue, allowIds: removeCanBeUndone };
  const doomed = chooseDoomed(git, request, waiting);
  const names = namesOf([...doomed.refs, ...doomed.tasks]);
  if (options.dryRun) {
    context.print(names.length === 0 ? "would remove nothing" : `would remove ${quotedList(names)}`);
    return 0;
  }
  if (asksFirst && !isAllowed(context, choice, options, doomed)) return 1;
  const hollow = removeCanBeUndone ? hollowAmong(git, doomed.refs) : [];
  const whole = doomed.refs.filter((ref) => !hollow.includes(ref));
  removeDoomed(git, doomed, waiting, removeCanBeUndone ? keepRemoved(git, whole, context.host.clock.now()) : []);
  tell(context, removeCanBeUndone ? names : doomed.asked);
  if (hollow.length > 0) context.note(`without a way back, as the commits are gone: ${quotedList(namesOf(hollow))}`);
  if (removeCanBeUndone && whole.length > 0) context.note("exp undo brings them back, for 14 days");
  return 0;
}

/** One that is named is no accident; several are asked for once, by their names, where somebody can answer. */
function isAllowed(context: Context, choice: RemoveRequest, options: Options<"remove">, doomed: Doomed): boolean {
  const names = namesOf([...doomed.refs, ...doomed.tasks]);
  const isSweeping = choice.names.length === 0 || choice.keep === true;
  if (names.length === 0 || (!isSweeping && (names.length === 1 || !canAsk(context)))) return true;
  if (!options.yes && canAsk(context)) {
    const shown = names.slice(0, MOST_SHOWN), more = names.length - shown.length;
    for (const line of [...shown, ...more > 0 ? [`and ${more} more`] : []]) context.note(`  ${line}`);
  }
  return mayGoOn(context, options, `remove ${countOf(doomed)}`);
}

function namesOf(removed: readonly { readonly name: string }[]): string[] {
  return removed.map(({ name }) => name);
}

const MOST_SHOWN = 20;

function countOf({ refs, tasks }: Doomed): string {
  const counts = [[refs.length, "experiment"], [tasks.length, "queued experiment"]] as const;
  return counts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}${n === 1 ? "" : "s"}`).join(" and ");
}

function tell(context: Context, removed: readonly string[]): void {
  if (context.verbosity === "quiet") return;
  context.print(removed.length === 0 ? "No experiments to remove." : `Removed experiments: ${quotedList(removed)}`);
}
