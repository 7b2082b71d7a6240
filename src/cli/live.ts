import type { LiveLine, LiveSize } from "../ui/mod.ts";
import type { Context } from "./command.ts";

/** Something that changes, and what there is to see of it. */
interface LiveView {
  /** May there be something to show, now or in a moment? */
  readonly isLive: boolean;
  lines(nowMs: number, size: LiveSize): readonly LiveLine[];
}

const DRAWN_EVERY_MS = 100;
const USUAL_ROWS = 24;

/** Is there somebody to see lines that change, at a terminal that can change them? */
export function showsLive({ host: { env, terminal }, verbosity }: Context): boolean {
  const ci = env.get("CI") ?? "";
  const isCi = ci !== "" && ci !== "0" && ci !== "false";
  return terminal.stderrIsTty && verbosity !== "quiet" && env.get("TERM") !== "dumb" && !isCi;
}

/**
 * Keeps a view at the bottom of the terminal, while this program is what the terminal listens to.
 * @returns to be called when the view has changed: from then on it is drawn now and then, until it is no longer live
 */
export function keepDrawn(context: Context, view: LiveView): () => void {
  if (!showsLive(context)) return () => {};
  const { bottom, host: { clock, terminal, processes } } = context;
  let drawnAt = clock.monotonic();
  let isForeground: boolean | undefined;
  let isTicking = false;
  const draw = () => {
    drawnAt = clock.monotonic();
    const lines = view.lines(drawnAt, terminal.size() ?? { columns: terminal.columns(), rows: USUAL_ROWS });
    if (lines.length > 0) isForeground ??= terminal.isForeground();
    bottom.show(isForeground === false ? [] : lines);
  };
  const tick = async () => {
    isTicking = true;
    // it was stopped, and what is on the terminal now is the shell's
    const continued = processes.onSignal("SIGCONT", () => {
      isForeground = undefined;
      bottom.forget();
    });
    while (view.isLive && bottom.isKept) {
      await clock.sleep(DRAWN_EVERY_MS);
      draw();
    }
    continued[Symbol.dispose]();
    isTicking = false;
  };
  return () => {
    if (!view.isLive) bottom.show([]);
    // work that does not pause lets no timer go off
    else if (clock.monotonic() - drawnAt >= DRAWN_EVERY_MS) draw();
    if (view.isLive && !isTicking) void tick();
  };
}
