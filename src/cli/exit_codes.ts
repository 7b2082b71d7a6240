/** What an exit code of `exp` means, for the manual and docs/exit-codes.md. */
export const EXIT_CODE_MEANINGS: Readonly<Record<number, string>> = {
  0: "done, or nothing to do",
  1: "a stage, an experiment or a check failed; data is missing or damaged",
  2: "the command line, a file of the project or an override is wrong; nothing was changed",
  3: "there is no repository (or no Git) here",
  4: "another process holds what is needed",
  5: "there was nothing to do (only with --exit-code)",
  70: "Git failed in a way that was not foreseen, or a bug of exp",
  74: "the disk or the system refused: no space, no permission, input/output error",
  124: "a time limit has passed",
  129: "ended by SIGHUP",
  130: "interrupted (SIGINT)",
  131: "ended by SIGQUIT",
  141: "whoever read the output has gone (SIGPIPE)",
  143: "ended by SIGTERM",
};
