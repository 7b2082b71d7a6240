import { main } from "./cli/program.ts";
import { createHost } from "./host/mod.ts";

// Nothing else happens here: the real machine, the command line, the exit code.
Deno.exit(await main(createHost(), Deno.args));
