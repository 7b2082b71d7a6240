/**
 * The one error type that stops a command, and the one table of exit codes.
 *
 * `cli/exit.ts` is the only place that catches it. Through `exp` the small set of codes below is used; through
 * `exp dvc` DVC's own (1, 251, 252, 253, 254, 255), which `dvcExitCode` gives.
 */

/** What went wrong, as a word. Each kind has an exit code in {@link EXIT_CODES}. */
export type ErrorKind = keyof typeof EXIT_CODES;

/** Exit codes of `exp`: 0 ok, 1 failed work, 2 wrong usage or input, 3 no repository, 4 busy, 74 input/output. */
export const EXIT_CODES = {
  /** a stage, experiment or check failed */
  "failed": 1,
  "stage-failed": 1,
  "missing-data": 1,
  "damaged-data": 1,
  /** the command line, a file of the project or an override is wrong */
  "usage": 2,
  "invalid-file": 2,
  "invalid-override": 2,
  "invalid-target": 2,
  "invalid-graph": 2,
  "invalid-name": 2,
  "not-found": 2,
  "exists": 2,
  "params-missing": 2,
  "conflict": 2,
  /** a call that the state of a tracked experiment does not allow */
  "invalid-state": 2,
  "config": 2,
  "not-a-repo": 3,
  "no-git": 3,
  "busy": 4,
  "git-failed": 70,
  "io": 74,
  "full-disk": 74,
  "timeout": 124,
  "interrupted": 130,
} as const;

/** DVC's exit codes where they are not 255 (source: recorded cases; dvc/cli/__init__.py's documented results). */
const DVC_EXIT_CODES: Partial<Record<ErrorKind, number>> = {
  "usage": 254,
  "config": 251,
  "interrupted": 252,
  "not-a-repo": 253,
};

/** Signals that end a run in order, and the exit codes that a shell gives to programs that die of them. */
export const SIGNAL_CODES = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;

export type EndingSignal = keyof typeof SIGNAL_CODES;

export interface ErrorOptions {
  /** What to do next; omitted when there is nothing useful to say. */
  readonly hint?: string;
  /** The error below; shown only with EXP_DEBUG=1. */
  readonly cause?: unknown;
  /** The sentence that DVC would print after `ERROR: `, where programs read it; default: the message. */
  readonly dvcMessage?: string;
  /** Exit code through `exp dvc`, where one DVC command differs from the table (for example 1 from `add`). */
  readonly dvcExitCode?: number;
  /** With `interrupted`: the signal that did it; default SIGINT. */
  readonly signal?: EndingSignal | undefined;
  /** DVC has no answer to this but "unexpected error": 255 from every command. */
  readonly isDvcCrash?: boolean;
}

/** An error that a person can act upon: one line of cause, at most one line of help, an exit code. */
export class ExpError extends Error {
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  readonly dvcMessage: string;
  readonly dvcExitCode: number;
  readonly isDvcCrash: boolean;
  readonly signal: EndingSignal | undefined;

  constructor(kind: ErrorKind, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ExpError";
    this.kind = kind;
    this.hint = options.hint;
    this.dvcMessage = options.dvcMessage ?? message;
    this.isDvcCrash = options.isDvcCrash ?? false;
    this.signal = options.signal;
    // of signals other than Ctrl-C DVC dies
    const dies = options.signal === undefined || options.signal === "SIGINT" ? undefined : SIGNAL_CODES[options.signal];
    this.dvcExitCode = options.dvcExitCode ?? dies ?? DVC_EXIT_CODES[kind] ?? 255;
  }

  /** The same error told anew, this one being its cause; what is not given stays, DVC's exit code is the kind's. */
  retold(changes: Partial<Pick<ExpError, "message" | "hint" | "dvcMessage" | "dvcExitCode">>): ExpError {
    const { message = this.message, hint = this.hint, dvcMessage = this.dvcMessage, dvcExitCode } = changes;
    return new ExpError(this.kind, message, {
      ...(hint === undefined ? {} : { hint }),
      ...(dvcExitCode === undefined ? {} : { dvcExitCode }),
      dvcMessage,
      signal: this.signal,
      cause: this,
    });
  }

  get exitCode(): number {
    return this.signal === undefined ? EXIT_CODES[this.kind] : SIGNAL_CODES[this.signal];
  }
}

/** For the `default` branch of a switch over a closed union: a new member then fails to compile. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
