import type { TransferHow } from "../data/mod.ts";
import type { DataTransfer, MovedSearches, TransferRequest } from "../experiments/mod.ts";
import type { Context } from "./command.ts";
import type { Options } from "./commands.ts";
import { fault } from "./fault.ts";
import { baselineChoice } from "./open_experiments.ts";
import { formatBytes } from "../ui/mod.ts";
import { tellPlan } from "./plan.ts";
import { files } from "./transfer_choice.ts";

/** What `push` and `pull` of experiments share on the command line. */
export function transferRequest(options: Options<"push">, how: TransferHow): TransferRequest {
  const dataRemote = options.remote;
  return {
    ...baselineChoice(options),
    names: options.experiments,
    force: options.force,
    data: options.cache,
    runCache: options.runCache,
    how,
    ...(dataRemote === undefined ? {} : { dataRemote }),
  };
}

/** What says which experiments means nothing where none are moved. @throws {ExpError} `usage` */
export function refuseChoice({ rev, num, cache }: Options<"push">): void {
  const idle = rev.length > 0 ? "--rev" : num !== undefined ? "--num" : cache ? undefined : "--no-cache";
  if (idle !== undefined) throw fault("usage/goes-with", { option: idle, needs: "the name of a Git remote" });
}

/** Says what became of the data that belongs to the experiments. */
export function tellData(context: Context, data: DataTransfer | undefined, verb: "pushed" | "fetched"): void {
  if (data === undefined || context.verbosity === "quiet") return;
  if (data.noRemote) {
    context.warn("there is no data remote, so only Git refs were moved; add one with 'exp remote add -d'");
  } else if (data.copied > 0) context.note(`${files(data.copied)} ${verb}`);
  if (data.missing.length > 0) context.warn(`nowhere to be found: ${data.missing.join(", ")}`);
}

/** What became of the searches that went along. @returns how many there are */
export function tellSearches(
  context: Context,
  { moved, upToDate, diverged }: MovedSearches,
  verb: "Pushed" | "Pulled",
  remote: string,
): number {
  const [where, at] = verb === "Pushed" ? ["to", "on"] : ["from", "with"];
  if (context.verbosity !== "quiet") {
    if (moved.length > 0) context.print(`${verb} search ${moved.join(" ")} ${where} Git remote '${remote}'.`);
    for (const name of upToDate) context.print(`Search ${name} is up to date ${at} Git remote '${remote}'.`);
  }
  for (const name of diverged) {
    context.note(
      `Search ${name} has been changed here and on Git remote '${remote}': ` +
        `--force takes the definition of ${verb === "Pushed" ? "this side" : "the other side"}`,
    );
  }
  return moved.length + upToDate.length + diverged.length;
}

/** What would be moved: refs, and their data. */
export function tellExchange(
  context: Context,
  { data, searches }: { readonly data: DataTransfer | undefined; readonly searches: MovedSearches },
  direction: "push" | "fetch",
  names: readonly string[],
  remote: string,
): void {
  const where = { push: "to", fetch: "from" }[direction];
  const moved = (data?.targets ?? []).filter(({ copied }) => copied > 0);
  tellPlan(context, [
    ...moved.map(({ shown, copied, bytes }) =>
      `${direction} ${files(copied)} (${formatBytes(bytes)}) ${where} ${shown}`
    ),
    ...names.map((name) => `${direction} experiment ${name} ${where} ${remote}`),
    ...searches.moved.map((name) => `${direction} search ${name} ${where} ${remote}`),
  ]);
  if (data !== undefined && data.missing.length > 0) context.warn(`nowhere to be found: ${data.missing.join(", ")}`);
}
