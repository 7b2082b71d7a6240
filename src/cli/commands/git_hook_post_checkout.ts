import { findGit } from "../../repo/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { runForHook } from "../git_hook.ts";

/** Git's third argument: a branch or commit was checked out, not single files. The pre-commit tool tells by a variable. */
const A_COMMIT = "1";

/** As DVC has it (dvc/commands/git_hook.py), but for rebases in work trees, which DVC does not see. */
export async function run(context: Context, options: Options<"git-hook post-checkout">): Promise<number> {
  const { env, fs } = context.host;
  const what = env.get("PRE_COMMIT_CHECKOUT_TYPE") ?? options.args[2];
  if (what !== A_COMMIT) return 0;
  const gitDir = findGit(fs, context.cwd)?.gitDir;
  if (gitDir !== undefined && fs.exists(`${gitDir}/rebase-merge`)) return 0; // a failure would stop it half-way
  return await runForHook(context, { exp: ["checkout"], dvc: ["checkout"] });
}
