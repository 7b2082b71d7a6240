import type { UsedChoice } from "../workspace/mod.ts";
import type { Options } from "./context.ts";

/** What `push`, `fetch` and `pull` of data share on the command line. */
export function transferChoice(args: readonly string[], options: Options): UsedChoice {
  return {
    targets: args,
    withDeps: options.flag("withDeps"),
    recursive: options.flag("recursive"),
    allBranches: options.flag("allBranches"),
    allTags: options.flag("allTags"),
    allCommits: options.flag("allCommits"),
  };
}

/** `1 file`, `2 files` */
export function files(count: number): string {
  return `${count} file${count === 1 ? "" : "s"}`;
}
