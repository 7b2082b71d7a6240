import type { Repo } from "../repo/types.ts";

/** The params file that is composed, as `-S` names it; no other ever is. */
export const HYDRA_OUTPUT = "params.yaml";

/** Does this repository compose its parameters with Hydra? */
export function usesHydra(repo: Repo): boolean {
  return repo.config.getBool("hydra", "enabled", false);
}

/** Composes the configuration with overrides and writes it in place of what the file held. */
export async function composeInto(repo: Repo, overrides: readonly string[], target: string): Promise<void> {
  const [{ composeAndDump }, { projectConfigs }] = await Promise.all([
    import("../hydra/mod.ts"),
    import("./hydra_config.ts"),
  ]);
  repo.host.fs.writeAtomic(target, composeAndDump({ ...projectConfigs(repo), overrides }, target));
}
