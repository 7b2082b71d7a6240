import { fitColumns, type FittedColumns, type PlainColumn, renderPlain, wrapWords } from "../show/mod.ts";
import { styleFor } from "../ui/mod.ts";
import type { Context } from "./command.ts";

/** A plain table for people that fits their terminal, and what of it is not to be seen. */
export function fittedTable(context: Context, columns: readonly PlainColumn[], { wide }: { wide: boolean }): string {
  const drawn = fitToTerminal(context, columns, { mustFit: context.rules.fitsTables && !wide });
  const rows = (columns[0]?.cells ?? []).map((_, i) => drawn.columns.map(({ cells }) => cells[i]!));
  return renderPlain(drawn.columns.map(({ title }) => title), rows) + fitNotes(context, [drawn]);
}

/** At a terminal no wider than that; elsewhere, and what need not fit, as it is. */
export function fitToTerminal(
  context: Context,
  columns: readonly PlainColumn[],
  { mustFit }: { readonly mustFit: boolean },
): FittedColumns {
  const { terminal } = context.host;
  const width = mustFit && terminal.stdoutIsTty ? terminal.columns() : Infinity;
  const { unicode } = styleFor(context.host, "stdout", context.colour);
  return fitColumns(columns, { width, ellipsis: unicode ? "…" : "..." });
}

/** What is not to be seen of tables, and how to see it; in lines that fit. */
export function fitNotes(context: Context, drawn: readonly Pick<FittedColumns, "hidden" | "isShortened">[]): string {
  const hidden = [...new Set(drawn.flatMap((table) => table.hidden))];
  const isShortened = drawn.some((table) => table.isShortened);
  if (hidden.length === 0 && !isShortened) return "";
  const note = hidden.length > 0
    ? `not shown, to fit (--wide shows them): ${hidden.join(", ")}`
    : "shortened, to fit (--wide shows all)";
  const style = styleFor(context.host, "stdout", context.colour);
  return wrapWords(note, context.host.terminal.columns()).map((line) => style.quiet(line) + "\n").join("");
}
