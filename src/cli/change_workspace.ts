import { type Repo, withRepoLock, withWorkspace } from "../repo/mod.ts";
import type { Context } from "./command.ts";
import { lockWait } from "./repro_choices.ts";

/** Does what changes tracked data: while no run has the workspace, and with the repository's lock. */
export async function changeWorkspace<T>(
  context: Context,
  repo: Repo,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  const wait = lockWait(context);
  return await withWorkspace(
    repo,
    { as: "change", what, wait, tell: context.note },
    () => withRepoLock(repo, { wait, onWait: context.note }, work),
  );
}
