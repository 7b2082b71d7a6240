import type { Context } from "./command.ts";
import { fault } from "./fault.ts";

/** Asks on standard error. No answer is no. */
export function askYesNo(context: Context, question: string): boolean {
  const { terminal } = context.host;
  terminal.write("stderr", `${question} [y/n] `);
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
