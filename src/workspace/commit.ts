import { ExpError } from "../common/errors.ts";
import type { EmitEvent } from "../common/events.ts";
import { buildGraph, findStatus, orderStages, type Project } from "../pipeline/mod.ts";
import { Records } from "../pipeline/records.ts";
import { displayAddress } from "../stage/paths.ts";
import { type Saved, saveStage } from "../stage/save.ts";
import type { Stage } from "../stage/types.ts";
import { chooseOuts, chooseStages, type TargetChoice } from "./choose.ts";

export interface CommitOptions extends TargetChoice {
  readonly force?: boolean;
  /** Leave the workspace's files as they are instead of linking them to the cache. */
  readonly noRelink?: boolean;
  /** Asked for each changed stage without `force`; default: no. */
  readonly confirm?: (stage: string) => boolean;
}

/**
 * Accepts data as it is: stores outs, updates dvc.lock and `.dvc` files, runs nothing. A target that is an out stores
 * that one alone, though all of its stage are written down; without targets nothing is written down before all is stored.
 * @throws {ExpError} `failed` for a changed stage that nobody confirmed
 */
export async function commitData(project: Project, options: CommitOptions, emit: EmitEvent): Promise<void> {
  const stages = await chooseStages(project, options);
  using records = new Records(project, emit, undefined);
  const changed = new Set(
    (await findStatus(project, { ...targetsOf(options), wholeStages: true, store: records.bench.store }))
      .map((each) => each.stage),
  );
  const wanted = new Set((await chooseOuts(project, options)).map(({ out }) => out.path));
  const pending: [Stage, Saved][] = [];
  for (const stage of stages) {
    const name = displayAddress(project.repo, stage);
    const isDirty = [...changed].some((each) => each.address === stage.address);
    if (isDirty && !options.force && !options.confirm?.(name)) {
      throw new ExpError("failed", `stage '${name}' has changed`, {
        hint: "--force records it as it is",
        dvcMessage: `unable to commit changed stage: '${name}'. Use \`-f|--force\` to force.`,
      });
    }
    const saved = await saveStage(records.bench, stage, { noLink: options.noRelink ?? false, only: wanted });
    if (options.targets?.length) records.put(stage, saved);
    else pending.push([stage, saved]);
  }
  for (const [stage, saved] of pending) records.put(stage, saved);
  records.finish(options.targets?.length ? stages : orderStages(buildGraph(project.repo, stages), new Set(stages)));
}

function targetsOf(options: TargetChoice): TargetChoice {
  return {
    ...(options.targets === undefined ? {} : { targets: options.targets }),
    withDeps: options.withDeps ?? false,
    recursive: options.recursive ?? false,
  };
}
