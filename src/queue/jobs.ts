/** What lies on the shared disk of a job that was given to an engine: its script, its own output, marks of ended tasks. */
import type { Repo } from "../repo/mod.ts";
import { ownFolder, taskFolder } from "./layout.ts";
import { readOwn, writeOwn } from "./own_files.ts";
import { readJob } from "./store.ts";
import type { Task } from "./task.ts";

function jobsFolder(repo: Repo): string {
  return `${ownFolder(repo)}/jobs`;
}

export function jobFolder(repo: Repo, name: string): string {
  return `${jobsFolder(repo)}/${name}`;
}

/** A name that no other job has, and that tells people whose it is. */
export function newJobName(repo: Repo): string {
  const project = repo.root.slice(repo.root.lastIndexOf("/") + 1).toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return `exp-${project.slice(0, 20).replace(/^-+|-+$/g, "") || "project"}-${repo.host.random.hex(5)}`;
}

/** Writes the script, and links it into the folders of the job's tasks. @returns its path */
export function writeScript(repo: Repo, name: string, script: string, tasks: readonly Task[]): string {
  const { fs } = repo.host;
  const path = `${jobFolder(repo, name)}/job.sh`;
  fs.makeDir(jobFolder(repo, name));
  writeOwn(repo, path, script, { mode: 0o755 });
  for (const { id } of tasks) {
    const link = `${taskFolder(repo, id)}/job.sh`;
    fs.remove(link);
    fs.symLink(`../../jobs/${name}/job.sh`, link);
  }
  return path;
}

/** What the engine calls a job; undefined while it has not said so. */
export function readJobId(repo: Repo, name: string): string | undefined {
  return readOwn(repo, `${jobFolder(repo, name)}/id`)?.trim() || undefined;
}

export function writeJobId(repo: Repo, name: string, id: string): void {
  if (!repo.host.fs.exists(jobFolder(repo, name))) return; // somebody has removed it: the job ends without its files
  if (readJobId(repo, name) !== id) writeOwn(repo, `${jobFolder(repo, name)}/id`, `${id}\n`);
}

/** Notes which tasks each element of a job is to run: one line an element. */
export function writePacks(repo: Repo, name: string, elements: readonly (readonly string[])[]): void {
  writeOwn(repo, `${jobFolder(repo, name)}/tasks`, elements.map((ids) => `${ids.join(" ")}\n`).join(""));
}

/** Ids of the tasks of each element. */
export function readPacks(repo: Repo, name: string): string[][] {
  const text = readOwn(repo, `${jobFolder(repo, name)}/tasks`) ?? "";
  return text.split("\n").filter(Boolean).map((line) => line.split(" "));
}

const ENDED = "ended-";

/** Tells whoever watches that the state of a task is worth reading. It proves nothing. */
export function markEnded(repo: Repo, name: string, id: string): void {
  const mark = `${jobFolder(repo, name)}/${ENDED}${id}`;
  if (!repo.host.fs.exists(mark)) repo.host.fs.createNew(mark, "");
}

/** Ids of tasks whose run in this job has ended, as far as this machine has seen (`lookAfresh`). One look at a folder. */
export function endedTasks(repo: Repo, name: string): string[] {
  const folder = jobFolder(repo, name);
  return repo.host.fs.listIfThere(folder).flatMap((e) => e.name.startsWith(ENDED) ? [e.name.slice(ENDED.length)] : []);
}

/** A task goes on in this job. */
export function clearMark(repo: Repo, name: string, id: string): void {
  repo.host.fs.remove(`${jobFolder(repo, name)}/${ENDED}${id}`);
}

/** The last line that the job itself printed: where it could not even begin, that is why. */
export function lastLine(repo: Repo, name: string, log: string): string | undefined {
  const text = readOwn(repo, `${jobFolder(repo, name)}/${log}`) ?? "";
  return text.trimEnd().split("\n").at(-1)?.trim() || undefined;
}

export function jobNames(repo: Repo): string[] {
  const { fs } = repo.host;
  return fs.listIfThere(jobsFolder(repo)).map(({ name }) => name);
}

const KEPT_MS = 7 * 24 * 3_600_000;

/** Removes the files of old jobs that no task belongs to any more. */
export function sweepJobs(repo: Repo): void {
  const { fs, clock } = repo.host;
  for (const name of jobNames(repo)) {
    const folder = jobFolder(repo, name);
    const changed = fs.stat(folder)?.mtimeNs;
    const isOld = changed !== undefined && clock.now() - Number(changed / 1_000_000n) > KEPT_MS;
    if (isOld && !readPacks(repo, name).flat().some((id) => readJob(repo, id)?.name === name)) fs.removeTree(folder);
  }
}
