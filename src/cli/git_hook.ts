/** What the hooks have in common. */
import { findDvcDir } from "../repo/mod.ts";
import type { Context } from "./command.ts";

/**
 * Runs a command of this program as the user would; on a commit without `.dvc` there is nothing to do.
 *
 * @returns its exit code: of another than 0 Git makes what its hook is for
 */
export async function runForHook(
  context: Context,
  words: { readonly exp: readonly string[]; readonly dvc: readonly string[] },
): Promise<number> {
  const { host, cwd } = context;
  if (findDvcDir(host, cwd) === undefined) return 0;
  const { code } = await host.processes.spawn({
    argv: [...host.platform.self, ...context.inManner({ exp: words.exp, dvc: ["dvc", ...words.dvc] })],
    cwd,
    stdin: "null", // of a push Git tells the refs there
    stdout: "inherit",
    stderr: "inherit",
  }).done;
  return code;
}
