/** What a run with checkpoints goes on from: as DVC 2 decides it (2.58.2: dvc/repo/experiments/__init__.py). */
import type { EmitEvent } from "../common/mod.ts";
import { type ExperimentRequest, type Point, refuseTaken, TreeEditor } from "../entries/mod.ts";
import { changedSince, type Git, refsContaining, type Rev, type TreeChange } from "../git/mod.ts";
import {
  EXEC_APPLY,
  EXEC_CHECKPOINT,
  type ExperimentRef,
  experimentRefName,
  listExperimentRefs,
  resolveWord,
  revOf,
} from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Stage } from "../stage/mod.ts";
import { checkpointStages, ownFiles } from "./files.ts";
import { fault } from "./faults.ts";

/** The commit that a run's commits are to follow. */
interface Continuation {
  readonly from: Rev;
  /** The experiment that has it. */
  readonly of: ExperimentRef;
  /** Nothing differs from that commit: the run adds to the same experiment; otherwise it makes a new one. */
  readonly isSame: boolean;
}

interface ContinueRequest {
  /** `--rev`: a checkpoint to continue from, instead of the one that the workspace stands at. */
  readonly rev?: string;
  /** As typed, for the warning that it does not count. */
  readonly name: string | undefined;
  /** What `-S` would change, relative to the top. */
  readonly edits: readonly TreeChange[];
}

/**
 * Decides whether and from where a planned experiment goes on. Reads only refs when there is nothing to go on from, and
 * changes nothing.
 *
 * @throws {ExpError} `usage` when an earlier checkpoint is unchanged (DVC 2), or `rev` is none of this baseline;
 * `exists` when the run makes an experiment of its own whose name is taken
 */
export async function continueOrStart(
  repo: Repo,
  git: Git,
  { head, point }: { readonly head: Rev; readonly point: Point },
  request: ExperimentRequest,
  emit: EmitEvent,
): Promise<Continuation | undefined> {
  if (!mayContinue(git, request)) return undefined;
  const stages = await checkpointStages(repo);
  const found = stages.length === 0 ? undefined : planContinuation(repo, git, head, stages, {
    ...(request.rev === undefined ? {} : { rev: request.rev }),
    name: request.name,
    edits: await new TreeEditor(repo, request, git.top).changes(point.overrides),
  }, emit);
  const isTaken = (name: string) => git.readRef(experimentRefName(head, name)) !== undefined;
  if (found?.isSame !== true) refuseTaken(request, [point.name], isTaken);
  return found;
}

function planContinuation(
  repo: Repo,
  git: Git,
  head: Rev,
  stages: readonly Stage[],
  request: ContinueRequest,
  emit: EmitEvent,
): Continuation | undefined {
  const from = request.rev === undefined ? git.readRef(EXEC_APPLY) : revOf(resolveWord(repo, git, request.rev));
  if (from === undefined) return undefined;
  const of = findOwner(git, head, from);
  if (of === undefined) {
    if (request.rev === undefined) return undefined; // HEAD has moved on since
    throw fault("usage/not-from-head", { rev: request.rev });
  }
  const goesBack = repo.rules.checkpoints === "exp";
  const own = goesBack ? ownFiles(repo, git, stages) : [];
  const isUnchanged = request.rev === undefined
    ? !differsFromWorkspace(repo, git, from, own) && !changesWorkspace(repo, git, request.edits)
    : git.snapshotTree({}).workTree === git.commitInfo([head])[0]?.tree && request.edits.length === 0;
  if (!goesBack && isUnchanged && of.rev !== from) {
    throw fault("usage/unchanged-checkpoint", { rev: from.slice(0, 7), name: of.name });
  }
  const isSame = isUnchanged && of.rev === from;
  const name = of.name;
  emit({
    kind: "info",
    text: isSame
      ? `Existing checkpoint experiment '${name}' will be resumed`
      : `Modified checkpoint experiment based on '${name}' will be created`,
  });
  if (isSame && request.name !== undefined && request.name !== name) {
    emit({ kind: "warning", text: `--name ${request.name} is not used: the run continues experiment '${name}'` });
  }
  return { from, of, isSame };
}

/** Refs that follow the checkpoints of a run: the last one made, and in the workspace the one that it stands at. */
export const CHECKPOINT_MIRRORS = { workspace: [EXEC_CHECKPOINT, EXEC_APPLY], checkout: [EXEC_CHECKPOINT] } as const;

/** May there be something to go on from? Costs no process. */
export function mayContinue(git: Git, { rev, choices }: ExperimentRequest): boolean {
  return !choices.reset && (rev !== undefined || git.readRef(EXEC_APPLY) !== undefined);
}

/** `--reset`: the workspace stands at no checkpoint any more. */
export function forgetCheckpoint(git: Git, emit: EmitEvent): void {
  emit({ kind: "info", text: "Any existing checkpoints will be reset and re-run." });
  const known = CHECKPOINT_MIRRORS.workspace.filter((ref) => git.readRef(ref) !== undefined);
  git.updateRefs(known.map((ref) => ({ ref, to: null })));
}

/** The experiment of a baseline that has a commit, best as its last. */
function findOwner(git: Git, baseline: Rev, rev: Rev): ExperimentRef | undefined {
  const refs = listExperimentRefs(git, [baseline]);
  const tip = refs.find((ref) => ref.rev === rev);
  if (tip !== undefined || rev === baseline) return tip;
  const names = refsContaining(git, rev, refs.map((ref) => ref.ref));
  return refs.find((ref) => names.includes(ref.ref));
}

/** Does a file that the commit has, or one that is staged, differ in the workspace? */
function differsFromWorkspace(repo: Repo, git: Git, rev: Rev, except: readonly string[]): boolean {
  return changedSince(repo.host, git, rev).some((name) => !except.includes(name));
}

function changesWorkspace(repo: Repo, git: Git, edits: readonly TreeChange[]): boolean {
  return edits.some(({ path, content }) => {
    const full = `${git.top}/${path}`;
    if (content === null || "oid" in content || !repo.host.fs.exists(full)) return true;
    const now = repo.host.fs.readBytes(full);
    return now.length !== content.bytes.length || now.some((byte, i) => byte !== content.bytes[i]);
  });
}
