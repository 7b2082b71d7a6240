import { main } from "./cli/mod.ts";
import { createHost, leave } from "./host/mod.ts";

// Nothing else happens here: the real machine, the command line, the exit code.
leave(await main(createHost(), Deno.args));
