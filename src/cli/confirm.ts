import { wrapWords } from "../show/mod.ts";
import type { Context } from "./command.ts";
import { fault } from "./fault.ts";

/** Columns for a blank and a short answer. */
const ANSWER = 5;

/** Asks on standard error. No answer is no. */
export function askYesNo(context: Context, question: string): boolean {
  const { terminal } = context.host;
  const asked = `${question} [y/n]`;
  const lines = terminal.stderrIsTty ? wrapWords(asked, terminal.columns() - ANSWER) : [asked];
  terminal.write("stderr", `${lines.join("\n")} `);
  return /^y(es)?$/i.test(terminal.readLine()?.trim() ?? "");
}

/**
 * May something be done that cannot be taken back? Says how much it is, asks on a terminal, and needs `--yes` (or
 * `--force`) where nobody can answer.
 *
 * @param what for example "remove 12 experiments"
 * @throws {ExpError} `usage` where nobody can answer
 */
export function mayGoOn(
  context: Context,
  { yes, force = false }: { yes: boolean; force?: boolean },
  what: string,
): boolean {
  if (yes || force) return true;
  if (!context.host.terminal.stdinIsTty) throw fault("usage/nobody-to-ask", { what });
  if (askYesNo(context, `This will ${what}. Go on?`)) return true;
  context.note("nothing was done");
  return false;
}
