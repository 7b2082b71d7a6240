/** Bringing one stage up to date: skip, restore, verify or run it. */
import { ExpError } from "../common/mod.ts";
import type { HashInfo } from "../data/mod.ts";
import { claimPaths } from "../repo/mod.ts";
import { listCommands, tellReasons } from "./announce.ts";
import { hasCheckpoints, keepCheckpointOuts, layOutCheckpoint, type SaveMidway } from "./checkpoint.ts";
import { findChanges, isDataSource, outChanges } from "./decide.ts";
import { type EntryOf, findInRunCache, findResult, placeholders } from "./find_result.ts";
import { holdFlight } from "./flight.ts";
import { keepInputs, movedInputs } from "./moved_inputs.ts";
import { checkRemovableOut } from "./out_place.ts";
import { absolutePath, displayAddress } from "./paths.ts";
import { runCommands } from "./run_commands.ts";
import { canSave, hasKnownInputs, runKey } from "./run_cache.ts";
import { checkOutPlace, describeInputs, ignoreOuts, saveStage, type Workbench } from "./save_stage.ts";
import type { StageOptions, StageResult } from "./stage_options.ts";
import type { ChangeReason, Out, Stage } from "./types.ts";
import { type StageView, viewStage } from "./view.ts";
import { fault } from "./faults.ts";

/** @throws {ExpError} when it could not be brought up to date; dvc.lock still tells the truth then */
export async function reproduceStage(bench: Workbench, given: Stage, asked: StageOptions): Promise<StageResult> {
  // what comes after a stage that has run is run like what is forced: no earlier result stands for it
  const options = asked.upstreamChanged ? { ...asked, force: true } : asked;
  const stage = options.checkpoints ? keepCheckpointOuts(given) : given;
  const name = displayAddress(bench.repo, stage);
  let view = await viewStage(bench.repo, bench.store, bench.params, stage);
  let reason = reasonToRun(stage, view, options);
  if (reason && options.pull && !options.force && isOnlyMissing(stage, view, options)) {
    bench.emit({ kind: "info", text: `Pulling data for stage: '${name}'` });
    options.pull.outs(stage);
    bench.store.forget();
    view = await viewStage(bench.repo, bench.store, bench.params, stage);
    if ([...outChanges(stage, view)].length === 0) return { outcome: "skipped" };
    bench.emit({ kind: "info", text: `Unable to pull data for stage: '${name}'` });
    reason = reasonToRun(stage, view, options);
  }
  if (!reason) {
    if (options.awaits !== undefined) {
      bench.emit({ kind: "stage-undecided", stage: name, because: options.awaits });
      return { outcome: "undecided" };
    }
    bench.emit({ kind: "stage-skipped", stage: name });
    return { outcome: "skipped" };
  }
  if (options.confirm && !await options.confirm(name)) throw fault("failed/not-confirmed", {});
  if (options.confirm) bench.store.forget(); // the answer may have taken its time
  if (isDataSource(stage) || stage.frozen) return await verifyStage(bench, stage, name, options);
  if (options.dry) {
    const dryRun = { name, reason, view, options };
    const announce = bench.repo.rules.dryRun === "commands" ? listCommands : tellReasons;
    return await announce(bench, stage, dryRun);
  }
  if (options.pull) {
    await options.pull.deps(stage);
    view = await viewStage(bench.repo, bench.store, bench.params, stage);
  }
  let entryOf = await describeInputs(bench, stage); // what runs needs its deps, also with --allow-missing
  const outs = localPaths(bench, stage.outs);
  const claims = { read: [...localPaths(bench, stage.deps), ...outs], write: outs };
  return await claimPaths(bench.repo, claims, {
    cmd: `exp repro ${name}`,
    wait: options.wait,
    onWait: (text) => bench.emit({ kind: "info", text }),
    lock: options.lock,
    isStopped: () => options.command.isStopped?.() ?? false,
  }, async (hasWaited) => {
    if (hasWaited) { // another process has worked on these paths, maybe on this very stage
      bench.store.forget();
      view = await viewStage(bench.repo, bench.store, bench.params, stage);
      entryOf = await describeInputs(bench, stage);
    }
    const found = options.force ? undefined : findResult(bench, stage, view, entryOf, options);
    if (found) {
      try {
        return restore(bench, stage, name, found, entryOf, options);
      } catch (error) {
        if (!(error instanceof ExpError) || error.kind !== "damaged-data") throw error;
        bench.emit({ kind: "warned", error: fault("within/run-instead", { stage: name }, error) });
      }
    }
    return await runOnce(bench, stage, name, reason, entryOf, options);
  });
}

function localPaths(bench: Workbench, items: readonly { readonly path: string; readonly isUrl: boolean }[]): string[] {
  return items.filter((item) => !item.isUrl).map((item) => absolutePath(bench.repo, item.path));
}

function reasonToRun(stage: Stage, view: StageView, options: StageOptions): ChangeReason | undefined {
  if (options.upstreamChanged) return { kind: "upstream", text: "a stage before it has run" };
  if (options.force) return { kind: "forced", text: "forced" };
  if (options.checkpoints && hasCheckpoints(stage) && !stage.frozen) {
    return { kind: "always", text: "a stage with checkpoints always goes on" };
  }
  const [first] = findChanges(stage, view, options);
  return first;
}

