import type { EmitEvent } from "../common/events.ts";
import { dvcLines, type LineSink, plainLines, progressLine, styleFor } from "../ui/mod.ts";
import type { Context } from "./context.ts";

const PROGRESS_AFTER_MS = 300;
const PROGRESS_EVERY_MS = 100;

/** Renders a run's events in the context's manner; a progress line on a terminal only. */
export function createReporter(context: Context): EmitEvent {
  const { terminal } = context.host;
  const status = createStatusLine(context);
  const sink: LineSink = {
    out: (line) => (status.clear(), context.print(line)),
    err: (line) => (status.clear(), terminal.write("stderr", line + "\n")),
    raw: (stream, bytes) => (status.clear(), terminal.write(stream, bytes)),
  };
  const quiet = context.verbosity === "quiet";
  const render = context.manner === "dvc"
    ? dvcLines(sink, { quiet })
    : plainLines(sink, styleFor(context.host, "stderr", context.colour), {
      quiet,
      verbose: context.verbosity === "verbose",
    });
  return (event) => {
    if (event.kind === "progress") status.show(event);
    else render(event);
    if (event.kind === "stage-command") status.clear();
  };
}

function createStatusLine(context: Context) {
  const { terminal, clock } = context.host;
  const enabled = context.verbosity !== "quiet" && terminal.stderrIsTty && context.host.env.get("TERM") !== "dumb";
  let shown = false;
  let what = "";
  let beganAt = 0;
  let lastAt = 0;
  return {
    show(event: Parameters<typeof progressLine>[0]) {
      if (!enabled) return;
      const now = clock.monotonic();
      if (event.what !== what) [what, beganAt, lastAt] = [event.what, now, now + PROGRESS_AFTER_MS - PROGRESS_EVERY_MS];
      if (event.total > 0 && event.done >= event.total) {
        what = "";
        return this.clear();
      }
      if (now - lastAt < PROGRESS_EVERY_MS) return;
      lastAt = now;
      shown = true;
      terminal.write("stderr", `\r\x1b[K${progressLine(event, now - beganAt, terminal.columns())}`);
    },
    clear() {
      if (!shown) return;
      shown = false;
      terminal.write("stderr", "\r\x1b[K");
    },
  };
}
