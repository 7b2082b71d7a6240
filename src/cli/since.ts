import { commitsSince, openGit } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { fault } from "./fault.ts";

/** Commits of all branches and tags since a day (`2024-05-01`). @throws {ExpError} `usage` */
export function commitsSinceDay(repo: Repo, date: string): string[] {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) throw fault("usage/day", { text: date });
  const [year = 0, month = 1, dayOfMonth = 1] = date.split("-").map(Number);
  return commitsSince(openGit(repo), new Date(year, month - 1, dayOfMonth).getTime() / 1000);
}
