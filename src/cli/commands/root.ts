import { openRepo, relativeFrom } from "../../repo/mod.ts";
import type { Context } from "../command.ts";

export async function run(context: Context): Promise<number> {
  const repo = await openRepo(context.host, context);
  const isTold = context.inManner({ exp: true, dvc: context.verbosity !== "quiet" });
  if (isTold) context.print(relativeFrom(repo.cwd, repo.root) || ".");
  return 0;
}
