import { probePermissions } from "../../host/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";

/** Prints what the program could do beyond its permissions: `NotCapable` for each is right. */
export async function run(context: Context, options: Options<"internal probe">): Promise<number> {
  context.print(JSON.stringify(await probePermissions(Number(options.port))));
  return 0;
}
