import { type CommitInfo, firstParentsSince, type Git, type RefUpdate, type Rev } from "../git/mod.ts";
import { type ExperimentRef, findByName, listExperimentRefs, mirrorUpdates, unknownNames } from "./refs.ts";
import { fault } from "./faults.ts";

interface SquashRequest {
  readonly name: string;
  /** Keep every nth checkpoint, counted from the first; default: none but the last. */
  readonly every?: number;
  /** Checkpoints to keep: ids, or what Git understands. */
  readonly keep?: readonly string[];
}

interface Squashed {
  readonly name: string;
  /** The experiment's last commit now; its content is the same as before. */
  readonly rev: Rev;
  readonly kept: number;
  readonly removed: number;
}

/**
 * Thins an experiment's checkpoints: the last stays, with those that are asked for, each with its content, message and
 * date. One transaction moves the ref, so that there is always the old or the new chain. What the removed ones alone
 * held becomes rubbish for `exp gc` and `git gc`; experiments that branched off one of them keep it.
 */
export function squashExperiment(git: Git, request: SquashRequest): Squashed {
  const refs = listExperimentRefs(git);
  const ref = findByName(refs, request.name, git.head().rev);
  if (ref === undefined) throw unknownNames([request.name], refs.map((each) => each.name));
  const chain = chainOf(git, ref);
  const wanted = new Set((request.keep ?? []).map((word) => findIn(git, chain, word)));
  const every = request.every ?? 0;
  const kept = chain.filter((commit, i) =>
    i === chain.length - 1 || wanted.has(commit.rev) || (every > 0 && (i + 1) % every === 0)
  );
  const rev = rebuild(git, ref.baseline, chain, kept);
  const moved: RefUpdate[] = [
    { ref: ref.ref, to: rev, from: ref.rev },
    ...mirrorUpdates(git, (at) => at === ref.rev ? rev : undefined),
  ];
  if (rev !== ref.rev) git.updateRefs(moved);
  return { name: ref.name, rev, kept: kept.length, removed: chain.length - kept.length };
}

/** An experiment's commits, oldest first. */
function chainOf(git: Git, ref: ExperimentRef): CommitInfo[] {
  const revs = firstParentsSince(git, ref.baseline, ref.rev).reverse();
  return git.commitInfo(revs.length === 0 ? [ref.rev] : revs); // git says nothing of one that is not there
}

function findIn(git: Git, chain: readonly CommitInfo[], word: string): Rev {
  const rev = chain.find((commit) => commit.rev.startsWith(word))?.rev ?? git.resolve(word);
  if (rev !== undefined && chain.some((commit) => commit.rev === rev)) return rev;
  throw fault("not-found/checkpoint", { word });
}

function rebuild(git: Git, baseline: Rev, chain: readonly CommitInfo[], kept: readonly CommitInfo[]): Rev {
  let parent = baseline;
  let isMoved = false;
  kept.forEach((commit, i) => {
    // up to the first gap the commits stay what they are
    isMoved ||= commit !== chain[i];
    parent = isMoved
      ? git.commitTree(commit.tree, [parent], commit.message, { timeMs: commit.commitTimeMs }).rev
      : commit.rev;
  });
  return parent;
}
