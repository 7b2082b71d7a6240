/** Bringing one stage up to date: skip, restore, verify or run it. */
import { listCommands, tellReasons } from "./announce.ts";
import { hasCheckpoints, keepCheckpointOuts } from "./checkpoint.ts";
import { findChanges, isDataSource, isUnchangedBeforeOuts, outChanges } from "./decide.ts";
import { fault } from "./faults.ts";
import { absolutePath, displayAddress } from "./paths.ts";
import { describeInputs, forgetSeen, saveStage, type Workbench } from "./save_stage.ts";
import type { StageOptions, StagePull, StageResult } from "./stage_options.ts";
import { StageRun } from "./stage_run.ts";
import type { ChangeReason, Stage } from "./types.ts";
import { type StageView, viewStage } from "./view.ts";

/** @throws {ExpError} when it could not be brought up to date; dvc.lock still tells the truth then */
export async function reproduceStage(bench: Workbench, given: Stage, asked: StageOptions): Promise<StageResult> {
  // what comes after a stage that has run is run like what is forced: no earlier result stands for it
  const options = asked.upstreamChanged ? { ...asked, force: true } : asked;
  const stage = options.checkpoints ? keepCheckpointOuts(given) : given;
  const name = displayAddress(bench.repo, stage);
  const asksOuts = (view: StageView) => areOutsAsked(bench, stage, view, options);
  let view = await viewStage(bench, stage, asksOuts);
  if (options.pull && isOnlyMissing(stage, view, options)) {
    await pullOuts(bench, stage, name, options.pull);
    view = await viewStage(bench, stage, asksOuts);
    if ([...outChanges(stage, view)].length === 0) return { outcome: "skipped" };
    bench.emit({ kind: "info", text: `Unable to pull data for stage: '${name}'` });
  }
  const reason = reasonToRun(stage, view, options);
  if (reason === undefined) return leave(bench, name, options);
  await confirm(bench, name, options);
  if (isDataSource(stage) || stage.frozen) return await verifyStage(bench, stage, name, options);
  if (options.dry) {
    const announce = bench.repo.rules.dryRun === "commands" ? listCommands : tellReasons;
    return await announce(bench, stage, { name, reason, view, options });
  }
  if (options.pull) {
    await options.pull.deps(stage);
    view = await viewStage(bench, stage);
  }
  const entryOf = await describeInputs(bench, stage); // what runs needs its deps, also with --allow-missing
  const run = new StageRun(bench, stage, name, reason, options);
  return await run.withPaths(async (hasWaited) => {
    if (!hasWaited) return await run.settle(view, entryOf);
    forgetSeen(bench, stage); // another process has worked on these paths, maybe on this very stage
    return await run.settle(await viewStage(bench, stage), await describeInputs(bench, stage));
  });
}

/** What its stage makes is there, but for what a remote may have. */
async function pullOuts(bench: Workbench, stage: Stage, name: string, pull: StagePull): Promise<void> {
  bench.emit({ kind: "info", text: `Pulling data for stage: '${name}'` });
  await pull.outs(stage);
  bench.store.forget();
}

/** Nothing is to be done, as far as one can tell on a dry run. */
function leave(bench: Workbench, name: string, { awaits }: StageOptions): StageResult {
  if (awaits === undefined) {
    bench.emit({ kind: "stage-skipped", stage: name });
    return { outcome: "skipped" };
  }
  bench.emit({ kind: "stage-undecided", stage: name, because: awaits });
  return { outcome: "undecided" };
}

async function confirm(bench: Workbench, name: string, options: StageOptions): Promise<void> {
  if (options.confirm === undefined) return;
  if (!await options.confirm(name)) throw fault("failed/not-confirmed", {});
  bench.store.forget(); // the answer may have taken its time
}

/** Does what is decided, or told, depend on what the outs hold? */
function areOutsAsked(bench: Workbench, stage: Stage, view: StageView, options: StageOptions): boolean {
  if (options.dry && bench.repo.rules.dryRun === "reasons") return true; // all reasons are told
  if (givenReason(stage, options) !== undefined) return false;
  return isUnchangedBeforeOuts(stage, view, options.pull ? { made: options.made, allowMissing: true } : options);
}

function reasonToRun(stage: Stage, view: StageView, options: StageOptions): ChangeReason | undefined {
  const given = givenReason(stage, options);
  if (given !== undefined) return given;
  const [first] = findChanges(stage, view, options);
  return first;
}

/** A reason for which nothing is looked at. */
function givenReason(stage: Stage, options: StageOptions): ChangeReason | undefined {
  if (options.upstreamChanged) return { kind: "upstream", text: "a stage before it has run" };
  if (options.force) return { kind: "forced", text: "forced" };
  if (options.checkpoints && hasCheckpoints(stage) && !stage.frozen) {
    return { kind: "always", text: "a stage with checkpoints always goes on" };
  }
  return undefined;
}

/** Would the stage, which is to run, be up to date if all that is missing were there? */
function isOnlyMissing(stage: Stage, view: StageView, options: StageOptions): boolean {
  if (options.force || reasonToRun(stage, view, options) === undefined) return false;
  const [change] = findChanges(stage, view, { made: options.made, allowMissing: true });
  return change === undefined;
}

/** A `.dvc` file's data, or a frozen stage's: taken as it is. */
async function verifyStage(bench: Workbench, stage: Stage, name: string, options: StageOptions): Promise<StageResult> {
  if (options.dry && bench.repo.rules.dryRun === "commands") return { outcome: "verified" }; // not even looked at
  bench.emit({ kind: stage.frozen ? "stage-frozen" : "stage-verified", stage: name });
  for (const out of stage.outs) {
    if (out.isUrl || bench.repo.host.fs.exists(absolutePath(bench.repo, out.path))) continue;
    throw fault("missing-data/source", { out: out.written });
  }
  if (options.dry) return { outcome: "verified" };
  const inputs = stage.name === undefined ? { ...stage, deps: [] } : stage; // an import's source is not looked at
  return { outcome: "verified", saved: await saveStage(bench, inputs, options) };
}
