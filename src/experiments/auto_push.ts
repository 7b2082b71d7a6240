import { type EmitEvent, ExpError } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { pushExperiments } from "./push.ts";
import { fault } from "./faults.ts";

/**
 * Sends a finished experiment to `exp.git_remote` with its data and run-cache when `exp.auto_push` (or DVC_EXP_AUTO_PUSH) asks for it. The
 * experiment is there already, so a failure is only a warning.
 *
 * @param repo the user's repository, not a checkout
 */
export async function autoPush(repo: Repo, git: Git, ref: string, emit: EmitEvent): Promise<void> {
  const { env } = repo.host;
  const asked = env.get("DVC_EXP_AUTO_PUSH");
  // Python's env2bool, by which DVC reads the variable
  const isWanted = asked === undefined ? repo.config.getBool("exp", "auto_push", false) : /1|y|true/i.test(asked);
  if (!isWanted) return;
  const remote = env.get("DVC_EXP_GIT_REMOTE") ?? repo.config.get("exp", "git_remote") ?? "origin";
  try {
    const { diverged } = await pushExperiments(repo, git, remote, { names: [ref], runCache: true });
    if (diverged.length === 0) return;
    const text = `the experiment was not pushed: '${remote}' has another one of its name; \`exp push -f\` replaces it`;
    emit({ kind: "warning", text });
  } catch (error) {
    if (!(error instanceof ExpError)) throw error;
    emit({ kind: "warned", error: fault("within/auto-push", { remote }, error) });
  }
}
