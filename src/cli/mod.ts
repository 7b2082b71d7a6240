/** The command line: arguments to one use case, and its result to the terminal. One file a command, loaded when chosen. */
export { main, reportStray } from "./program.ts";
