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
  tableCells,
  wrapWords,
} from "../../show/mod.ts";
import { styleFor } from "../../ui/mod.ts";
import { brokenProject } from "../../voice/mod.ts";
import { withinCommand } from "../within_command.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { baselineChoice, hintElsewhere, openExperiments } from "../open_experiments.ts";
import { showLong } from "../pager.ts";
import { fault } from "../fault.ts";

export async function run(context: Context, options: Options<"show">): Promise<number> {
  checkNumbers(context, options);
  let opened: Git | undefined;
  const entries = await withinCommand("show", async () => {
    const { repo, git } = await openExperiments(context);
    opened = git;
    return await collectExperiments(repo, git, baselineChoice(options), shownTasks(repo, git), {
      onlyDeps: options.paramDeps,
      describe: brokenProject,
    });
  });
  if (options.json) {
    const isChosen = context.rules.filtersJson &&
      (options.filter.length > 0 || options.limit !== undefined || options.sortBy !== undefined);
    const chosen = isChosen ? shownEntries(entries, buildShowTable(entries, showOptions(options))) : entries;
    context.print(renderShowJson(hide(chosen, options)));
    return 0;
  }
  const compact = context.rules.fitsTables && !options.wide;
  const isCsv = options.csv;
  const precision = options.precision || undefined;
  const digits = { significant: isCsv ? precision : precision ?? 5 };
  const table = buildShowTable(entries, {
    ...showOptions(options),
    hideDeps: compact && !isCsv && !options.md,
    split: isCsv,
    digits,
    allStates: !context.rules.fitsTables,
  });
  if (isCsv) {
    context.host.terminal.write("stdout", renderCsv(table, digits));
    return 0;
  }
  const look = {
    unicode: !context.rules.fitsTables || styleFor(context.host, "stdout", context.colour).unicode,
    today: localIso(context.host.clock.now()),
    ...(precision === undefined ? {} : { precision }),
  };
  if (options.md) {
    const { header, rows } = tableCells(table, look);
    context.host.terminal.write("stdout", renderMarkdown(header, rows));
    return 0;
  }
  const style = styleFor(context.host, "stdout", context.colour);
  const textOptions = {
    ...look,
    isPadded: !context.rules.fitsTables,
    ...(compact ? { shortHashes: true, missingMark: "-" } : {}),
    ...(compact && context.host.terminal.stdoutIsTty ? { width: context.host.terminal.columns() } : {}),
    paint: (kind: string, line: string) => kind === "state" ? line : style.strong(line),
  };
  const { table: shown, hidden } = narrowTable(table, textOptions);
  const names = hidden.map((column) => column.name).join(", ");
  const hint = context.rules.fitsTables && opened !== undefined && entries.every(({ experiments }) => !experiments)
    ? hintElsewhere(opened, "show")
    : undefined;
  // at the terminal's width, as the table: a line that is wider would have it paged
  const notes = [names === "" ? undefined : `not shown, to fit: ${names} (exp show --wide shows all)`, hint]
    .flatMap((text) => text === undefined ? [] : wrapWords(text, context.host.terminal.columns()))
    .map((line) => style.quiet(line) + "\n").join("");
  await showLong(context, renderTextTable(shown, textOptions) + notes, options.pager);
  return 0;
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

function hide(entries: readonly BaselineEntry[], options: Options<"show">): BaselineEntry[] {
  const hidden = (state: string | undefined) =>
    (state === "failed" && options.hideFailed) || (state === "queued" && options.hideQueued);
  return entries
    .filter((entry) => entry.rev !== "workspace" || !options.hideWorkspace)
    .map((entry) => {
      const kept = entry.experiments?.filter((range) => !hidden(range.executor?.state)) ?? null;
      return { ...entry, experiments: kept === null || kept.length === 0 ? null : kept };
    });
}

function showOptions(options: Options<"show">): ShowOptions {
  const sortBy = options.sortBy, sortOrder = options.sortOrder, limit = options.limit;
  if (sortOrder !== undefined && sortOrder !== "asc" && sortOrder !== "desc") {
    throw fault("usage/sort-order", { word: sortOrder });
  }
  return {
    ...(sortBy === undefined ? {} : { sortBy }),
    ...(sortOrder === undefined ? {} : { sortOrder }),
    ...(limit === undefined ? {} : { limit }),
    onlyChanged: options.onlyChanged,
    drop: options.drop,
    keep: options.keep,
    hideWorkspace: options.hideWorkspace,
    hideFailed: options.hideFailed,
    hideQueued: options.hideQueued,
    sha: options.sha,
    filter: options.filter,
  };
}
