import { ExpError } from "../common/mod.ts";
import { commitsSince, openGit } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";

/** Commits of all branches and tags since a day (`2024-05-01`). @throws {ExpError} `usage` */
export function commitsSinceDay(repo: Repo, date: string): string[] {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) {
    throw new ExpError("usage", `'${date}' is no day`, { hint: "write it as 2024-05-31" });
  }
  const [year = 0, month = 1, dayOfMonth = 1] = date.split("-").map(Number);
  return commitsSince(openGit(repo), new Date(year, month - 1, dayOfMonth).getTime() / 1000);
}
