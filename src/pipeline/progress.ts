import type { HashInfo } from "../data/mod.ts";
import { isInside } from "../repo/mod.ts";
import { displayAddress, type Input, type Saved, type Stage } from "../stage/mod.ts";
import { reach } from "./graph.ts";
import type { Plan } from "./plan.ts";
import type { Records } from "./records.ts";
import type { ReproResult, StageReport } from "./repro_options.ts";

/** What has become of a plan's stages so far, and what that means for those that come after. Names are as shown. */
export class Progress {
  readonly #reports = new Map<Stage, StageReport>();
  /** Hashes that stages of this run gave to paths. */
  readonly #produced = new Map<string, HashInfo>();

  constructor(readonly plan: Plan, readonly records: Records) {}

  note(stage: Stage, outcome: StageReport["outcome"], saved?: Saved, moved: readonly Input[] = []): void {
    for (const [out, info] of saved?.outs ?? []) this.#produced.set(out.path, info);
    // a stage that fails after a checkpoint keeps what that wrote
    const lockEntry = saved?.entry ?? (outcome === "failed" ? this.#reports.get(stage)?.lockEntry : undefined);
    this.#reports.set(stage, { address: stage.address, outcome, lockEntry, ...moved.length === 0 ? {} : { moved } });
  }

  result(): ReproResult {
    return {
      stages: this.plan.stages.flatMap((stage) => this.#reports.get(stage) ?? []),
      objects: this.records.bench.store.committed(),
    };
  }

  /** Has one of those right before it made its outputs in this run? */
  hasNewInputs(stage: Stage): boolean {
    return this.#upstream(stage, ["ran", "restored", "verified"]) !== undefined;
  }

  /** One right before it that keeps it from being run. */
  failedBefore(stage: Stage): string | undefined {
    return this.#upstream(stage, ["failed", "blocked"]);
  }

  /** One right before it that a dry run has announced, or that waits for such a one. */
  awaited(stage: Stage): string | undefined {
    return this.#upstream(stage, ["ran", "undecided"]);
  }

  #upstream(stage: Stage, outcomes: readonly StageReport["outcome"][]): string | undefined {
    const found = this.plan.graph.upstream(stage).find((needed) => {
      const outcome = this.#reports.get(needed)?.outcome;
      return outcome !== undefined && outcomes.includes(outcome);
    });
    return found && this.#name(found);
  }

  /** The stages of the plan that cannot be run any more. */
  blockedBy(stage: Stage): string[] {
    const after = reach([stage], this.plan.graph.downstream);
    return this.plan.stages.filter((each) => each !== stage && after.has(each)).map((each) => this.#name(each));
  }

  #name(stage: Stage): string {
    return displayAddress(this.records.project.repo, stage);
  }

  /** What a path holds according to the stage before this one that makes it, in this run or before. */
  made(stage: Stage, path: string): { readonly hash: string | undefined } | undefined {
    for (const needed of this.plan.graph.upstream(stage)) {
      for (const out of needed.outs) {
        const info = this.#produced.get(out.path) ?? out.locked;
        if (out.path === path) return { hash: info?.hash };
        if (info === undefined || !isInside(path, out.path)) continue;
        const entry = this.records.bench.store.readTree(info)?.find(({ relpath }) => `${out.path}/${relpath}` === path);
        if (entry) return entry;
      }
    }
    return undefined;
  }
}
