import { installHooks } from "../../hooks/mod.ts";
import { openRepo } from "../../repo/mod.ts";
import { hooksInstalled } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { withinCommand } from "../within_command.ts";

export async function run(context: Context, options: Options<"install">): Promise<number> {
  const repo = await openRepo(context.host, context);
  await withinCommand("install", async () =>
    await installHooks(repo, {
      manner: context.inManner({ exp: [], dvc: ["dvc"] }),
      replacesOwn: context.inManner({ exp: true, dvc: false }),
      byPreCommit: options.usePreCommitTool,
    }));
  if (repo.git !== undefined) context.tell(hooksInstalled(options.usePreCommitTool));
  return 0;
}
