/**
 * The one error type that stops a command: what is wrong, as facts. How that is told, and with which exit code the
 * program ends, is for `voice/` to say.
 */

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
  "busy",
  "git-failed",
  "io",
  "full-disk",
  "timeout",
  "interrupted",
] as const;

export type ErrorKind = typeof ERROR_KINDS[number];

/** `KIND/what`, as `not-found/stage`. `within/…` tells where the error below it was met, and is of that one's kind. */
export type FaultName = `${ErrorKind | "within"}/${string}`;

/** Signals that end a run in order. */
export type EndingSignal = "SIGHUP" | "SIGINT" | "SIGQUIT" | "SIGTERM";

/** What is known of a fault. Plain data, so that it can be kept in a file or sent to another thread. */
type Facts = Readonly<Record<string, unknown>>;
/** Of a fault whose name says all. */
export type NoFacts = Record<never, never>;

/** An error as it is kept in a file or sent to another thread. */
export interface FaultRecord {
  readonly fault: FaultName;
  readonly facts: Facts;
  readonly cause?: FaultRecord;
}

/** Tells an error in one line, in the voice of whoever handed it out: for the engine's files that hold such lines. */
export type Say = (error: ExpError) => string;

interface OldErrorOptions {
  readonly hint?: string;
  readonly cause?: unknown;
  readonly dvcMessage?: string;
  readonly dvcExitCode?: number;
  readonly isDvcCrash?: boolean;
}

/** An error that a person can act upon. */
export class ExpError extends Error {
  /** What makes the `message`, where somebody reads it (src/mod.ts): else it holds the facts. */
  static say: Say | undefined;

  readonly kind: ErrorKind;
  readonly fault: FaultName;
  readonly facts: Facts;
  /** Until the last throw is over: a sentence of the engine's own. */
  readonly old: OldErrorOptions | undefined;

  constructor(fault: FaultName, facts: Facts, cause?: unknown);
  constructor(kind: ErrorKind, message: string, options?: OldErrorOptions);
  constructor(fault: FaultName | ErrorKind, facts: Facts | string, more?: unknown) {
    const old = typeof facts === "string" ? more as OldErrorOptions ?? {} : undefined;
    const cause = old === undefined ? more : old.cause;
    super(
      typeof facts === "string" ? facts : `${fault} ${JSON.stringify(facts)}`,
      cause === undefined ? undefined : { cause },
    );
    this.name = "ExpError";
    const [kind] = fault.split("/");
    this.kind = kind === "within" && cause instanceof ExpError ? cause.kind : kind as ErrorKind;
    this.old = old;
    this.fault = fault as FaultName;
    this.facts = typeof facts === "string" ? {} : facts;
    if (ExpError.say !== undefined) this.message = ExpError.say(this);
  }

  /** The error of another process or thread, as it recorded it. */
  static of({ fault, facts, cause }: FaultRecord): ExpError {
    if (typeof facts["message"] === "string" && "options" in facts) { // until the last throw is over
      return new ExpError(fault as never, facts["message"], facts["options"] as OldErrorOptions);
    }
    return new ExpError(fault, facts, cause === undefined ? undefined : ExpError.of(cause));
  }

  toJSON(): FaultRecord {
    const { fault, facts, cause, message, old } = this;
    if (old !== undefined) return { fault, facts: { message, options: old } };
    return { fault, facts, ...(cause instanceof ExpError ? { cause: cause.toJSON() } : {}) };
  }
}

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
