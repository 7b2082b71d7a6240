import { ExpError } from "../common/mod.ts";
import { type Host, isBrokenPipe } from "../host/mod.ts";
import type { Manner } from "./command.ts";

/** What it takes to say what went wrong; the rest of a machine may be what is wrong. */
type Answering = Pick<Host, "env" | "terminal">;

const BROKEN_PIPE = 141; // as a shell reports a process that died of SIGPIPE
const BUG = { exp: 70, dvc: 255 };

/**
 * The only catch: an error becomes one line of cause, at most one of help, and an exit code. Through `exp dvc` it is
 * DVC's own line (`ERROR: …`) and code.
 */
export async function exitWith(host: Answering, manner: Manner, command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (isBrokenPipe(error)) return BROKEN_PIPE;
    const known = error instanceof ExpError ? error : undefined;
    const [lines, code] = known === undefined ? reportBug(manner, error) : await tell(manner, known);
    if (known !== undefined && host.env.get("EXP_DEBUG") === "1") {
      lines.push(...stackOf(known), ...stackOf(known.cause));
    }
    try {
      if (lines.length > 0) host.terminal.write("stderr", lines.join("\n") + "\n");
    } catch {
      // standard error is closed: the exit code still tells
    }
    return code;
  }
}

function reportBug(manner: Manner, error: unknown): [string[], number] {
  const lead = { exp: "error: internal:", dvc: "ERROR: unexpected error -" }[manner];
  const plea = "this is a bug in exp: please report it with the lines above";
  return [[`${lead} ${messageOf(error)}`, ...stackOf(error), plea], BUG[manner]];
}

async function tell(manner: Manner, error: ExpError): Promise<[string[], number]> {
  const { sayingOf } = await import("../voice/mod.ts"); // most commands have nothing to say of errors
  const { exp, hint, exit, dvc, dvcExit } = sayingOf(error);
  // a hint of several lines (a caret below what it means) keeps its columns
  const advice = hint === undefined ? [] : [`hint: ${hint.replaceAll("\n", "\n      ")}`];
  const both: Record<Manner, [string[], number]> = {
    exp: [[`error: ${exp}`, ...advice], exit],
    dvc: [dvc === "" ? [] : [`ERROR: ${dvc}`], dvcExit],
  };
  return both[manner];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function stackOf(error: unknown): string[] {
  return error instanceof Error && error.stack !== undefined ? error.stack.split("\n").slice(0, 12) : [];
}
