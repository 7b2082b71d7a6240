import { ExpError } from "../common/errors.ts";
import type { Git, RefUpdate, Rev } from "../git/mod.ts";
import { nameTaken } from "./names.ts";
import { baselineFolder, experimentRefName } from "./refs.ts";

export interface RecordRequest {
  /** The git of the place where the experiment ran: the workspace's, or a temporary checkout's. */
  readonly place: Git;
  /** The repository that gets the experiment; the same as `place` for a workspace run. */
  readonly home: Git;
  readonly baseline: Rev;
  readonly name: string;
  /** Replace an experiment of that name. */
  readonly force: boolean;
  readonly message: string;
  /** Untracked files that belong to the result unless git ignores them; relative to the top. They must exist. */
  readonly extra: readonly string[];
  /** The same, even if git ignores them. */
  readonly always: readonly string[];
  /** Further changes of refs that happen together with the experiment's, or not at all. */
  readonly also?: readonly RefUpdate[];
  /** Told of the commit before its ref is made. */
  readonly onCommit?: (rev: Rev) => void;
  /** Commits between the baseline and this one (checkpoints); default: the baseline is the parent. */
  readonly parent?: Rev;
}

export interface Recorded {
  readonly rev: Rev;
  readonly ref: string;
  readonly tree: string;
}

/** `dvc: commit experiment <hash>` */
export function defaultMessage(hash: string): string {
  return `dvc: commit experiment ${hash}`;
}

/**
 * Makes the experiment: one commit of what is in the place now, one ref, in that order. Before the ref nothing can be
 * seen; after it everything is there. HEAD, index, stash and work tree are only read.
 *
 * @throws {ExpError} `exists` when the name was taken in the meantime
 */
export function recordExperiment(request: RecordRequest): Recorded {
  const { place, home } = request;
  const objectDir = place === home ? undefined : `${home.commonDir}/objects`;
  const { workTree } = place.snapshotTree({
    extra: request.extra,
    force: request.always,
    ...(objectDir === undefined ? {} : { objectDir }),
  });
  const parent = request.parent ?? request.baseline;
  const rev = commitAnew(request, workTree, parent, objectDir);
  const ref = experimentRefName(request.baseline, request.name);
  request.onCommit?.(rev);
  try {
    home.updateRefs([
      { ref, to: rev, ...(request.force ? {} : { from: request.parent ?? "absent" }) },
      ...(request.also ?? []),
    ]);
  } catch (error) {
    if (error instanceof ExpError && error.kind === "conflict" && home.readRef(ref) !== undefined) {
      throw nameTaken(request.name);
    }
    throw error;
  }
  return { rev, ref, tree: workTree };
}

/**
 * Two equal experiments within one second would be one and the same commit, and so one line in every table; the later
 * one is dated a second later.
 */
function commitAnew(request: RecordRequest, tree: string, parent: Rev, objectDir: string | undefined): Rev {
  const { place, home, message } = request;
  const folder = baselineFolder(request.baseline);
  let timeMs: number | undefined;
  for (;;) {
    const rev = place.commitTree(tree, [parent], message, { objectDir, timeMs });
    const others = home.run(["for-each-ref", `--points-at=${rev}`, "--format=%(refname)", folder]).stdout.trim();
    if (others === "") return rev;
    timeMs = place.commitInfo([rev])[0]!.commitTimeMs + 1000;
  }
}
