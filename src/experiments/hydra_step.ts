import { joinPath } from "../repo/mod.ts";
import type { Repo } from "../repo/types.ts";

/** The file that Hydra composes, absolute; undefined when the repository does not use Hydra. */
export function hydraOutput(repo: Repo): string | undefined {
  return repo.config.getBool("hydra", "enabled", false) ? joinPath(repo.root, "params.yaml") : undefined;
}

/** Composes the configuration with overrides and writes it in place of what the file held. */
export async function composeInto(repo: Repo, overrides: readonly string[], target: string): Promise<void> {
  const [{ composeAndDump }, { folderSource }] = await Promise.all([
    import("../hydra/mod.ts"),
    import("./hydra_config.ts"),
  ]);
  const folder = joinPath(repo.root, repo.config.get("hydra", "config_dir") ?? "conf");
  const text = composeAndDump({
    source: folderSource(repo.host, folder),
    configName: repo.config.get("hydra", "config_name") ?? "config",
    overrides,
    env: repo.host.env.all(),
  });
  repo.host.fs.writeAtomic(target, text);
}
