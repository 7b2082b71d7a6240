/** `--dry`: saying what would be done with a stage that has changed. */
import { pyStr } from "../common/mod.ts";
import { findChanges } from "./decide.ts";
import { describeReason } from "./describe.ts";
import { findResult, isCachedForDvcDry } from "./find_result.ts";
import type { StageOptions, StageResult } from "./stage_options.ts";
import { canRestore, hasInputsAndOuts } from "./run_cache.ts";
import { commandLines } from "./run_commands.ts";
import { describeInputs, type Workbench } from "./save_stage.ts";
import type { ChangeReason, Stage } from "./types.ts";
import { isAtUrl } from "./url_looks.ts";
import type { StageView } from "./view.ts";

interface DryRun {
  /** The stage as shown. */
  readonly name: string;
  readonly reason: ChangeReason;
  readonly view: StageView;
  readonly options: StageOptions;
}

/** Tells whether it would run or be restored, with all reasons. @throws {ExpError} when a dep is missing */
export async function tellReasons(bench: Workbench, stage: Stage, run: DryRun): Promise<StageResult> {
  const { name, reason, view, options } = run;
  // what a stage before it would make is not there yet, so nothing can be found for it
  const entryOf = options.awaits === undefined && canRestore(stage) ? await describeInputs(bench, stage) : undefined;
  const isKnown = !options.force && entryOf !== undefined &&
    await findResult(bench, stage, view, entryOf, options) !== undefined;
  const reasons = [...new Set([...findChanges(stage, view, options)].flatMap(describeReason))];
  bench.emit({
    kind: "stage-planned",
    stage: name,
    as: isKnown ? "restore" : "run",
    reasons: reasons.length === 0 ? [reason.text] : reasons,
  });
  return { outcome: isKnown ? "restored" : "ran" };
}

/**
 * DVC's: lists the commands as if they ran, and fails where a dep is missing that no stage has made yet. Says "is cached"
 * where DVC does: it looks with the inputs of dvc.lock instead of those of now.
 */
export async function listCommands(bench: Workbench, stage: Stage, run: DryRun): Promise<StageResult> {
  const { name, reason, view, options } = run;
  if (!options.force) {
    if (hasInputsAndOuts(stage) && !stage.deps.some(isAtUrl)) await describeInputs(bench, stage);
    if (await isCachedForDvcDry(bench, stage, view, options)) bench.emit({ kind: "stage-restored", stage: name });
  }
  bench.emit({ kind: "stage-running", stage: name, reason: reason.text });
  for (const line of commandLines(stage.cmd)) {
    bench.emit({ kind: "stage-command", stage: name, command: pyStr(line) });
  }
  return { outcome: "ran" };
}
