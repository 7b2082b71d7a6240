import { ExpError } from "../common/mod.ts";
import { Project } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Context } from "./command.ts";

/**
 * Says which files still name a remote (`remote: store`) that is called otherwise now: they are Git's, of all branches,
 * so they are left alone, as DVC leaves them. Where the project cannot be read there is more to put right first.
 */
export async function warnOfUsers(context: Context, repo: Repo, name: string, next: string): Promise<void> {
  const users = (await outsOf(repo)).filter(({ remote }) => remote?.toLowerCase() === name);
  const files = [...new Set(users.map(({ file }) => file))];
  if (files.length === 0) return;
  const say = files.length === 1 ? "says" : "say";
  context.warn(`${files.join(", ")} still ${say} 'remote: ${name}': write 'remote: ${next}' there`);
}

async function outsOf(repo: Repo): Promise<{ readonly file: string; readonly remote: string | undefined }[]> {
  try {
    const stages = await new Project(repo).stages();
    return stages.flatMap(({ file, outs }) => outs.map(({ remote }) => ({ file, remote })));
  } catch (error) {
    if (error instanceof ExpError) return [];
    throw error;
  }
}
