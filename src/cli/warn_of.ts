import type { ExpError } from "../common/mod.ts";
import { dvcSays, expSays } from "../voice/mod.ts";
import type { Context } from "./command.ts";

/** A warning of something that went wrong without ending the command. */
export function warnOf(context: Context, error: ExpError): void {
  context.warn(context.inManner({ exp: expSays(error), dvc: dvcSays(error) }));
}
