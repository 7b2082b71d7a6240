import { ExpError } from "../common/mod.ts";
import { type Git, type MadeCommit, refsContaining, type RefUpdate, type Rev, type TreeChange } from "../git/mod.ts";
import { nameTaken } from "./names.ts";
import { baselineFolder, experimentRefName } from "./refs.ts";

export interface RecordRequest {
  /** The git of the place where the experiment ran: the workspace's, or a temporary checkout's. */
  readonly place: Git;
  /** The repository that gets the experiment; the same as `place` for a workspace run. */
  readonly home: Git;
  readonly baseline: Rev;
  readonly name: string;
  /** What the experiment's ref must be now; `any` replaces an experiment of that name. */
  readonly expected: Rev | "absent" | "any";
  readonly message: string;
  /** Untracked files that belong to the result unless git ignores them; relative to the top. They must exist. */
  readonly extra: readonly string[];
  /** The same, even if git ignores them. */
  readonly always: readonly string[];
  /** Further changes of refs that happen together with the experiment's, or not at all. */
  readonly also?: readonly RefUpdate[] | undefined;
  /** The data that the commit's locks name, on its way to the disk: no ref leads to what may be lost. */
  readonly data?: Promise<void>;
  /** Told of the commit before its ref is made. */
  readonly onCommit?: ((rev: Rev) => void) | undefined;
  /** The last of the commits between the baseline and this one (checkpoints); default: the baseline. */
  readonly parent?: Rev;
  /** Further refs that are to point at the commit. */
  readonly mirrors?: readonly string[];
  /** Makes a private index that is kept between the commits of a run; `extra` names only what it does not know yet. */
  readonly index?: () => string;
  /** No commit of the run came before, and none follows: a checkout's own index and HEAD may go along. */
  readonly isOnly?: boolean;
  /** Files as they are to be in the commit, whatever the place has. */
  readonly changes?: readonly TreeChange[];
  /** Makes no commit when its tree would be this one; the parent stands for it. */
  readonly unlessTree?: string | undefined;
}

interface Recorded {
  readonly rev: Rev;
  readonly ref: string;
  /** Undefined after an only commit, which needs none. */
  readonly tree: string | undefined;
}

/** `dvc: commit experiment <hash>` */
export function defaultMessage(hash: string): string {
  return `dvc: commit experiment ${hash}`;
}

/**
 * Makes the experiment: one commit of what is in the place now, one ref, in that order. Before the ref nothing can be
 * seen; after it everything is there. The user's HEAD, index, stash and work tree are only read.
 *
 * @throws {ExpError} `exists` when the name was taken in the meantime
 */
export async function recordExperiment(request: RecordRequest): Promise<Recorded> {
  const { place, home } = request;
  request.data?.catch(() => {}); // told where it is awaited, if it comes to that
  const objectDir = place === home ? undefined : `${home.commonDir}/objects`;
  const { mirrors = [], also = [], parent = request.baseline } = request;
  const { rev, tree } = makeCommit(request, parent, objectDir);
  const isUnchanged = tree !== undefined && tree === request.unlessTree;
  const ref = experimentRefName(request.baseline, request.name);
  await request.data;
  request.onCommit?.(rev);
  const from = isUnchanged ? parent : request.expected;
  try {
    home.updateRefs([
      { ref, to: rev, ...(from === "any" ? {} : { from }) },
      ...mirrors.map((mirror) => ({ ref: mirror, to: rev })),
      ...also,
    ]);
  } catch (error) {
    if (error instanceof ExpError && error.kind === "conflict" && home.readRef(ref) !== undefined) {
      throw nameTaken(request.name);
    }
    throw error;
  }
  if (place === home) home.syncRefs([ref]); // else the pin tells that the task is to be run again
  return { rev, ref, tree };
}

type CommitRequest = readonly [request: RecordRequest, parent: Rev, objectDir: string | undefined];

/** @returns the parent itself where nothing has changed since, and that is to make no commit */
function makeCommit(...[request, parent, objectDir]: CommitRequest): Omit<Recorded, "ref"> {
  const { place, home, changes = [], unlessTree, always, extra, message } = request;
  if (objectDir !== undefined && request.isOnly === true && changes.length === 0 && always.length === 0) {
    const made = place.commitCheckout(objectDir, { extra, parent, message });
    if (made !== undefined && isOfNobody(request, made)) return { rev: made.rev, tree: undefined };
  }
  const { workTree } = place.snapshotTree({
    extra,
    force: always,
    ...(request.index === undefined ? {} : { index: request.index() }),
    ...(objectDir === undefined ? {} : { objectDir }),
  });
  const tree = changes.length === 0 ? workTree : home.writeTree(workTree, changes);
  return { rev: tree === unlessTree ? parent : commitAnew(request, tree, parent, objectDir), tree };
}

/**
 * Two equal experiments within one second would be one and the same commit, and so one line in every table; the later
 * one is dated a second later. So are two equal first checkpoints, whatever follows them by now.
 */
function commitAnew(request: RecordRequest, tree: string, parent: Rev, objectDir: string | undefined): Rev {
  const { place, message } = request;
  let timeMs: number | undefined;
  for (;;) {
    const made = place.commitTree(tree, [parent], message, { timeMs, objectDir });
    if (isOfNobody(request, made)) return made.rev;
    timeMs = place.commitInfo([made.rev])[0]!.commitTimeMs + 1000;
  }
}

/** Is it in no experiment of its baseline? Of thousands git asks for all commits: one that is new is in none. */
function isOfNobody({ home, baseline, parent = baseline }: RecordRequest, { rev, isNew }: MadeCommit): boolean {
  if (isNew || parent !== baseline) return true;
  return refsContaining(home, rev, [baselineFolder(baseline)]).length === 0;
}
