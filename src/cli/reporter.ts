import type { EmitEvent } from "../common/mod.ts";
import { dvcLines, type LineSink, LiveStages, plainLines, progressLine, safeText, styleFor } from "../ui/mod.ts";
import { dvcSays, expSays } from "../voice/mod.ts";
import type { Context } from "./command.ts";

const PROGRESS_AFTER_MS = 100;
const PROGRESS_EVERY_MS = 100;
const LIVE_EVERY_MS = 250;
const CLEAR_LINE = "\r\x1b[K";

/**
 * Renders a run's events in the context's manner; on a terminal also how far long work is, and what runs side by side.
 *
 * @param keepStdout standard output is for results alone
 */
export function createReporter(context: Context, keepStdout = false): EmitEvent {
  const { terminal } = context.host;
  const status = createStatusLine(context);
  const sink: LineSink = {
    out: (line) => (status.clear(), keepStdout ? terminal.write("stderr", line + "\n") : context.print(line)),
    err: (line) => (status.clear(), terminal.write("stderr", line + "\n")),
    raw: (stream, bytes) => (status.clear(), terminal.write(keepStdout ? "stderr" : stream, bytes)),
  };
  const quiet = context.verbosity === "quiet";
  const verbose = context.verbosity === "verbose";
  const [render, live] = context.inManner<() => [EmitEvent, EmitEvent?]>({
    exp: () => [
      plainLines(sink, styleFor(context.host, "stderr", context.colour), expSays, { quiet, verbose }),
      showLiveStages(context, status),
    ],
    dvc: () => [dvcLines(sink, dvcSays, { quiet })],
  })();
  return (event) => {
    if (event.kind === "progress") status.show(event);
    else render(event);
    if (event.kind === "stage-command") status.clear();
    live?.(event);
  };
}

/** Keeps the bottom line up to date while stages run side by side. */
function showLiveStages(context: Context, status: StatusLine): EmitEvent {
  const { terminal, clock } = context.host;
  const stages = new LiveStages();
  let isTicking = false;
  const tick = async () => {
    isTicking = true;
    for (; stages.isLive; await clock.sleep(LIVE_EVERY_MS)) {
      status.paint(stages.line(clock.monotonic(), terminal.columns()));
    }
    isTicking = false;
    status.clear();
  };
  return (event) => {
    stages.note(event, clock.monotonic());
    if (stages.isLive && status.isEnabled && !isTicking) void tick();
  };
}

type StatusLine = ReturnType<typeof createStatusLine>;

function createStatusLine(context: Context) {
  const { terminal, clock } = context.host;
  const isEnabled = context.verbosity !== "quiet" && terminal.stderrIsTty && context.host.env.get("TERM") !== "dumb";
  let shown = false;
  let what = "";
  let beganAt = 0;
  let lastAt = 0;
  // as bytes: of a text the terminal shows control characters instead of obeying them
  const write = (text: string) => terminal.write("stderr", new TextEncoder().encode(text));
  return {
    isEnabled,
    paint(text: string) {
      shown = true;
      write(CLEAR_LINE + safeText(text));
    },
    show(event: Parameters<typeof progressLine>[0]) {
      if (!isEnabled) return;
      const now = clock.monotonic();
      if (event.what !== what) [what, beganAt, lastAt] = [event.what, now, now + PROGRESS_AFTER_MS - PROGRESS_EVERY_MS];
      if (event.total > 0 && event.done >= event.total) {
        what = "";
        return this.clear();
      }
      if (now - lastAt < PROGRESS_EVERY_MS) return;
      lastAt = now;
      this.paint(progressLine(event, now - beganAt, terminal.columns()));
    },
    clear() {
      if (!shown) return;
      shown = false;
      write(CLEAR_LINE);
    },
  };
}
