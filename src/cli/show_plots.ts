/** What `plots show` and `plots diff` share: from revisions to what is printed or written. */
import { dumpPyJson } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import {
  type CollectedPlots,
  collectPlots,
  drawPlots,
  findTemplate,
  type Plot,
  type PlotError,
  plotsJson,
  vegaSpec,
} from "../plots/mod.ts";
import { joinPath, type Repo } from "../repo/mod.ts";
import { styleFor } from "../ui/mod.ts";
import { brokenProject, noPlots, plotsIncomplete } from "../voice/mod.ts";
import type { Context } from "./command.ts";
import type { Options } from "./commands.ts";
import { fault } from "./fault.ts";
import { showLong } from "./pager.ts";
import { lookOf } from "./plot_look.ts";
import { warnOf } from "./warn_of.ts";
import { withinCommand } from "./within_command.ts";
import { writeImages } from "./write_images.ts";
import { writePlots } from "./write_plots.ts";

type PlotsOptions = Omit<Options<"plots show">, "targets">;

/** @throws {ExpError} `usage` unless one plot is asked for, where one is to be printed */
export function checkVega({ showVega, json }: PlotsOptions, targets: readonly string[]): void {
  if (!showVega) return;
  if (json) throw fault("usage/vega-and-json", {});
  if (targets.length !== 1) throw fault("usage/vega-of-one", { count: targets.length });
}

export async function showPlots(
  context: Context,
  { repo, git }: { readonly repo: Repo; readonly git: Git | undefined },
  revs: readonly string[],
  targets: readonly string[],
  options: PlotsOptions,
): Promise<number> {
  const collected = await withinCommand("plots", () =>
    collectPlots(repo, git, {
      revs,
      targets,
      props: lookOf(options),
      describe: brokenProject,
      onUnfetched: (error) => warnOf(context, error),
    }));
  tellErrors(context, collected.errors, options.json);
  if (options.json) context.print(asJson(repo, collected, options));
  else if (options.showVega) printVega(context, repo, collected);
  else if (!isPageWanted(context, collected.plots)) context.tell(noPlots(collected.plots.length === 0));
  else if (isText(context, repo, options)) await drawHere(context, collected.plots);
  else await writePlots(context, repo, collected.plots, { ...options, folder: folderOf(repo, options) });
  return 0;
}

function asJson(repo: Repo, collected: CollectedPlots, options: PlotsOptions): string {
  const urls = writeImages(repo.host.fs, folderOf(repo, options), collected.plots);
  const json = plotsJson(collected, {
    split: options.split,
    templateOf: ({ template }) => findTemplate(repo, template),
    urlOf: (image) => urls.get(image) ?? "",
  });
  return dumpPyJson(json, { date: (date) => date.iso });
}

function printVega(context: Context, repo: Repo, { plots }: CollectedPlots): void {
  const plot = plots.find((each) => each.kind === "vega");
  if (plot === undefined) return;
  const content = plot.points.length === 0
    ? new Map()
    : vegaSpec(plot, findTemplate(repo, plot.template), { split: false }).content;
  context.print(dumpPyJson(content, { date: (date) => date.iso }));
}

/** DVC tells of them also where they stand in the JSON. */
function tellErrors(context: Context, errors: readonly PlotError[], isTold: boolean): void {
  const isUnread = (error: PlotError) => error.source !== undefined || error.name === undefined;
  const unread = new Set(errors.filter(isUnread).map(({ rev }) => rev));
  if (unread.size > 0) context.tell(plotsIncomplete([...unread].join(", ")));
  const lines = errors.map((error) => ({
    exp: isTold ? undefined : `${error.source ?? error.name ?? "plots"} of ${error.rev}: ${error.msg}`,
    dvc: isUnread(error) ? undefined : `In '${error.rev}', ${error.msg.toLowerCase()}`,
  }));
  for (const line of new Set(lines.map(context.inManner))) if (line !== undefined) context.warn(line);
}

/** Someone looks at a terminal; what asks for a file, or for a browser, gets the page. */
function isText(context: Context, repo: Repo, { text, html, out, open, htmlTemplate }: PlotsOptions): boolean {
  if (text && html) throw fault("usage/text-and-html", {});
  if (text || html) return text;
  const asksForPage = out !== undefined || open || htmlTemplate !== undefined;
  const isAtTerminal = context.host.terminal.stdoutIsTty && context.inManner({ exp: true, dvc: false });
  return isAtTerminal && !asksForPage && !repo.config.getBool("plots", "auto_open", false);
}

async function drawHere(context: Context, plots: readonly Plot[]): Promise<void> {
  const style = styleFor(context.host, "stdout", context.colour);
  const lines = drawPlots(plots, {
    width: context.host.terminal.columns(),
    unicode: style.unicode,
    isColoured: style.isColoured,
    paintCurve: style.curve,
    paintTitle: style.strong,
    paintFrame: style.quiet,
  });
  await showLong(context, `${lines.join("\n")}\n`, true);
}

/** DVC writes a page also where all that it could not read would have been. */
function isPageWanted(context: Context, plots: readonly Plot[]): boolean {
  return context.inManner({ exp: plots.some(hasData), dvc: plots.length > 0 });
}

function hasData(plot: Plot): boolean {
  return plot.kind === "image" ? plot.images.length > 0 : plot.points.length > 0;
}

function folderOf(repo: Repo, { out }: PlotsOptions): string {
  return joinPath(repo.cwd, out ?? repo.config.get("plots", "out_dir") ?? "dvc_plots");
}
