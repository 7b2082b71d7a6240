import { type EmitEvent, joinNames, type RunEvent, type Say } from "../common/mod.ts";
import type { LineSink } from "./sink.ts";
import { inWords, type Wording } from "./wording.ts";

/** DVC's own lines, for programs that read them. Blank lines as DVC sets them: one after each stage that ran. */
export function dvcLines(sink: LineSink, say: Say, options: { quiet: boolean }): EmitEvent {
  const warnings = warningsOf(say);
  let blankDue = false;
  return (event: RunEvent) => {
    if (event.kind === "stage-output") return sink.raw(event.stream, event.bytes);
    if (event.kind === "stage-done") blankDue = true;
    if (options.quiet) return;
    const line = inWords(LINES, event);
    if (line !== undefined) {
      if (blankDue && event.kind !== "git-track-hint") sink.out(""); // which has a blank line of its own
      blankDue = false;
      return sink.out(line);
    }
    const warning = inWords(warnings, event);
    if (warning !== undefined) sink.err(`WARNING: ${warning}`);
  };
}

/** What is missing DVC tells of in its error line, at the end, or on a terminal only. */
const LINES: Wording = {
  "stage-running": ({ stage }) => `Running stage '${stage}':`,
  "stage-command": ({ command }) => `> ${command}`,
  "stage-skipped": ({ stage }) => `${stage.endsWith(".dvc") ? "" : "Stage "}'${stage}' didn't change, skipping`,
  "stage-restored": ({ stage }) => `Stage '${stage}' is cached - skipping run, checking out outputs`,
  "stage-verified": ({ stage }) => `Verifying data sources in stage: '${stage}'`,
  "stage-frozen": ({ stage }) => `Verifying outputs in frozen stage: '${stage}'`,
  "lock-updated": ({ file, isNew }) => `${isNew ? `Generating lock file '${file}'\n` : ""}Updating lock file '${file}'`,
  "git-track-hint": ({ paths }) =>
    `\nTo track the changes with git, run:\n\n\tgit add ${paths.join(" ")}\n\n` +
    `To enable auto staging, run:\n\n\tdvc config core.autostage true`,
  "checkout": ({ change, path }) => `${change[0]!.toUpperCase()}\t${path}`,
  "experiment-started": ({ name }) => `Reproducing experiment '${name}'`,
  "checkpoint": ({ rev }) => `Checkpoint experiment iteration '${rev.slice(0, 7)}'.`,
  "queueing": ({ overrides }) => `Queueing with overrides '${overrides}'.`,
  "queued": ({ name }) => `Queued experiment '${name}' for future execution.`,
  "info": ({ text }) => text,
};

function warningsOf(say: Say): Wording {
  return {
    "stage-is-frozen": ({ stage }) => frozenWarning(stage, "reproduced"),
    "warning": ({ text }) => text,
    "warned": ({ error }) => say(error),
    "stage-failed"({ error, onError, blocks }) {
      if (onError === "fail") return undefined; // its error line ends the command
      const names = blocks.map((name) => `'${name}'`);
      const skipped = `Stage${names.length === 1 ? "" : "s"} ${joinNames(names)} will be skipped due to this failure`;
      return `${say(error)}${onError === "ignore" ? " (ignored)" : ""}` +
        (names.length === 0 ? "" : `\nWARNING: ${skipped}`);
    },
  };
}

/** DVC's warning about a frozen stage, that dependencies are not going to be looked at. */
export function frozenWarning(stage: string, what: "reproduced" | "shown in the status output"): string {
  return `stage: '${stage}' is frozen. Its dependencies are not going to be ${what}.`;
}
