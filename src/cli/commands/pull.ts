import { pullExperiments } from "../../experiments/mod.ts";
import { pulledExperiments } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { refuseChoice, tellData, tellExchange, tellSearches, transferRequest } from "../exchange.ts";
import { openExperiments } from "../open_experiments.ts";
import { ALL_DATA } from "../transfer_choice.ts";
import { withTransferHow } from "../transfer_how.ts";

export async function run(context: Context, options: Options<"pull">): Promise<number> {
  const { gitRemote: remote } = options;
  if (remote === undefined) {
    refuseChoice(options);
    return await (await import("./data_pull.ts")).run(context, { ...options, ...ALL_DATA });
  }
  const { repo, git } = await openExperiments(context);
  const result = await withTransferHow(
    context,
    options,
    (how) => pullExperiments(repo, git, remote, transferRequest(options, how)),
  );
  if (options.dryRun) {
    tellExchange(context, result, "fetch", result.pulled, remote);
    if (result.pulled.length > 0 && options.cache) context.note("their data is known when they are here");
  } else {
    tellPulled(context, result, remote);
    // a drain that waits for work has some now
    if (result.searches.moved.length > 0) (await import("../../queue/mod.ts")).tellDrains(repo);
  }
  for (const name of result.diverged) {
    context.note(
      `Local experiment '${name}' has diverged from remote experiment with the same name.\n` +
        "To override the local experiment re-run with '--force'.",
    );
  }
  const diverged = result.diverged.length + result.searches.diverged.length;
  return context.rules.divergedFails && diverged > 0 ? 1 : 0;
}

function tellPulled(context: Context, result: Awaited<ReturnType<typeof pullExperiments>>, remote: string): void {
  tellData(context, result.data, "fetched");
  const searches = tellSearches(context, result.searches, "Pulled", remote);
  const here = [...result.pulled, ...result.upToDate];
  if (here.length > 0) context.tell(pulledExperiments(here, remote));
  else if (result.diverged.length + searches === 0 && context.verbosity !== "quiet") {
    context.print("No experiments to pull.");
  }
}
