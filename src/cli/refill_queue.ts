import type { Git } from "../git/mod.ts";
import type { Refill, Task } from "../queue/mod.ts";
import { SEARCH_REFS } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";

/** What a drain asks for more work: searches that have trials left. Where there are none, nothing of them is loaded. */
export function refillQueue(
  repo: Repo,
  git: Git,
  onRepeat: (task: Task, finished: string) => void = () => {},
): Refill {
  let asker: { ask: Refill } | undefined;
  return async (most) => {
    if (git.refs(SEARCH_REFS).length === 0) return [];
    asker ??= new (await import("../search/mod.ts")).Asker(repo, git, onRepeat);
    return await asker.ask(most);
  };
}
