/** The messages by which DVC's workers learn of tasks: made, found, taken, put back. */
import { isMissing } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { formatTaskMessage, queueClock } from "./dvc_message.ts";
import { brokerFolder, expsFolder } from "./layout.ts";
import { readOwn } from "./own_files.ts";
import type { Task } from "./task.ts";

const MESSAGE = /\.celery\.msg$/;
/** Messages between DVC's workers themselves. */
const MAILBOX = /pidbox/;

/** Where a task's message is. DVC's `queue remove` leaves none. */
export type MessagePlace = "in" | "processed" | "gone";

/** The folders that DVC's programs expect, and their (empty) lock file of experiments, as DVC makes it. */
export function makeBroker(repo: Repo): void {
  const { fs } = repo.host;
  for (const part of ["in", "processed", "control"]) fs.makeDir(`${brokerFolder(repo)}/${part}`);
  if (!fs.exists(`${expsFolder(repo)}/rwlock`)) fs.createNew(`${expsFolder(repo)}/rwlock`, '{"read": {}}');
  if (!fs.exists(`${expsFolder(repo)}/rwlock.lock`)) fs.createNew(`${expsFolder(repo)}/rwlock.lock`, "");
}

export function messageClock(repo: Repo): number {
  return queueClock(repo.host);
}

/** @returns a function that tells where a message is, from one look at the folders */
export function lookAtMessages(repo: Repo): (task: Task) => MessagePlace {
  const waiting = new Set(listMessages(repo, "in"));
  const taken = new Set(listMessages(repo, "processed"));
  return (task) => waiting.has(task.messageFile) ? "in" : taken.has(task.messageFile) ? "processed" : "gone";
}

/** Names of messages about tasks, in the order in which DVC takes them. */
export function listMessages(repo: Repo, part: "in" | "processed"): string[] {
  const folder = `${brokerFolder(repo)}/${part}`;
  return repo.host.fs.listIfThere(folder).flatMap(({ name, kind }) => kind === "dir" ? [] : [name])
    .filter((name) => MESSAGE.test(name) && !MAILBOX.test(name)).sort();
}

export function readMessage(repo: Repo, part: "in" | "processed", name: string): string | undefined {
  return readOwn(repo, `${brokerFolder(repo)}/${part}/${name}`);
}

/** Writes a task's message as its file name says, into `in`, where DVC's workers take everything for a message. */
export function writeMessage(repo: Repo, task: Task): void {
  const clockMs = Number(task.messageFile.split("_")[0]);
  const { text } = formatTaskMessage(repo, task.entry, task.id, clockMs);
  // not in `in`, where DVC's workers take everything for a message
  const draft = `${brokerFolder(repo)}/.${task.id}.${repo.host.random.hex(4)}.tmp`;
  repo.host.fs.createNew(draft, text);
  const target = `${brokerFolder(repo)}/in/${task.messageFile}`;
  try {
    repo.host.fs.move(draft, target);
  } catch (error) {
    if (repo.host.fs.lstat(target)?.kind !== "dir") throw error;
    repo.host.fs.removeTree(target);
    repo.host.fs.move(draft, target);
  }
}

/** Takes a message as DVC's workers do, by moving it. @returns false when somebody else was faster */
export function takeMessage(repo: Repo, task: Task): boolean {
  const folder = brokerFolder(repo);
  try {
    repo.host.fs.move(`${folder}/in/${task.messageFile}`, `${folder}/processed/${task.messageFile}`);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Puts a message back into `in`, wherever it is; made anew if it is nowhere. */
export function returnMessage(repo: Repo, task: Task): void {
  const folder = brokerFolder(repo);
  makeBroker(repo);
  try {
    repo.host.fs.move(`${folder}/processed/${task.messageFile}`, `${folder}/in/${task.messageFile}`);
  } catch (error) {
    if (!isMissing(error)) throw error;
    if (!repo.host.fs.exists(`${folder}/in/${task.messageFile}`)) writeMessage(repo, task);
  }
}

export function removeMessage(repo: Repo, task: Task): void {
  if (task.messageFile === "") return;
  for (const part of ["in", "processed"]) repo.host.fs.remove(`${brokerFolder(repo)}/${part}/${task.messageFile}`);
}
