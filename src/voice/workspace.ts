import type { WorkspaceFaults } from "../workspace/mod.ts";
import type { Sayings } from "./saying.ts";

export const WORKSPACE: Sayings<WorkspaceFaults> = {
  "within/add": () => ({ dvcExit: 1 }),
  // `git checkout` has the same name
  "within/maybe-git-checkout": ({ target }, { dvc }) => ({ dvc: `Did you mean \`git checkout ${target}\`?: ${dvc}` }),
  "within/collect": ({ rev }, { exp, dvc }) => ({
    exp: `what ${rev === undefined ? "the workspace" : rev.slice(0, 7)} uses cannot be known: ${exp}`,
    dvc: `Failed to collect '${rev ?? "workspace"}': ${dvc}`,
    dvcExit: 255,
  }),
};
