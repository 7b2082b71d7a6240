import type { Host } from "../host/mod.ts";
import { configFile, type Repo } from "../repo/mod.ts";
import { fileSystemOf, probeLinks } from "../workspace/mod.ts";
import { DVC_VERSION } from "./commands/version.ts";

/** What `dvc version` tells, for people and programs that read it. */
export function dvcVersionLines(host: Host, repo: Repo | undefined): string[] {
  const title = `DVC version: ${DVC_VERSION} (exp)`;
  const level = (name: "global" | "system") => configFile(host, undefined, name)?.replace(/\/config$/, "") ?? "None";
  return [
    title,
    "-".repeat(title.length),
    `Platform: Deno ${host.platform.deno} on ${host.platform.target}`,
    "Subprojects:",
    "",
    "Supports:",
    "\tlocal",
    "Config:",
    `\tGlobal: ${level("global")}`,
    `\tSystem: ${level("system")}`,
    ...(repo === undefined ? [] : repoLines(host, repo)),
  ];
}

function repoLines(host: Host, repo: Repo): string[] {
  const cache = host.fs.stat(repo.cacheDir)?.kind === "dir"
    ? [
      `Cache types: ${linkNames(host, repo)}`,
      `Cache directory: ${fileSystemOf(host, repo.cacheDir) ?? "unknown"}`,
    ]
    : ["Cache types: <https://error.dvc.org/no-dvc-cache>"];
  const remotes = repo.config.remoteNames().map((name) => schemeOf(repo.config.remote(name)?.get("url") ?? ""));
  return [
    ...cache,
    "Caches: local",
    `Remotes: ${[...new Set(remotes)].sort().join(", ") || "None"}`,
    `Workspace directory: ${fileSystemOf(host, repo.root) ?? "unknown"}`,
    `Repo: ${kindOf(repo)}`,
  ];
}

function linkNames(host: Host, repo: Repo): string {
  if (!host.fs.isWritable(repo.cacheDir) || !host.fs.isWritable(repo.root)) return "unknown";
  return probeLinks(host, repo.cacheDir, repo.root).filter((type) => type !== "copy").join(", ") || "copy";
}

function schemeOf(url: string): string {
  return /^([a-z][a-z0-9+.-]+):\/\//i.exec(url)?.[1] ?? "local";
}

function kindOf(repo: Repo): string {
  if (repo.git === undefined) return "dvc (no_scm)";
  return repo.git.prefix === "" ? "dvc, git" : "dvc (subdir), git";
}
