import type { EmitEvent, RunEvent } from "../common/mod.ts";
import { dvcLines, type LineSink, LiveStages, plainLines, type Style, styleFor } from "../ui/mod.ts";
import { dvcSays, expSays } from "../voice/mod.ts";
import type { Context } from "./command.ts";
import { keepDrawn } from "./live.ts";

/**
 * Renders a run's events in the context's manner; on a terminal also how far long work is, and what runs side by side.
 *
 * @param keepStdout standard output is for results alone
 */
export function createReporter(context: Context, keepStdout = false): EmitEvent {
  const { terminal } = context.host;
  const sink: LineSink = {
    out: (line) => keepStdout ? terminal.write("stderr", line + "\n") : context.print(line),
    err: (line) => terminal.write("stderr", line + "\n"),
    raw: (stream, bytes) => terminal.write(keepStdout ? "stderr" : stream, bytes),
  };
  const style = styleFor(context.host, "stderr", context.colour);
  const render = context.inManner<() => EmitEvent>({
    exp: () => plainLines(sink, style, expSays, plainOptions(context, keepStdout)),
    dvc: () => dvcLines(sink, dvcSays, { quiet: context.verbosity === "quiet" }),
  })();
  const show = showProgress(context, style, keepStdout);
  return (event) => {
    if (event.kind !== "progress") render(event);
    show(event);
  };
}

function plainOptions({ verbosity, host: { terminal } }: Context, keepStdout: boolean) {
  const isTerminal = (stream: "stdout" | "stderr") =>
    stream === "stdout" && !keepStdout ? terminal.stdoutIsTty : terminal.stderrIsTty;
  return { quiet: verbosity === "quiet", verbose: verbosity === "verbose", isTerminal };
}

function showProgress(context: Context, style: Style, keepStdout: boolean): EmitEvent {
  const { bottom, host: { terminal, clock } } = context;
  const stages = new LiveStages(style);
  const changed = keepDrawn(context, stages);
  // behind a pipe may be a program that writes to the same terminal, and does not know of any lines there
  const ownsTerminal = terminal.stdoutIsTty || keepStdout;
  const showsStages = context.inManner({ exp: ownsTerminal, dvc: false });
  let isSideBySide = false;
  return (event: RunEvent) => {
    if (event.kind === "stages-planned") isSideBySide = event.sideBySide;
    if (showsStages || event.kind === "progress") stages.note(event, clock.monotonic());
    changed();
    // a stage that runs alone has the terminal for itself
    if (event.kind === "stage-command" && !isSideBySide) bottom.giveAway();
  };
}