/** Would the stage be up to date if all that is missing were there? */
function isOnlyMissing(stage: Stage, view: StageView, options: StageOptions): boolean {
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

function restore(
  bench: Workbench,
  stage: Stage,
  name: string,
  outs: ReadonlyMap<Out, HashInfo>,
  entryOf: EntryOf,
  options: StageOptions,
): StageResult {
  bench.emit({ kind: "stage-restored", stage: name });
  for (const [out, info] of outs) {
    const path = absolutePath(bench.repo, out.path);
    for (const change of bench.store.checkout(path, info, { force: true })) {
      bench.emit({ kind: "checkout", change: change.kind, path: change.path });
    }
    if (!out.cache) bench.store.unprotect(path);
    bench.store.forget(path);
  }
  ignoreOuts(bench, stage);
  const entry = entryOf(outs);
  if (!options.noCommit && canSave(stage) && hasKnownInputs(entry)) bench.runCache.save(entry);
  return { outcome: "restored", saved: { entry, outs } };
}

/** Runs the command; of several runs with the same inputs on this machine one does, the others take its result. */
async function runOnce(
  bench: Workbench,
  stage: Stage,
  name: string,
  reason: ChangeReason,
  entryOf: EntryOf,
  options: StageOptions,
): Promise<StageResult> {
  const isShared = canSave(stage) && !options.force && !options.noRunCache && !options.noCommit;
  if (!isShared) return await run(bench, stage, name, reason, entryOf, options);
  const key = runKey(entryOf(placeholders(stage)));
  const flight = await holdFlight(bench.repo, bench.runCache.flightFile(key), {
    pause: options.lock,
    isStopped: () => options.command.isStopped?.() ?? false,
    onWait: () => bench.emit({ kind: "info", text: `${name}: another run does the same work; waiting for its result` }),
  });
  try {
    if (!flight.hasWaited) return await run(bench, stage, name, reason, entryOf, options);
    bench.store.forget();
    const view = await viewStage(bench.repo, bench.store, bench.params, stage);
    const entryNow = await describeInputs(bench, stage);
    const found = findInRunCache(bench, stage, view, entryNow);
    if (found) return restore(bench, stage, name, found, entryNow, options);
    return await run(bench, stage, name, reason, entryNow, options);
  } finally {
    flight.release();
  }
}

async function run(
  bench: Workbench,
  stage: Stage,
  name: string,
  reason: ChangeReason,
  entryOf: EntryOf,
  options: StageOptions,
): Promise<StageResult> {
  const { repo, store, emit } = bench;
  const started = repo.host.clock.monotonic();
  emit({ kind: "stage-running", stage: name, reason: reason.text });
  checkBeforeRun(bench, stage, options);
  const inputs = options.keepInputs ? keepInputs(bench, stage) : undefined;
  for (const out of stage.outs) {
    if (out.isUrl || out.path.startsWith("/")) continue; // what lies outside is never ours to remove
    const path = absolutePath(repo, out.path);
    if (isRemovedBefore(out, options)) {
      repo.host.fs.removeTree(path);
      store.forget(path);
    } else if (out.checkpoint && options.checkpoints) {
      layOutCheckpoint(store, out, path, options.checkpoints.reset);
    } else store.unprotect(path);
  }
  const watch = hasCheckpoints(stage) ? options.checkpoints?.open(stage) : undefined;
  const command = { ...options.command, env: { ...options.command.env, ...watch?.env }, name, emit };
  const work = () => runCommands(repo, stage, command);
  const saveMidway: SaveMidway = (use) =>
    options.lock.hold(async () => {
      store.forget();
      return await use(await saveStage(bench, stage, { noLink: true, allowMissing: true, entryOf }));
    });
  await options.lock.pauseFor(() => watch ? watch.during(work, saveMidway) : work());
  store.forget();
  const paths = await movedInputs(bench, stage, name, entryOf);
  const saved = await saveStage(bench, stage, { ...options, entryOf, isDoubtful: paths.length > 0 });
  const moved = paths.flatMap((path) => inputs?.get(path) ?? []);
  return { outcome: "ran", saved, moved, elapsedMs: repo.host.clock.monotonic() - started };
}

/** An out that the command has to make anew. */
function isRemovedBefore(out: Out, options: StageOptions): boolean {
  if (out.isUrl || out.path.startsWith("/") || out.persist) return false;
  return !(out.checkpoint && options.checkpoints);
}

/** What would make the run end in an error anyhow is said before anything is removed. */
function checkBeforeRun(bench: Workbench, stage: Stage, options: StageOptions): void {
  const wdir = absolutePath(bench.repo, stage.wdir);
  if (bench.repo.host.fs.stat(wdir)?.kind !== "dir") {
    throw fault("invalid-file/no-wdir", { wdir: stage.wdir || ".", path: wdir });
  }
  for (const out of stage.outs) {
    checkOutPlace(bench.repo, out);
    if (isRemovedBefore(out, options)) checkRemovableOut(bench.repo, bench.store, stage, out);
  }
}
