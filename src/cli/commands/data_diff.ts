import { dumpPyJson } from "../../common/mod.ts";
import { type DataDiff, dataDiffJson, dataDiffRows, dataDiffText, findDataDiff } from "../../compare/mod.ts";
import { requireHead } from "../../entries/mod.ts";
import { openGit } from "../../git/mod.ts";
import { resolveWord, revOf } from "../../records/mod.ts";
import { WORKSPACE_REV } from "../../revisions/mod.ts";
import { renderMarkdown } from "../../show/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { tellNoDifference } from "../diff_tables.ts";
import { openProject } from "../open_project.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"data diff">): Promise<number> {
  const found = await withinCommand("dataDiff", () => compare(context, options));
  const hidesMissing = options.hideMissing || options.bRev !== undefined;
  const diff = new Map([...found].filter(([state]) => !hidesMissing || state !== "not in cache"));
  const { showHash } = options;
  if ([...diff.values()].every((entries) => entries.length === 0) && !options.json) {
    tellNoDifference(context, { what: "data", names: [options.aRev ?? "HEAD", options.bRev ?? WORKSPACE_REV] });
  }
  if (options.json) context.print(dumpPyJson(dataDiffJson(diff, showHash)));
  else if (options.md) {
    const { header, rows } = dataDiffRows(diff, showHash);
    context.host.terminal.write("stdout", renderMarkdown(header, rows));
  } else context.host.terminal.write("stdout", dataDiffText(diff, showHash));
  return 0;
}

async function compare(context: Context, { aRev, bRev, targets }: Options<"data diff">): Promise<DataDiff> {
  const project = await openProject(context);
  const git = openGit(project.repo);
  if (git.head().rev === undefined && context.rules.comparesNothing) return new Map();
  if (aRev === undefined) requireHead(git);
  const revFor = (word: string) => revOf(resolveWord(project.repo, git, word));
  const to = bRev === undefined || bRev === WORKSPACE_REV ? undefined : revFor(bRev);
  return await findDataDiff(project, git, { from: revFor(aRev ?? "HEAD"), to, targets });
}
