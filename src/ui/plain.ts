import type { EmitEvent, RunEvent, Say } from "../common/mod.ts";
import { PrefixedOutput } from "./prefixed_output.ts";
import type { LineSink } from "./sink.ts";
import type { Style } from "./style.ts";
import { formatDuration } from "./units.ts";
import { inWords, type Wording } from "./wording.ts";

/** What `exp` tells while it runs, on standard error: one line an event, each beginning with what it is about. */
export function plainLines(
  sink: LineSink,
  style: Style,
  say: Say,
  options: { quiet: boolean; verbose: boolean; isTerminal?: (stream: "stdout" | "stderr") => boolean },
): EmitEvent {
  const wording: Wording = { ...stageWords(style, say), ...experimentWords(style, say) };
  const output = new PrefixedOutput(sink, options.isTerminal);
  return (event: RunEvent) => {
    if (event.kind === "stage-output") return output.add(event);
    if (event.kind === "stage-done" || event.kind === "stage-failed") output.end(event.stage);
    if (options.quiet && !EVEN_QUIET.has(event.kind)) return;
    if (!options.verbose && ONLY_VERBOSE.has(event.kind)) return;
    if (event.kind === "queued") return sink.out(`Queued experiment '${event.name}' for future execution.`);
    const line = inWords(wording, event);
    if (line !== undefined) sink.err(line);
  };
}

const EVEN_QUIET: ReadonlySet<RunEvent["kind"]> = new Set(["warning", "warned"]);
const ONLY_VERBOSE: ReadonlySet<RunEvent["kind"]> = new Set(["checkout", "lock-updated", "queueing"]);

function stageWords({ strong, quiet, good, bad }: Style, say: Say): Wording {
  return {
    "stage-running": ({ stage, reason }) => `${strong(stage)}: running${reason === "" ? "" : ` (${reason})`}`,
    "stage-command": ({ command }) => quiet(`  $ ${command.replaceAll("\n", "\n    ")}`),
    "stage-skipped": ({ stage }) => quiet(`${stage}: unchanged`),
    "stage-planned": ({ stage, as, reasons }) =>
      [`${strong(stage)}: would ${as === "run" ? "run" : "be restored"}`, ...reasons].join("\n  "),
    "stage-undecided": ({ stage, because }) => `${stage}: depends on what ${because} makes`,
    "stage-restored": ({ stage }) => `${strong(stage)}: ${good("restored")} from an earlier run`,
    "stage-verified": ({ stage }) => quiet(`${stage}: data checked`),
    "stage-frozen": ({ stage }) => `${stage}: frozen, outputs checked`,
    "stage-done": ({ stage, elapsedMs }) => `${strong(stage)}: ${good("done")} in ${formatDuration(elapsedMs)}`,
    "stage-failed": ({ stage, error }) => `${strong(stage)}: ${bad("failed")}: ${say(error)}`,
    "stage-blocked": ({ stage, because }) => `${stage}: not run, because ${because} failed`,
    "lock-updated": ({ file }) => quiet(`${file}: updated`),
    "checkout": ({ change, path }) => quiet(`${change}: ${path}`),
  };
}

function experimentWords({ strong, quiet, warn }: Style, say: Say): Wording {
  return {
    "experiment-started": ({ name }) => `experiment ${strong(name)}`,
    "experiment-done": ({ name, rev }) => `experiment ${strong(name)} is ${rev.slice(0, 7)}`,
    "checkpoint": ({ rev }) => `checkpoint ${rev.slice(0, 7)}`,
    "queueing": ({ overrides }) => quiet(`queueing ${overrides}`),
    "interrupted": ({ times, during }) => `${warn("interrupted")}: ${nextInterrupt(times, during)}`,
    "warning": ({ text }) => `${warn("warning")}: ${text}`,
    "warned": ({ error }) => `${warn("warning")}: ${say(error)}`,
    "info": ({ text }) => text,
  };
}

/** What happens, and what the next Ctrl-C would do, by how often it was pressed. */
function nextInterrupt(times: number, during: "command" | "data"): string {
  if (during === "data") {
    return times === 1 ? "ending; what a command has made is stored first, Ctrl-C again gives that up" : "giving it up";
  }
  if (times === 1) return "waiting for the command to end; Ctrl-C again ends it";
  return times === 2 ? "ending the command; Ctrl-C again kills it" : "killing it";
}
