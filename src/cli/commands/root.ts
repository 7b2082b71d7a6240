import { openRepo, relativeFrom } from "../../repo/mod.ts";
import type { Context } from "../command.ts";

export async function run(context: Context): Promise<number> {
  const repo = await openRepo(context.host, context);
  if (context.manner === "exp" || context.verbosity !== "quiet") {
    context.print(relativeFrom(repo.cwd, repo.root) || ".");
  }
  return 0;
}
