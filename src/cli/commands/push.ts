import { pushExperiments } from "../../experiments/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { refuseChoice, tellData, tellExchange, tellSearches, transferRequest } from "../exchange.ts";
import { openExperiments } from "../open_experiments.ts";
import { ALL_DATA } from "../transfer_choice.ts";
import { withTransferHow } from "../transfer_how.ts";

export async function run(context: Context, options: Options<"push">): Promise<number> {
  const { gitRemote: remote } = options;
  if (remote === undefined) {
    refuseChoice(options);
    return await (await import("./data_push.ts")).run(context, { ...options, ...ALL_DATA });
  }
  const { repo, git } = await openExperiments(context);
  const result = await withTransferHow(
    context,
    options,
    (how) => pushExperiments(repo, git, remote, transferRequest(options, how)),
  );
  if (options.dryRun) tellExchange(context, result, "push", result.pushed, remote);
  else tellPushed(context, result, remote);
  for (const name of result.diverged) {
    context.note(
      `Local experiment ${name} has diverged from remote experiment with the same name.\n` +
        "To override the remote experiment re-run with '--force'.",
    );
  }
  const diverged = result.diverged.length + result.searches.diverged.length;
  return context.rules.divergedFails && diverged > 0 ? 1 : 0;
}

function tellPushed(context: Context, result: Awaited<ReturnType<typeof pushExperiments>>, remote: string): void {
  tellData(context, result.data, "pushed");
  const searches = tellSearches(context, result.searches, "Pushed", remote);
  if (context.verbosity !== "quiet") {
    for (const name of result.upToDate) context.print(`Experiment ${name} is up to date on Git remote '${remote}'.`);
    if (result.pushed.length > 0) {
      context.print(`Pushed experiment ${result.pushed.join(" ")} to Git remote '${remote}'.`);
    }
    if (result.pushed.length + result.upToDate.length + result.diverged.length + searches === 0) {
      context.print("No experiments to push.");
    }
  }
}
