import type { EndingSignal, ErrorKind } from "../common/mod.ts";

/** Exit codes of `exp`: 0 ok, 1 failed work, 2 wrong usage or input, 3 no repository, 4 busy, 74 input/output. */
export const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  "failed": 1,
  "stage-failed": 1,
  "missing-data": 1,
  "damaged-data": 1,
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
  "invalid-state": 2,
  "config": 2,
  "not-a-repo": 3,
  "no-git": 3,
  "busy": 4,
  "no-program": 69,
  "git-failed": 70,
  "io": 74,
  "full-disk": 74,
  "remote-failed": 75,
  "remote-refused": 77,
  "timeout": 124,
  "interrupted": 130,
};

/** DVC's exit codes where they are not 255 (source: recorded cases; dvc/cli/__init__.py's documented results). */
export const DVC_EXIT_CODES: Partial<Readonly<Record<ErrorKind, number>>> = {
  "usage": 254,
  "config": 251,
  "interrupted": 252,
  "not-a-repo": 253,
};

/** As a shell gives them to programs that die of these signals. */
export const SIGNAL_CODES: Readonly<Record<EndingSignal, number>> = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGQUIT: 131,
  SIGTERM: 143,
};

/** What an exit code of `exp` means, for the manual and docs/exit-codes.md. */
export const EXIT_CODE_MEANINGS: Readonly<Record<number, string>> = {
  0: "done, or nothing to do",
  1: "a stage, an experiment or a check failed; data is missing or damaged",
  2: "the command line, a file of the project or an override is wrong; nothing was changed",
  3: "there is no repository (or no Git) here",
  4: "another process holds what is needed",
  5: "there was nothing to do (only with --exit-code)",
  69: "a program that a remote needs (rclone, curl, ssh) is not installed, or too old",
  70: "Git failed in a way that was not foreseen, or a bug of exp",
  74: "the disk or the system refused: no space, no permission, input/output error",
  75: "a remote did not answer, or not all data arrived; the same command goes on from there",
  77: "a remote does not let us in",
  124: "a time limit has passed",
  129: "ended by SIGHUP",
  130: "interrupted (SIGINT)",
  131: "ended by SIGQUIT",
  141: "whoever read the output has gone (SIGPIPE)",
  143: "ended by SIGTERM",
};
