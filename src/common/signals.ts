const NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

/** A signal's number as on Linux. */
export function signalNumber(signal: string): number {
  return NUMBERS[signal] ?? 1;
}

/** How the commands of a run are ended that was told to end. */
export interface StageEnding {
  /** What they get first; of USR1 and USR2 those are told that know it. */
  readonly signal: "SIGTERM" | "SIGUSR1" | "SIGUSR2";
  /** KILL follows after this long; TERM some seconds before, where something else went first. */
  readonly graceMs: number;
}

export const DEFAULT_ENDING: StageEnding = { signal: "SIGTERM", graceMs: 5000 };
