import { main } from "./cli/program.ts";
import { createHost } from "./host/mod.ts";

// Nothing else happens here: the real machine, the command line, the exit code.
const exitCode = await main(createHost(), Deno.args);
// One turn of the event loop: V8's code cache is written there on a program's first run, and a command that never waits
// for anything would leave without it, every time.
await Deno.lstat("/");
Deno.exit(exitCode);
