import type { Repo } from "../repo/mod.ts";
import { CommandEngine, type RunCommand } from "./command_engine.ts";
import { findProfile } from "./find_profile.ts";
import type { Profile } from "./profile.ts";
import { runShell, strayVariables } from "./shell.ts";
import type { Engine } from "./types.ts";

/** An engine, and the profile that speaks for it. */
export interface OpenedEngine {
  readonly engine: Engine;
  readonly profile: Profile;
}

/**
 * @param name `slurm`, another engine's, or the path of an engine file
 * @throws {ExpError} `not-found/engine`, `invalid-file`
 */
export function openEngine(repo: Repo, name: string): OpenedEngine {
  const { host, root } = repo;
  const profile = findProfile(repo, name);
  const { environment, timeoutSeconds } = profile;
  const stray = strayVariables(environment, host.env.all());
  const run: RunCommand = (command, of) =>
    runShell(host, command, { cwd: root, env: of === "own job" ? {} : stray, timeoutMs: timeoutSeconds * 1000 });
  return { engine: new CommandEngine(profile, run, (name) => host.env.get(name)), profile };
}
