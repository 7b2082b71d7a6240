import { ExpError } from "../common/errors.ts";
import { faultOf, type Host } from "../host/mod.ts";
import type { Manner } from "./context.ts";

/** What it takes to say what went wrong; the rest of a machine may be what is wrong. */
type Answering = Pick<Host, "env" | "terminal">;

const BROKEN_PIPE = 141; // as a shell reports a process that died of SIGPIPE

/**
 * The only catch: an error becomes one line of cause, at most one of help, and an exit code. Through `exp dvc` it is
 * DVC's own line (`ERROR: …`) and code.
 */
export async function exitWith(host: Answering, manner: Manner, command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (faultOf(error) === "broken-pipe") return BROKEN_PIPE;
    return report(host, manner, error);
  }
}

function report(host: Answering, manner: Manner, error: unknown): number {
  const known = asExpError(error);
  const lines: string[] = [];
  if (known === undefined) {
    lines.push(
      manner === "dvc" ? `ERROR: unexpected error - ${messageOf(error)}` : `error: internal: ${messageOf(error)}`,
    );
    lines.push(...stackOf(error));
    lines.push("this is a bug in exp: please report it with the lines above");
  } else if (manner === "dvc") {
    if (known.dvcMessage !== "") lines.push(`ERROR: ${known.dvcMessage}`);
  } else {
    lines.push(`error: ${known.message}`);
    // a hint of several lines (a caret below what it means) keeps its columns
    if (known.hint !== undefined) lines.push(`hint: ${known.hint.replaceAll("\n", "\n      ")}`);
  }
  if (known !== undefined && host.env.get("EXP_DEBUG") === "1") lines.push(...stackOf(known), ...stackOf(known.cause));
  try {
    if (lines.length > 0) host.terminal.write("stderr", lines.join("\n") + "\n");
  } catch {
    // standard error is closed: the exit code still tells
  }
  if (known === undefined) return manner === "dvc" ? 255 : 70;
  return manner === "dvc" ? known.dvcExitCode : known.exitCode;
}

/** What the machine refuses (no space, no permission) is the user's to know, not a bug. */
function asExpError(error: unknown): ExpError | undefined {
  if (error instanceof ExpError) return error;
  switch (faultOf(error)) {
    case "full-disk":
      return new ExpError("full-disk", `no space left on the disk (${messageOf(error)})`, {
        hint: "free some space and run the same command again; nothing was half-written",
        cause: error,
      });
    case "io":
      return new ExpError("io", messageOf(error), { cause: error });
    default:
      return undefined;
  }
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  // what the program was built to do without; the runtime's own words speak of its making
  const place = /^Requires (?:all|write) access to "(.*)", (?:specify|run again)/.exec(message)?.[1];
  return place === undefined ? message : `'${place}' is in a place that exp may not open or change`;
}

function stackOf(error: unknown): string[] {
  return error instanceof Error && error.stack !== undefined ? error.stack.split("\n").slice(0, 12) : [];
}
