import { type BaselineEntry, collectExperiments } from "../../revisions/mod.ts";
import type { Git } from "../../git/mod.ts";
import { shownTasks } from "../../queue/mod.ts";
import {
  buildShowTable,
  localIso,
  narrowTable,
  renderCsv,
  renderMarkdown,
  renderShowJson,
  renderTextTable,
  shownEntries,
  type ShowOptions,
  type ShowTable,
  tableCells,
  tableNotes,
  unhidden,
  wrapWords,
} from "../../show/mod.ts";
import { styleFor } from "../../ui/mod.ts";
import { brokenProject } from "../../voice/mod.ts";
import { withinCommand } from "../within_command.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { baselineChoice, hintElsewhere, openExperiments } from "../open_experiments.ts";
import { showLong } from "../pager.ts";
import { readSortOrder } from "../sort_order.ts";
import { fault } from "../fault.ts";
import { warnOf } from "../warn_of.ts";

type Entries = readonly BaselineEntry[];

export async function run(context: Context, options: Options<"show">): Promise<number> {
  checkNumbers(context, options);
  const { git, entries } = await withinCommand("show", () => collect(context, options));
  const { terminal } = context.host;
  if (options.json) context.print(asJson(context, entries, options));
  else if (options.csv) terminal.write("stdout", asCsv(context, entries, options));
  else if (options.md) terminal.write("stdout", asMarkdown(context, entries, options));
  else await showLong(context, asText(context, git, entries, options), options.pager);
  return 0;
}

async function collect(context: Context, options: Options<"show">): Promise<{ git: Git; entries: Entries }> {
  const { repo, git } = await openExperiments(context);
  const entries = await collectExperiments(repo, git, baselineChoice(options), shownTasks(repo, git), {
    onlyDeps: options.paramDeps,
    describe: brokenProject,
    onUnfetched: (error) => warnOf(context, error),
  });
  return { git, entries };
}

function asJson(context: Context, entries: Entries, options: Options<"show">): string {
  const { filter, limit, sortBy } = options;
  const isChosen = context.rules.filtersJson && (filter.length > 0 || limit !== undefined || sortBy !== undefined);
  const chosen = isChosen ? shownEntries(entries, tableOf(context, entries, options)) : entries;
  return renderShowJson(hide(chosen, options));
}

function asCsv(context: Context, entries: Entries, options: Options<"show">): string {
  const digits = { significant: options.precision || undefined };
  return renderCsv(tableOf(context, entries, options, { split: true, digits }), digits);
}

function asMarkdown(context: Context, entries: Entries, options: Options<"show">): string {
  const table = tableOf(context, entries, options);
  const { header, rows } = tableCells(table, lookOf(context, options));
  return renderMarkdown(header, rows);
}

function asText(context: Context, git: Git, entries: Entries, options: Options<"show">): string {
  const { rules, host: { terminal } } = context;
  const style = styleFor(context.host, "stdout", context.colour);
  const compact = rules.fitsTables && !options.wide;
  const look = {
    ...lookOf(context, options),
    isPadded: !rules.fitsTables,
    alignsPoints: rules.fitsTables,
    ...(compact ? { shortHashes: true, missingMark: "-" } : {}),
    ...(compact && terminal.stdoutIsTty ? { width: terminal.columns() } : {}),
    paint: (kind: string, text: string) => kind === "best" ? style.good(text) : style.strong(text),
  };
  const all = tableOf(context, entries, options, { hideDeps: compact, setsAsideSame: compact });
  const { table, hidden } = narrowTable(all, look);
  const isEmpty = entries.every(({ experiments }) => !experiments);
  const notes = rules.fitsTables
    ? [...tableNotes(table, { hidden, entries }), isEmpty ? hintElsewhere(git, "show") : undefined]
    : [];
  const lines = notes.flatMap((text) => text === undefined ? [] : wrapWords(text, terminal.columns()));
  return renderTextTable(table, look) + lines.map((line) => style.quiet(line) + "\n").join("");
}

function lookOf(context: Context, { precision }: Options<"show">) {
  return {
    unicode: !context.rules.fitsTables || styleFor(context.host, "stdout", context.colour).unicode,
    today: localIso(context.host.clock.now()),
    ...(precision ? { precision } : {}),
  };
}

/** @throws {ExpError} `usage` */
function checkNumbers(context: Context, options: Options<"show">): void {
  if (!context.rules.refusesIdleOptions) return;
  for (const name of ["limit", "precision"] as const) {
    const value = options[name];
    if (value !== undefined && value < 1) {
      throw fault("usage/number", { option: `--${name}`, range: "above zero", value });
    }
  }
}

function hide(entries: Entries, options: Options<"show">): BaselineEntry[] {
  return entries
    .filter((entry) => entry.rev !== "workspace" || !options.hideWorkspace)
    .map((entry) => {
      const kept = unhidden(entry.experiments ?? [], options);
      return { ...entry, experiments: kept.length === 0 ? null : kept };
    });
}

function tableOf(
  context: Context,
  entries: Entries,
  options: Options<"show">,
  more: Partial<ShowOptions> = {},
): ShowTable {
  const hasRows = () => hide(entries, options).some(({ experiments }) => experiments !== null);
  const sorts = context.rules.refusesIdleOptions || hasRows(); // DVC looks for the column when there is what to sort
  return buildShowTable(entries, {
    ...showOptions(context, options),
    ...(sorts ? {} : { sortBy: undefined }),
    ...more,
  });
}

function showOptions(context: Context, options: Options<"show">): ShowOptions {
  return {
    sortBy: options.sortBy,
    limit: options.limit,
    onlyChanged: options.onlyChanged,
    drop: options.drop,
    keep: options.keep,
    hideWorkspace: options.hideWorkspace,
    hideFailed: options.hideFailed,
    hideQueued: options.hideQueued,
    sha: options.sha,
    filter: options.filter,
    best: options.best,
    sortOrder: readSortOrder(options.sortOrder),
    digits: { significant: options.precision || 5 },
    allStates: !context.rules.fitsTables,
  };
}
