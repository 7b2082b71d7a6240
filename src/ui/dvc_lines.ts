import { type EmitEvent, joinNames, type RunEvent, type Say } from "../common/mod.ts";
import type { LineSink } from "./sink.ts";

/**
 * DVC's own lines, which other programs read. Blank lines as DVC
 * sets them: one after each stage that ran.
 */
export function dvcLines(sink: LineSink, say: Say, options: { quiet: boolean }): EmitEvent {
  let blankDue = false;
  const line = (text: string) => {
    if (options.quiet) return;
    if (blankDue) sink.out("");
    blankDue = false;
    sink.out(text);
  };
  return (event: RunEvent) => {
    switch (event.kind) {
      case "stage-running":
        return line(`Running stage '${event.stage}':`);
      case "stage-command":
        return line(`> ${event.command}`);
      case "stage-skipped":
        return line(`${event.stage.endsWith(".dvc") ? "" : "Stage "}'${event.stage}' didn't change, skipping`);
      case "stage-restored":
        return line(`Stage '${event.stage}' is cached - skipping run, checking out outputs`);
      case "stage-verified":
        return line(`Verifying data sources in stage: '${event.stage}'`);
      case "stage-frozen":
        return line(`Verifying outputs in frozen stage: '${event.stage}'`);
      case "stage-is-frozen":
        if (!options.quiet) sink.err(frozenWarning(event.stage, "reproduced"));
        return;
      case "stage-done":
        blankDue = true;
        return;
      case "stage-output":
        return sink.raw(event.stream, event.bytes);
      case "lock-updated":
        if (event.isNew) line(`Generating lock file '${event.file}'`);
        return line(`Updating lock file '${event.file}'`);
      case "git-track-hint":
        if (options.quiet) return;
        blankDue = false;
        return sink.out(
          `\nTo track the changes with git, run:\n\n\tgit add ${event.paths.join(" ")}\n\n` +
            `To enable auto staging, run:\n\n\tdvc config core.autostage true`,
        );
      case "checkout":
        return line(`${event.change[0]!.toUpperCase()}\t${event.path}`);
      case "experiment-started":
        return line(`Reproducing experiment '${event.name}'`);
      case "checkpoint":
        return line(`Checkpoint experiment iteration '${event.rev.slice(0, 7)}'.`);
      case "queueing":
        return line(`Queueing with overrides '${event.overrides}'.`);
      case "queued":
        return line(`Queued experiment '${event.name}' for future execution.`);
      case "warning":
        if (!options.quiet) sink.err(`WARNING: ${event.text}`);
        return;
      case "warned":
        if (!options.quiet) sink.err(`WARNING: ${say(event.error)}`);
        return;
      case "info":
        return line(event.text);
      case "stage-failed": {
        if (options.quiet || event.onError === "fail") return; // its error line ends the command
        sink.err(`WARNING: ${say(event.error)}${event.onError === "ignore" ? " (ignored)" : ""}`);
        const names = event.blocks.map((name) => `'${name}'`);
        if (names.length === 0) return;
        const subject = names.length === 1 ? "Stage" : "Stages";
        return sink.err(`WARNING: ${subject} ${joinNames(names)} will be skipped due to this failure`);
      }
      case "interrupted":
      case "stage-blocked":
      case "experiment-done":
      case "progress":
        return; // DVC tells of these in its error line, at the end, or on a terminal only
    }
  };
}

/** DVC's warning about a frozen stage, that dependencies are not going to be looked at. */
export function frozenWarning(stage: string, what: "reproduced" | "shown in the status output"): string {
  return `WARNING: stage: '${stage}' is frozen. Its dependencies are not going to be ${what}.`;
}
