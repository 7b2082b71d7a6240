import type { EmitEvent, RunEvent, Say } from "../common/mod.ts";
import type { LineSink } from "./sink.ts";
import type { Style } from "./style.ts";
import { formatDuration } from "./units.ts";

/** What `exp` tells while it runs, on standard error: one line an event, each beginning with what it is about. */
export function plainLines(
  sink: LineSink,
  style: Style,
  say: Say,
  options: { quiet: boolean; verbose: boolean },
): EmitEvent {
  const partial = new Map<string, string>();
  return (event: RunEvent) => {
    if (event.kind === "stage-output") return prefixed(sink, partial, event);
    if (options.quiet && event.kind !== "warning" && event.kind !== "warned") return;
    switch (event.kind) {
      case "stage-running":
        return sink.err(`${style.strong(event.stage)}: running${event.reason === "" ? "" : ` (${event.reason})`}`);
      case "stage-command":
        return sink.err(style.quiet(`  $ ${event.command.replaceAll("\n", "\n    ")}`));
      case "stage-skipped":
        return sink.err(style.quiet(`${event.stage}: unchanged`));
      case "stage-planned":
        sink.err(`${style.strong(event.stage)}: would ${event.as === "run" ? "run" : "be restored"}`);
        return event.reasons.forEach((reason) => sink.err(`  ${reason}`));
      case "stage-undecided":
        return sink.err(`${event.stage}: depends on what ${event.because} makes`);
      case "stage-restored":
        return sink.err(`${style.strong(event.stage)}: ${style.good("restored")} from an earlier run`);
      case "stage-verified":
        return sink.err(style.quiet(`${event.stage}: data checked`));
      case "stage-frozen":
        return sink.err(`${event.stage}: frozen, outputs checked`);
      case "stage-done":
        flush(sink, partial, event.stage);
        return sink.err(`${style.strong(event.stage)}: ${style.good("done")} in ${formatDuration(event.elapsedMs)}`);
      case "stage-failed":
        flush(sink, partial, event.stage);
        return sink.err(`${style.strong(event.stage)}: ${style.bad("failed")}: ${say(event.error)}`);
      case "interrupted":
        return sink.err(`${style.warn("interrupted")}: ${NEXT_INTERRUPT[event.times] ?? "killing it"}`);
      case "stage-blocked":
        return sink.err(`${event.stage}: not run, because ${event.because} failed`);
      case "checkout":
        return options.verbose ? sink.err(style.quiet(`${event.change}: ${event.path}`)) : undefined;
      case "lock-updated":
        return options.verbose ? sink.err(style.quiet(`${event.file}: updated`)) : undefined;
      case "experiment-started":
        return sink.err(`experiment ${style.strong(event.name)}`);
      case "experiment-done":
        return sink.err(`experiment ${style.strong(event.name)} is ${event.rev.slice(0, 7)}`);
      case "checkpoint":
        return sink.err(`checkpoint ${event.rev.slice(0, 7)}`);
      case "queueing":
        return options.verbose ? sink.err(style.quiet(`queueing ${event.overrides}`)) : undefined;
      case "queued":
        return sink.out(`Queued experiment '${event.name}' for future execution.`);
      case "warning":
        return sink.err(`${style.warn("warning")}: ${event.text}`);
      case "warned":
        return sink.err(`${style.warn("warning")}: ${say(event.error)}`);
      case "info":
        return sink.err(event.text);
      case "git-track-hint":
      case "progress":
        return;
    }
  };
}

/** What happens, and what the next Ctrl-C would do, by how often it was pressed. */
const NEXT_INTERRUPT: Readonly<Record<number, string>> = {
  1: "waiting for the command to end; Ctrl-C again ends it",
  2: "ending the command; Ctrl-C again kills it",
};

/** Output of stages that run side by side: whole lines, each with its stage's name before it. */
function prefixed(
  sink: LineSink,
  partial: Map<string, string>,
  event: Extract<RunEvent, { kind: "stage-output" }>,
): void {
  const key = `${event.stage}\0${event.stream}`;
  const text = (partial.get(key) ?? "") + new TextDecoder().decode(event.bytes);
  const lines = text.split("\n");
  partial.set(key, lines.pop() ?? "");
  if (lines.length === 0) return;
  sink.raw(event.stream, new TextEncoder().encode(lines.map((line) => `${event.stage} | ${line}\n`).join("")));
}

function flush(sink: LineSink, partial: Map<string, string>, stage: string): void {
  for (const stream of ["stdout", "stderr"] as const) {
    const rest = partial.get(`${stage}\0${stream}`);
    partial.delete(`${stage}\0${stream}`);
    if (rest) sink.raw(stream, new TextEncoder().encode(`${stage} | ${rest}\n`));
  }
}
