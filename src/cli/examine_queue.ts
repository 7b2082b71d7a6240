import { openGit } from "../git/mod.ts";
import { brokenTasks, refreshQueue } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Finding } from "../workspace/mod.ts";

/** What `doctor` says of tasks that cannot be read. Whatever the queue does next mends them, too. */
export function examineQueue(repo: Repo, fix: boolean): Finding[] {
  if (repo.git === undefined) return [];
  const name = "queue", broken = brokenTasks(repo);
  if (broken.length === 0) return [{ name, state: "ok", text: "tasks in the queue: all can be read" }];
  const text = `tasks whose files cannot be read: ${broken.map((id) => id.slice(0, 8)).join(", ")}`;
  if (!fix) return [{ name, state: "bad", text, hint: "exp doctor --fix" }];
  using git = openGit(repo);
  const { damaged } = refreshQueue(repo, git);
  if (damaged.length === 0) return [{ name, state: "fixed", text: `put in order: ${text}` }];
  return damaged.map(({ id, why }) => ({ name, state: "bad", text: `task ${id.slice(0, 8)}: ${why}` }));
}
