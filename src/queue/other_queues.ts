/**
 * Queues that share a Git repository: those of its other work trees, and of other projects in it. The pins are everybody's,
 * a task is its queue's. `exp-queue-HASH` in the common Git directory names one: where its `.dvc/tmp` is, seen from there.
 * A queue that is gone says nothing: its tasks are for whoever finds them.
 */
import { type Git, IMPORT_REFS } from "../git/mod.ts";
import { digestOf, isInTheWay } from "../host/mod.ts";
import { joinPath, ownFolder, relativeFrom, type Repo } from "../repo/mod.ts";
import { findQueued } from "./journal.ts";
import { taskFolder } from "./layout.ts";
import { type KnownTask, TaskReader } from "./store.ts";

const PREFIX = "exp-queue-";

/** To be done before there is a task of it that others could see. */
export function announceQueue({ host: { fs }, tmpDir }: Repo, git: Git): void {
  const { commonDir } = git;
  const place = relativeFrom(commonDir, tmpDir);
  const path = `${commonDir}/${PREFIX}${digestOf("md5", place).slice(0, 12)}`;
  const text = `${place}\n`;
  if (fs.readTextIfThere(path) === text) return;
  git.syncRefs([`${IMPORT_REFS}/any`]); // its folder forgets who has had locks there: they are to be gone before
  fs.writeAtomic(path, text, { sync: true });
}

/** @returns whether a task, that is none of ours as far as we have seen, is another queue's */
export function tasksElsewhere(repo: Repo, git: Git): (id: string) => boolean {
  const others = otherQueues(repo, git);
  return (id) => others.some((other) => hasTask(other, id));
}

interface TaskElsewhere extends KnownTask {
  /** Whose task it is: the repository, as that work tree has it. */
  readonly queue: Repo;
}

/** Reads the other queues' tasks again and again. What nobody but its owner may look at has none. */
export class ElsewhereReader {
  readonly #readers = new Map<string, TaskReader>();

  constructor(readonly repo: Repo, readonly git: Git) {}

  read(): TaskElsewhere[] {
    return otherQueues(this.repo, this.git).flatMap((other) => {
      const reader = this.#readers.get(other.tmpDir) ?? new TaskReader(other);
      this.#readers.set(other.tmpDir, reader);
      try {
        return reader.read().map((known) => ({ ...known, queue: other }));
      } catch (error) {
        if (isInTheWay(error)) return [];
        throw error;
      }
    });
  }
}

function otherQueues(repo: Repo, { commonDir }: Git): Repo[] {
  const { fs } = repo.host;
  return fs.listIfThere(commonDir).flatMap(({ name }): Repo[] => {
    const place = name.startsWith(PREFIX) ? fs.readTextIfThere(`${commonDir}/${name}`)?.trimEnd() ?? "" : "";
    const tmpDir = joinPath(commonDir, place);
    return place !== "" && tmpDir !== repo.tmpDir && fs.exists(ownFolder({ tmpDir })) ? [{ ...repo, tmpDir }] : [];
  });
}

/** What nobody but its owner may look at is taken to have it. */
function hasTask(other: Repo, id: string): boolean {
  try {
    return other.host.fs.lstat(taskFolder(other, id)) !== undefined || findQueued(other, id) !== undefined;
  } catch (error) {
    if (isInTheWay(error)) return true;
    throw error;
  }
}
