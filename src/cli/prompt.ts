/** Questions at a terminal, each with an answer that Enter takes. Where nobody can answer, that is the answer. */
import type { Context } from "./command.ts";

/** May questions be asked? Not without a terminal on both sides, with `--no-input`, `--quiet`, or through `exp dvc`. */
export function canAsk({ host: { terminal }, verbosity, rules }: Context): boolean {
  return rules.asksFirst && verbosity !== "quiet" && terminal.stdinIsTty && terminal.stderrIsTty;
}

/** A line of text, without blanks around it. @param usual what Enter takes; empty: nothing */
export function askText(context: Context, question: string, usual: string): string {
  if (!canAsk(context)) return usual;
  const { terminal } = context.host;
  terminal.write("stderr", `${question} [${usual === "" ? "none" : usual}] `);
  return terminal.readLine()?.trim() || usual;
}

/** Yes or no, asked until it is one of them. @param usual what Enter takes */
export function askWhether(context: Context, question: string, usual: boolean): boolean {
  if (!canAsk(context)) return usual;
  const { terminal } = context.host;
  for (;;) {
    terminal.write("stderr", `${question} ${usual ? "[Y/n]" : "[y/N]"} `);
    const answer = terminal.readLine()?.trim().toLowerCase() ?? "";
    if (answer === "") return usual;
    if (/^y(es)?$/.test(answer)) return true;
    if (/^no?$/.test(answer)) return false;
    terminal.write("stderr", "yes or no: ");
  }
}
