import { EXP_RULES } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import { applyOverridesToText } from "../params/mod.ts";
import type { Repo } from "../repo/mod.ts";

/**
 * Params files as overrides make them of the workspace's, which stay as they are.
 *
 * @param overrides by file, relative to the work tree's top
 * @throws {ExpError} `invalid-override`, `invalid-file`
 */
export async function editedParams(
  repo: Repo,
  git: Git,
  overrides: Readonly<Record<string, readonly string[]>>,
): Promise<Map<string, string>> {
  const edited = new Map<string, string>();
  const how = { rules: EXP_RULES, env: repo.host.env.all(), random: repo.host.random.next } as const;
  for (const [path, texts] of Object.entries(overrides)) {
    const before = repo.host.fs.readTextIfThere(`${git.top}/${path}`);
    edited.set(path, await applyOverridesToText(before, path, texts, how));
  }
  return edited;
}
