/** The commands whose functions are compiled ahead: one line of `exp` each, one after another in the example project. */

/** The first one only makes the project. */
export const COMMANDS = [
  "init --example",
  "version",
  "run -n a",
  "run",
  "status",
  "repro",
  "run --queue -S lr=0.3,0.4",
  "show --json",
  "ls",
  "queue status",
];
/** `exp version` does what every start does. */
export const EVERY_START = 1;
