import { isMap, type Value, type ValueMap, valueMap } from "../common/mod.ts";
import { editYaml, emitYaml, parseYaml } from "@exp/formats";
import { type GitPlace, hooksFolder, setMergeDriver } from "../git/mod.ts";
import type { Host } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import { HOOK_NAMES, hookLine, hookText, isOwnHook, mergeDrivers, preCommitHooks } from "./hook_texts.ts";

interface InstallChoice {
  /** Words between the program's name and `git-hook` in the hooks. */
  readonly manner: readonly string[];
  /** A hook that `install` has written before is written again. */
  readonly replacesOwn: boolean;
  /** By the configuration of the pre-commit tool instead of hooks. */
  readonly byPreCommit: boolean;
}

/**
 * Installs hooks and merge drivers (DVC 3.67.1: dvc/repo/install.py); without Git nothing.
 *
 * @throws {ExpError} `exists` or `config` where somebody else's hooks are, before one is written
 */
export function installHooks({ host, git }: Repo, { manner, replacesOwn, byPreCommit }: InstallChoice): void {
  if (git === undefined) return;
  const own = ownProgram(host);
  for (const driver of mergeDrivers(own)) setMergeDriver(host, git, driver);
  const program = [...own, ...manner];
  if (byPreCommit) addToPreCommit(host, git, program);
  else writeHooks(host, git, program, replacesOwn);
}

/** By its name where PATH leads here, so that a newer one in its place is called; else by its path. */
function ownProgram({ env, fs, platform }: Host): readonly string[] {
  const [path, ...others] = platform.self;
  const folders = (env.get("PATH") ?? "").split(":").filter((folder) => folder.startsWith("/"));
  const found = folders.map((folder) => `${folder}/exp`).find((candidate) => fs.stat(candidate)?.kind === "file");
  const isFound = others.length === 0 && found !== undefined && fs.realPath(found) === fs.realPath(path!);
  return isFound ? ["exp"] : platform.self;
}

function writeHooks(host: Host, git: GitPlace, program: readonly string[], replacesOwn: boolean): void {
  const { fs } = host;
  const { path: folder, isShared } = hooksFolder(host, git);
  if (isShared) {
    throw fault("config/shared-hooks", {
      folder,
      lines: HOOK_NAMES.map((hook) => hookLine(program, hook)),
    });
  }
  for (const hook of HOOK_NAMES) {
    const path = `${folder}/${hook}`;
    const text = fs.readTextIfThere(path);
    if (text === undefined || (replacesOwn && isOwnHook(text, hook))) continue;
    throw fault("exists/git-hook", { hook, path, line: hookLine(program, hook) });
  }
  fs.makeDir(folder);
  for (const hook of HOOK_NAMES) {
    fs.writeAtomic(`${folder}/${hook}`, hookText(program, hook, git.prefix), { mode: 0o777 });
  }
}

function addToPreCommit({ fs }: Host, { top }: GitPlace, program: readonly string[]): void {
  const path = `${top}/.pre-commit-config.yaml`;
  const text = fs.readTextIfThere(path) ?? "";
  const hooks = preCommitHooks(program).map((hook) => valueMap(Object.entries(hook)));
  const own = valueMap([["repo", "local"], ["hooks", hooks]]);
  if (text.trim() === "") return fs.writeAtomic(path, emitYaml(valueMap([["repos", [own]]])));
  const content = parseYaml(text, { file: path }).value;
  const before: ValueMap = isMap(content) ? content : new Map();
  const repos = before.get("repos");
  const others: readonly Value[] = Array.isArray(repos) ? repos.filter((repo) => !isOurs(repo)) : [];
  const wanted: ValueMap = new Map([...before, ["repos", [...others, own]]]);
  fs.writeAtomic(path, editYaml(text, (doc) => doc.merge(wanted), { file: path }));
}

function isOurs(repo: Value): boolean {
  const hooks = isMap(repo) ? repo.get("hooks") : undefined;
  return Array.isArray(hooks) && hooks.some((hook) => isMap(hook) && hook.get("id") === "exp-pre-commit");
}
