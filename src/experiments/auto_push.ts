import { ExpError } from "../common/errors.ts";
import type { EmitEvent } from "../common/events.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/types.ts";
import { pushExperiments } from "./push.ts";

/**
 * Sends a finished experiment to `exp.git_remote` with its data and run-cache when `exp.auto_push` asks for it. The
 * experiment is there already, so a failure is only a warning.
 *
 * @param repo the user's repository, not a checkout
 */
export async function autoPush(repo: Repo, git: Git, ref: string, emit: EmitEvent): Promise<void> {
  if (!repo.config.getBool("exp", "auto_push", false)) return;
  const remote = repo.config.get("exp", "git_remote") ?? "origin";
  try {
    await pushExperiments(repo, git, remote, { names: [ref], runCache: true });
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    emit({ kind: "warning", text: `the experiment was not pushed to '${remote}': ${error.message}` });
  }
}
