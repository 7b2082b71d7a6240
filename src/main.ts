import { main, reportStray } from "./cli/mod.ts";
import { createHost, leave, onStrayError } from "./host/mod.ts";

// Nothing else happens here: the real machine, the command line, the exit code.
const host = createHost();
onStrayError(async (error) => leave(await reportStray(host, Deno.args, error)));
await leave(await main(host, Deno.args));
