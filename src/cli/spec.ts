/** How a command is declared: data only, so that help, completion and both command trees come from one table. */
import type { OptionSpec } from "./context.ts";

export function option(flags: string, about: string, more: Omit<OptionSpec, "flags" | "about"> = {}): OptionSpec {
  return { flags, about, ...more };
}

/** Of commands that change the workspace. */
export const NO_WAIT = option("--no-wait", "leave with code 4 while a run has the workspace", { only: "exp" });
