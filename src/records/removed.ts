/** Removed experiments are kept out of sight for a while, so that a removal can be taken back. */
import type { Git, RefUpdate, Rev } from "../git/mod.ts";
import type { ExperimentRef } from "./refs.ts";
import { fault } from "./faults.ts";

/** Outside of `refs/exps`, where DVC would list them: `refs/exp-removed/<ms since 1970>/<2>/<38>/<name>`. */
const REMOVED = "refs/exp-removed";
const KEPT_MS = 14 * 24 * 3600 * 1000;

interface Removal {
  readonly atMs: number;
  readonly experiments: readonly {
    readonly ref: string;
    readonly kept: string;
    readonly rev: Rev;
    readonly name: string;
  }[];
}

/** Of experiments those whose commits are not there: nothing can be kept of them. */
export function hollowAmong(git: Git, refs: readonly ExperimentRef[]): ExperimentRef[] {
  const found = git.readObjects(refs.map(({ rev }) => rev));
  return refs.filter((_, i) => found[i] === undefined);
}

/** What goes before a removal of experiments: they are kept, and those kept for too long are let go. */
export function keepRemoved(git: Git, doomed: readonly ExperimentRef[], nowMs: number): RefUpdate[] {
  const kept = doomed.map(({ ref, rev }): RefUpdate => ({ ref: keptRef(nowMs, ref), to: rev }));
  const expired = listRemovals(git).filter(({ atMs }) => nowMs - atMs > KEPT_MS).flatMap(({ experiments }) =>
    experiments
  );
  return [...kept, ...expired.map((each): RefUpdate => ({ ref: each.kept, to: null }))];
}

function keptRef(nowMs: number, ref: string): string {
  return `${REMOVED}/${nowMs}/${ref.slice("refs/exps/".length)}`;
}

/** Newest first. */
export function listRemovals(git: Git): Removal[] {
  const found = new Map<number, Removal["experiments"][number][]>();
  for (const { name: kept, rev } of git.refs(`${REMOVED}/`)) {
    const [, at = "", rest = ""] = /^refs\/exp-removed\/(\d+)\/(.+)$/.exec(kept) ?? [];
    if (rest === "") continue;
    const experiment = { kept, rev, ref: `refs/exps/${rest}`, name: rest.split("/").slice(2).join("/") };
    found.set(Number(at), [...found.get(Number(at)) ?? [], experiment]);
  }
  return [...found].map(([atMs, experiments]) => ({ atMs, experiments })).sort((a, b) => b.atMs - a.atMs);
}

/**
 * Brings back what the latest removal took, all or nothing.
 * @returns the names
 * @throws {ExpError} `not-found` when nothing was removed; `exists` when a name is taken by now
 */
export function undoRemoval(git: Git): string[] {
  const [latest] = listRemovals(git);
  if (latest === undefined) throw fault("not-found/removal", {});
  // one that stands there unchanged was brought back by an undo that did not come to its end
  const back = new Set(latest.experiments.filter(({ ref, rev }) => git.readRef(ref) === rev).map(({ ref }) => ref));
  const taken = latest.experiments.find(({ ref }) => !back.has(ref) && git.readRef(ref) !== undefined);
  if (taken !== undefined) throw fault("exists/again", { name: taken.name });
  const lost = latest.experiments.filter(({ ref }) => !back.has(ref));
  git.updateRefs(lost.map(({ ref, rev }): RefUpdate => ({ ref, to: rev, from: "absent" })));
  git.syncRefs(latest.experiments.map(({ ref }) => ref)); // before what could bring them back goes
  git.updateRefs(latest.experiments.map(({ kept }): RefUpdate => ({ ref: kept, to: null })));
  return latest.experiments.map(({ name }) => name);
}
