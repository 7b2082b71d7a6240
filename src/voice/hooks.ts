import type { HooksFaults } from "../hooks/mod.ts";
import type { Sayings } from "./saying.ts";

export const HOOKS: Sayings<HooksFaults> = {
  "exists/git-hook": ({ hook, path, line }) => ({
    exp: `there is a hook already: ${path}`,
    hint: `let it call: ${line}`,
    dvc: `Hook '${hook}' already exists. Please refer to <https://man.dvc.org/install> for more info.`,
  }),
  "config/shared-hooks": ({ folder, lines }) => ({
    exp: `core.hooksPath has the hooks of all repositories in ${folder}, which is left as it is`,
    hint: `let those call: ${lines.join("; ")}`,
  }),
  "conflict/merge": ({ path, why }) => ({
    exp: `${path}: ${why}`,
    dvc: why,
    dvcExit: 255,
  }),
};
