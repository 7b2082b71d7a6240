import { probePermissions } from "../../host/mod.ts";
import type { Context } from "../context.ts";

/** Prints what the program could do beyond its permissions: `NotCapable` for each is right. */
export async function run(context: Context, args: readonly string[]): Promise<number> {
  context.print(JSON.stringify(await probePermissions(Number(args[0]))));
  return 0;
}
