import type { Git } from "../../git/mod.ts";
import { joinPath, type Repo } from "../../repo/mod.ts";
import { type Report, writeReport } from "../../report/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { gatherReport } from "../gather_report.ts";
import { hintElsewhere, openExperiments } from "../open_experiments.ts";
import { openInBrowser } from "../open_in_browser.ts";
import { watchExperiments } from "../watch_experiments.ts";

const DEFAULT_NAME = "report.html";
/** How often a page looks whether it was written anew. */
const RELOAD_MS = 3_000;

export async function run(context: Context, options: Options<"report">): Promise<number> {
  const { repo, git } = await openExperiments(context);
  const file = joinPath(context.cwd, options.output ?? DEFAULT_NAME);
  let unfinished: readonly string[] = [];
  const write = async (reloadMs?: number) => {
    const built = await gather(context, repo, git, options, reloadMs);
    context.host.fs.writeAtomic(file, writeReport(built));
    unfinished = built.unfinished;
    return built.report;
  };
  // before what it is to follow is read
  const changes = options.watch ? watchExperiments(context, repo, git, () => unfinished) : undefined;
  const report = await write(options.watch ? RELOAD_MS : undefined);
  context.print(options.output ?? DEFAULT_NAME);
  context.note(contents(report));
  const isEmpty = report.rows.every(({ kind }) => kind !== "experiment");
  const asksHead = !options.allCommits && options.revs.length === 0;
  const elsewhere = isEmpty && asksHead ? hintElsewhere(git, "report") : undefined;
  if (elsewhere !== undefined) context.note(elsewhere);
  if (options.open) await openInBrowser(context, file);
  if (changes !== undefined) await follow(context, changes, write);
  return 0;
}

function gather(
  context: Context,
  repo: Repo,
  git: Git,
  { revs, num, allCommits, metric }: Options<"report">,
  reloadMs: number | undefined,
): ReturnType<typeof gatherReport> {
  return gatherReport(context, repo, git, {
    revs,
    num,
    allCommits,
    metrics: metric,
    ...(reloadMs === undefined ? {} : { reloadMs }),
  });
}

function contents({ rows, curves, notes }: Report): string {
  const count = rows.filter(({ kind }) => kind === "experiment").length;
  const plots = curves.length === 0 ? "" : `, curves of ${curves.length} ${curves.length === 1 ? "plot" : "plots"}`;
  return [`${count} ${count === 1 ? "experiment" : "experiments"}${plots}`, ...notes].join("\n");
}

/** Until Ctrl-C; the last writing tells the page that no more will come. */
async function follow(
  context: Context,
  changes: AsyncGenerator<void>,
  write: (reloadMs?: number) => Promise<Report>,
): Promise<void> {
  context.note("written anew whenever experiments or the queue change; Ctrl-C ends it");
  for await (const _ of changes) context.note(`again: ${contents(await write(RELOAD_MS))}`);
  await write();
}
