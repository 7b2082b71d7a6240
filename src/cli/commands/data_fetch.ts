import { type ResultKind, transferItems } from "../../workspace/mod.ts";
import { withinCommand } from "../within_command.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openProject } from "../open_project.ts";
import { fetchItems, files, tellMissing, tellPlanned, transferChoice } from "../transfer_choice.ts";
import { withTransferHow } from "../transfer_how.ts";

export async function run(context: Context, options: Options<"fetch">): Promise<number> {
  const kinds = resultKinds(options.type);
  return await withinCommand("fetch", () => fetchData(context, options, kinds));
}

async function fetchData(context: Context, options: Options<"fetch">, kinds: readonly ResultKind[]): Promise<number> {
  const project = await openProject(context);
  const filter = { maxBytes: options.maxSize || undefined, kinds };
  const items = await transferItems(project, { ...transferChoice(context, options), ...filter }, "fetch");
  const done = await withTransferHow(
    context,
    options,
    (how) => fetchItems(context, project.repo, items, options, how),
  );
  const { copied, missing } = done;
  if (options.dryRun) tellPlanned(context, done, "fetch");
  else if (context.verbosity !== "quiet") {
    context.print(
      copied === 0 && (missing.length === 0 || !context.rules.lostDataFails)
        ? "Everything is up to date."
        : `${files(copied)} fetched`,
    );
  }
  tellMissing(context, missing);
  return 0;
}

const KINDS: readonly ResultKind[] = ["metrics", "plots"];

/** @throws {ExpError} `usage` */
function resultKinds(words: readonly string[]): ResultKind[] {
  return words.map((word) => {
    const kind = KINDS.find((one) => one === word);
    if (kind === undefined) throw fault("usage/no-choice", { option: "--type", value: word, choices: KINDS });
    return kind;
  });
}
