import type { Repo } from "../repo/mod.ts";

/** The params file that is composed, as `-S` names it; no other ever is. */
export const HYDRA_OUTPUT = "params.yaml";

/** Does this repository compose its parameters with Hydra? */
export function usesHydra(repo: Repo): boolean {
  return repo.config.getBool("hydra", "enabled", false);
}

/** The configuration with overrides, composed: what the params file is to hold, whatever it holds. */
export async function composedText(repo: Repo, overrides: readonly string[], file: string): Promise<string> {
  const [{ composeAndDump }, { projectConfigs }] = await Promise.all([
    import("@exp/hydra"),
    import("./hydra_config.ts"),
  ]);
  return composeAndDump({ ...projectConfigs(repo), overrides }, file);
}
