import { commitsSince, openGit } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { fault } from "./fault.ts";

/** Commits of all branches and tags since a day (`2024-05-01`). @throws {ExpError} `usage` */
export function commitsSinceDay(repo: Repo, date: string): string[] {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split("-").map(Number);
  const begin = new Date(year, month - 1, dayOfMonth);
  const isDay = /^\d{4}-\d\d-\d\d$/.test(date) && begin.getMonth() === month - 1 && begin.getDate() === dayOfMonth;
  if (!isDay) throw fault("usage/day", { text: date });
  return commitsSince(openGit(repo), begin.getTime() / 1000);
}
