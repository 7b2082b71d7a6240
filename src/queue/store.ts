import { isInTheWay } from "../host/mod.ts";
import { makeOwnFolder, type Repo } from "../repo/mod.ts";
import { ownFolder, taskFolder, tasksFolder } from "./layout.ts";
import { isOfAnotherUser, ONE_USER, putAside, readOwn, writeOwn } from "./own_files.ts";
import { hasSecrets, jobIn, type JobRef, NEW_STATE, type Task, type TaskState } from "./task.ts";
import { formatState, formatTask, parseState, parseTask } from "./task_file.ts";

/** A task's folder, read. */
export type Stored =
  | { readonly kind: "task"; readonly task: Task; readonly state: TaskState }
  /** Nothing that can be understood. */
  | { readonly kind: "broken"; readonly id: string }
  /** Not ours to touch: written by a newer `exp`, or with variables that are secrets of another user's. */
  | { readonly kind: "closed"; readonly id: string };

const TASK_FILE = "task.json";
const STATE_FILE = "state.json";

/** Makes the queue's own folders. */
export function makeFolders(repo: Repo): void {
  const { fs } = repo.host;
  if (!fs.exists(tasksFolder(repo))) {
    makeOwnFolder(repo);
    fs.makeDir(tasksFolder(repo), 0o700);
  }
}

/** Ids of all tasks that have a folder, in no particular order. */
export function taskIds(repo: Repo): string[] {
  const folder = tasksFolder(repo);
  return repo.host.fs.listIfThere(folder).flatMap(({ name, kind }) =>
    kind === "dir" && !name.startsWith(".") ? [name] : []
  );
}

export function readTask(repo: Repo, id: string): Stored | undefined {
  const folder = taskFolder(repo, id);
  const text = readOwn(repo, `${folder}/${TASK_FILE}`);
  if (text === undefined && isOfAnotherUser(repo, `${folder}/${TASK_FILE}`)) return { kind: "closed", id };
  if (text === undefined) return repo.host.fs.exists(folder) ? { kind: "broken", id } : undefined;
  const task = parseTask(text);
  if (task === "newer") return { kind: "closed", id };
  if (task === undefined || task.id !== id) return { kind: "broken", id };
  const state = readState(repo, folder);
  if (state === "newer") return { kind: "closed", id };
  return state === undefined ? { kind: "broken", id } : { kind: "task", task, state };
}

/** No file yet: it has just been queued. A folder, or a file that may not be read, is something else. */
function readState(repo: Repo, folder: string): TaskState | "newer" | undefined {
  try {
    const text = repo.host.fs.readTextIfThere(`${folder}/${STATE_FILE}`);
    return text === undefined ? NEW_STATE : parseState(text);
  } catch (error) {
    if (isInTheWay(error)) return undefined;
    throw error;
  }
}

/** The job that a task is in, as its state says now. */
export function readJob(repo: Repo, id: string): JobRef | undefined {
  const stored = readTask(repo, id);
  return stored?.kind === "task" ? jobIn(stored.state) : undefined;
}

export interface KnownTask {
  readonly task: Task;
  readonly state: TaskState;
}

/** All tasks that can be read, in the queue's order. */
export function readTasks(repo: Repo): KnownTask[] {
  return new TaskReader(repo).read();
}

/** Reads all tasks again and again. One that has succeeded stays as it is until it is removed: it is read once. */
export class TaskReader {
  #succeeded = new Map<string, KnownTask>();

  constructor(readonly repo: Repo) {}

  /** As {@link readTasks}. */
  read(): KnownTask[] {
    const found: KnownTask[] = [], succeeded = new Map<string, KnownTask>();
    for (const id of taskIds(this.repo)) {
      const known = this.#succeeded.get(id) ?? this.#read(id);
      if (known === undefined) continue;
      found.push(known);
      if (known.state.kind === "success" && known.state.rev !== undefined) succeeded.set(id, known);
    }
    this.#succeeded = succeeded;
    return found.sort((a, b) => a.task.seq - b.task.seq);
  }

