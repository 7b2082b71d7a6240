import { findRunning } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { BaselineEntry, ShownTask } from "../revisions/mod.ts";

/**
 * Files that experiments write while they run, and a report shows: the metrics of each, and plots of one that has the
 * workspace. Where a checkout lies on another machine's disk they are not there.
 *
 * @param plotted paths of plots, relative to the root
 */
export function runningFiles(
  repo: Repo,
  tasks: readonly ShownTask[],
  entries: readonly BaselineEntry[],
  plotted: ReadonlySet<string>,
): string[] {
  const runs = findRunning(repo);
  const queued = tasks.flatMap(({ state, executor }) => state === "running" ? executor.local?.root ?? [] : []);
  const checkouts = [...runs.flatMap(({ root }) => root ?? []), ...queued];
  const inCheckout = repo.git === undefined || repo.git.prefix === "" ? "" : `/${repo.git.prefix}`;
  const metrics = metricFiles(entries);
  return [
    ...checkouts.flatMap((root) => metrics.map((path) => `${root}${inCheckout}/${path}`)),
    ...(runs.some(({ root }) => root === undefined)
      ? [...metrics, ...plotted].map((path) => `${repo.root}/${path}`)
      : []),
  ];
}

function metricFiles(entries: readonly BaselineEntry[]): string[] {
  const running = entries.flatMap(({ experiments }) => experiments ?? [])
    .filter(({ executor }) => executor?.state === "running");
  return [...new Set(running.flatMap(({ revs }) => revs.flatMap(({ data }) => [...data?.metrics.keys() ?? []])))];
}
