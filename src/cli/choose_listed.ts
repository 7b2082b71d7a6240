import { collectExperiments } from "../revisions/mod.ts";
import type { Git } from "../git/mod.ts";
import type { ListedBaseline } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { buildShowTable } from "../show/mod.ts";
import type { Options } from "./commands.ts";
import { baselineChoice } from "./open_experiments.ts";
import { readSortOrder } from "./sort_order.ts";
import { fault } from "./fault.ts";

/**
 * What `ls` lists of each baseline: by values as `show` has them, in their order, so many.
 * @throws {ExpError} `usage`
 */
export async function chooseListed(
  { repo, git }: { readonly repo: Repo; readonly git: Git },
  baselines: readonly ListedBaseline[],
  options: Options<"ls">,
): Promise<readonly ListedBaseline[]> {
  const { filter, sortBy, limit } = options;
  const sortOrder = readSortOrder(options.sortOrder);
  if (limit !== undefined && limit < 1) {
    throw fault("usage/number", { option: "--limit", range: "above zero", value: limit });
  }
  if (filter.length === 0 && sortBy === undefined) {
    return baselines.map((each) => ({ ...each, experiments: each.experiments.slice(0, limit) }));
  }
  const entries = await collectExperiments(repo, git, baselineChoice(options));
  const { rows } = buildShowTable(entries, { filter, sortBy, sortOrder });
  const places = new Map(rows.map((row, i) => [row.sha, i]));
  return baselines.map((each) => {
    const kept = each.experiments.filter(({ rev }) => places.has(rev));
    kept.sort((a, b) => places.get(a.rev)! - places.get(b.rev)!);
    return { ...each, experiments: kept.slice(0, limit) };
  }).filter(({ experiments }) => experiments.length > 0);
}
