/**
 * The one error type that stops a command: what is wrong, as facts. How that is told, and with which exit code the
 * program ends, is for `voice/` to say.
 */

import { type Facts, Fault, type FaultName as KindFaultName, type FaultRecord as KindFaultRecord } from "./values.ts";

export type { NoFacts } from "./values.ts";

/** What went wrong, as a word; `voice/exit_codes.ts` has the exit code of each. */
const ERROR_KINDS = [
  /** a stage, experiment or check failed */
  "failed",
  "stage-failed",
  "missing-data",
  "damaged-data",
  /** the command line, a file of the project or an override is wrong */
  "usage",
  "invalid-file",
  "invalid-override",
  "invalid-target",
  "invalid-graph",
  "invalid-name",
  "not-found",
  "exists",
  "params-missing",
  "conflict",
  /** a call that the state of a tracked experiment does not allow */
  "invalid-state",
  "config",
  "not-a-repo",
  "no-git",
  /** a program that a remote needs is not there, or too old */
  "no-program",
  /** a remote did not answer, or not all of it arrived: it may go well the next time */
  "remote-failed",
  "remote-refused",
  "busy",
  "git-failed",
  "io",
  "full-disk",
  "timeout",
  "interrupted",
] as const;

export type ErrorKind = typeof ERROR_KINDS[number];

/** `KIND/what`, as `not-found/stage`. `within/…` tells where the error below it was met, and is of that one's kind. */
export type FaultName = KindFaultName<ErrorKind>;
/** An error as it is kept in a file or sent to another thread. */
export type FaultRecord = KindFaultRecord<ErrorKind>;

/** Signals that end a run in order. */
export type EndingSignal = "SIGHUP" | "SIGINT" | "SIGQUIT" | "SIGTERM";

/** Tells an error in one line, in the voice of whoever handed it out: for the engine's files that hold such lines. */
export type Say = (error: ExpError) => string;

/** An error that a person can act upon. */
export type ExpError = Fault<ErrorKind>;
export const ExpError: {
  new (fault: FaultName, facts: Facts, cause?: unknown): ExpError;
  readonly prototype: ExpError;
  /** What makes the `message`, where somebody reads it (src/mod.ts): else it holds the facts. */
  say: Say | undefined;
  of(record: FaultRecord): ExpError;
} = Fault;

/**
 * How a room makes its faults, from a table of their names and facts: `throw fault("not-found/stage", { name, file })`.
 * The cause, an error below, is told with what is `within/…`; of others only with EXP_DEBUG=1, or where voice/ says so.
 */
export function faultsOf<Faults>() {
  return <Name extends keyof Faults & FaultName>(
    name: Name,
    facts: Readonly<Faults[Name]>,
    cause?: unknown,
  ): ExpError => new ExpError(name, facts as Facts, cause);
}

/** For the `default` branch of a switch over a closed union: a new member then fails to compile. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