  #read(id: string): KnownTask | undefined {
    const stored = readTask(this.repo, id);
    return stored?.kind === "task" ? stored : undefined;
  }
}

/** Survives a power cut by itself, without the journal. */
export function writeTask(repo: Repo, task: Task): void {
  const folder = taskFolder(repo, task.id);
  repo.host.fs.makeDir(folder, 0o700);
  const mode = hasSecrets(task) ? { mode: ONE_USER } : {};
  writeOwn(repo, `${folder}/${TASK_FILE}`, formatTask(task), { sync: true, ...mode });
}

/**
 * Where a task rests is forced to the disk, and which commit it is about to publish, so that it is known as its own. Not so
 * its other ways: after a power cut every lease is dead, and what a task was doing no longer counts; nor its success, which
 * the experiment's ref tells.
 */
export function writeState(repo: Repo, id: string, state: TaskState): void {
  const sync = ["failed", "killed", "pruned", "queued", "collecting"].includes(state.kind);
  writeOwn(repo, `${taskFolder(repo, id)}/${STATE_FILE}`, formatState(state), { sync });
}

/**
 * A task that nobody knows of yet, for no pin names it: its files need no other names until they are whole.
 *
 * No state says the same as its first one, but over a network a machine believes for up to a minute that a name is not
 * there, while a file that is there is opened as it is now: what another machine does with the task would be seen late.
 */
export function writeNewTask(repo: Repo, task: Task): void {
  const { fs } = repo.host;
  const folder = taskFolder(repo, task.id);
  fs.makeDir(folder, 0o700);
  fs.createNew(`${folder}/${TASK_FILE}`, formatTask(task), hasSecrets(task) ? { mode: ONE_USER } : {});
  fs.createNew(`${folder}/${STATE_FILE}`, formatState(NEW_STATE));
}

/** Puts what cannot be understood aside, for people. */
export function backUpBroken(repo: Repo, id: string): void {
  const folder = taskFolder(repo, id);
  for (const file of [TASK_FILE, STATE_FILE]) {
    const path = `${folder}/${file}`;
    const text = readOwn(repo, path);
    const isGood = text !== undefined && (file === TASK_FILE ? parseTask(text) : parseState(text)) !== undefined;
    if (!isGood && repo.host.fs.lstat(path) !== undefined) putAside(repo, path);
  }
}

/** Removes folders that somebody who died was about to remove. */
export function sweepDropped(repo: Repo): void {
  for (const { name } of repo.host.fs.listIfThere(tasksFolder(repo))) {
    if (name.startsWith(DROPPED)) repo.host.fs.removeTree(`${tasksFolder(repo)}/${name}`);
  }
}

const DROPPED = ".gone-";

/** Removes a task's folder: first out of sight, so that nobody sees half of it. */
export function dropFolder(repo: Repo, id: string): void {
  const { fs, random } = repo.host;
  const folder = taskFolder(repo, id);
  if (!fs.exists(folder)) return;
  const hidden = `${tasksFolder(repo)}/${DROPPED}${random.hex(6)}`;
  fs.rename(folder, hidden);
  fs.removeTree(hidden);
}

const CHANGES = "changes";

/** A number that is another one after each change that a drain at work should see. */
export function readGeneration(repo: Repo): string {
  return readOwn(repo, `${ownFolder(repo)}/${CHANGES}`) ?? "";
}

/** Drains at work look again at what there is to do; also where nothing has been queued yet. */
export function tellDrains(repo: Repo): void {
  makeFolders(repo);
  bumpGeneration(repo);
}

export function bumpGeneration(repo: Repo): void {
  writeOwn(repo, `${ownFolder(repo)}/${CHANGES}`, repo.host.random.hex(8));
}
