import { joinPath } from "../repo/mod.ts";
import type { Repo } from "../repo/types.ts";

/** The params file that is composed, as `-S` names it; no other ever is. */
export const HYDRA_OUTPUT = "params.yaml";

/** Does this repository compose its parameters with Hydra? */
export function usesHydra(repo: Repo): boolean {
  return repo.config.getBool("hydra", "enabled", false);
}

/** Composes the configuration with overrides and writes it in place of what the file held. */
export async function composeInto(repo: Repo, overrides: readonly string[], target: string): Promise<void> {
  const [{ composeAndDump }, { folderSource }] = await Promise.all([
    import("../hydra/mod.ts"),
    import("./hydra_config.ts"),
  ]);
  const { config, host } = repo;
  const configModule = config.get("hydra", "config_module");
  const text = composeAndDump({
    source: folderSource(host, joinPath(repo.root, config.get("hydra", "plugins_path") ?? "")),
    configDir: joinPath(repo.root, config.get("hydra", "config_dir") ?? "conf"),
    ...(configModule === undefined ? {} : { configModule }),
    configName: config.get("hydra", "config_name") ?? "config",
    overrides,
    env: host.env.all(),
    now: new Date(host.clock.now()),
  }, target);
  host.fs.writeAtomic(target, text);
}
