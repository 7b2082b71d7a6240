import type { Git } from "../git/mod.ts";
import type { WatchTask } from "../queue/mod.ts";
import { SEARCH_REFS } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";

/** What looks at running tasks: searches that end trials early. Where there are none, nothing of them is loaded. */
export function watchTrials(repo: Repo, git: Git): WatchTask {
  let watch: import("../search/mod.ts").TrialWatch | undefined;
  return async (task) => {
    if (git.refs(SEARCH_REFS).length === 0) return undefined;
    watch ??= new (await import("../search/mod.ts")).TrialWatch(repo, git);
    return watch.onlookerOf(task);
  };
}
