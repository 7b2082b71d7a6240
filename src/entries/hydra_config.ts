/** Which Hydra configs a project composes, and how they are read from the disk. */
import type { ComposeRequest, ConfigSource } from "@exp/hydra";
import type { Host } from "../host/mod.ts";
import { joinPath, type Repo } from "../repo/mod.ts";
import { fault } from "./faults.ts";

/** Hydra's config files on the disk. @param base what relative paths are relative to */
export function folderSource(host: Host, base: string): ConfigSource {
  const at = (path: string) => joinPath(base, path);
  return {
    read: (path) => host.fs.stat(at(path))?.kind === "file" ? host.fs.readText(at(path)) : undefined,
    isDirectory: (path) => host.fs.stat(at(path))?.kind === "dir",
    list: (path) => host.fs.listIfThere(at(path)).map((entry) => entry.name),
  };
}

/**
 * What the `hydra` section of the project's configuration says.
 *
 * @throws {ExpError} `config` where it asks for plugins, which are Python
 */
export function projectConfigs({ config, host, root }: Repo): Omit<ComposeRequest, "overrides"> {
  const pluginsPath = config.get("hydra", "plugins_path");
  if (pluginsPath !== undefined) refusePlugins(host, joinPath(root, pluginsPath), pluginsPath);
  const configModule = config.get("hydra", "config_module");
  return {
    source: folderSource(host, joinPath(root, pluginsPath ?? "")),
    configDir: joinPath(root, config.get("hydra", "config_dir") ?? "conf"),
    ...(configModule === undefined ? {} : { configModule }),
    configName: config.get("hydra", "config_name") ?? "config",
    env: host.env.all(),
    random: host.random.next,
    now: new Date(host.clock.now()),
  };
}

/** A folder without the package `hydra_plugins` is only where `hydra.config_module` is looked for. */
function refusePlugins(host: Host, folder: string, asWritten: string): void {
  const isFolder = host.fs.stat(folder)?.kind === "dir";
  if (isFolder && host.fs.stat(joinPath(folder, "hydra_plugins")) === undefined) return;
  throw fault("config/hydra-plugins", { path: asWritten, isFolder });
}
