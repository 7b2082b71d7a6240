import { ExpError } from "../common/errors.ts";
import { openGit } from "../git/mod.ts";
import type { Repo } from "../repo/types.ts";

/** Commits of all branches and tags since a day (`2024-05-01`). @throws {ExpError} `usage` */
export function commitsSince(repo: Repo, date: string): string[] {
  if (!/^\d{4}-\d\d-\d\d$/.test(date)) {
    throw new ExpError("usage", `'${date}' is no day`, { hint: "write it as 2024-05-31" });
  }
  const result = openGit(repo).run(["rev-list", "--branches", "--tags", "HEAD", `--since=${date}T00:00:00`]);
  return result.stdout.split("\n").filter(Boolean);
}
