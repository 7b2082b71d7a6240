import type { EndingSignal } from "../common/mod.ts";
import type { Processes } from "./process.ts";

/** What people, terminals and systems end a program by; Ctrl-\ is for who will not wait. */
const ENDINGS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Hears the first signal that is to end this process, so that it can end in order; the next one ends it at once. */
export function hearEnding(
  processes: Pick<Processes, "onSignal">,
  onEnding: (signal: EndingSignal) => void,
): Disposable {
  const listeners = ENDINGS.map((signal) =>
    processes.onSignal(signal, () => {
      stop();
      onEnding(signal);
    })
  );
  const stop = () => {
    for (const listener of listeners.splice(0)) listener[Symbol.dispose]();
  };
  return { [Symbol.dispose]: stop };
}
