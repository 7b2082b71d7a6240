/** What DVC and its clients read of a task under way or done: `.run`, `.json`, `.pid` and Celery's result file. */
import { type ExecutorInfo, INFO_STATUS, parseInfo, writeInfo, writeProcessInfo } from "../records/mod.ts";
import type { Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { expsFolder, resultFile, runFile } from "./layout.ts";
import { clearWay, readOwn, removeOwn, writeOwn } from "./own_files.ts";
import type { DvcOutcome } from "./recover_decision.ts";
import type { Task } from "./task.ts";

export function readInfo(repo: Repo, stashRev: Rev): ExecutorInfo | undefined {
  const text = readOwn(repo, runFile(repo, stashRev, "run"));
  return text === undefined ? undefined : parseInfo(text);
}

/** Makes `.run` tell of a failure, where it says less. */
export function markFailed(repo: Repo, task: Task): void {
  const info = readInfo(repo, task.entry.stashRev);
  if (info?.status === INFO_STATUS.failed) return;
  const path = runFile(repo, task.entry.stashRev, "run");
  clearWay(repo, path);
  writeInfo(repo.host, path, {
    rootDir: info?.rootDir ?? repo.root,
    baseline: task.entry.baseline,
    location: "dvc-task",
    dvcDir: info?.dvcDir ?? ".dvc",
    wdir: info?.wdir ?? ".",
    name: task.entry.name,
    force: false,
    status: INFO_STATUS.failed,
    resultHash: null,
    resultRef: null,
  });
}

/** @param returncode undefined while it runs */
export function writeProcess(repo: Repo, stashRev: Rev, pid: number, returncode?: number): void {
  const out = runFile(repo, stashRev, "out"), file = runFile(repo, stashRev, "json");
  clearWay(repo, file);
  writeProcessInfo(repo.host, file, { pid, stdout: out, returncode: returncode ?? null });
  if (returncode === undefined) writeOwn(repo, runFile(repo, stashRev, "pid"), String(pid));
}

interface ProcessFacts {
  readonly pid: number | null;
  readonly returncode: number | null;
}

export function readProcess(repo: Repo, stashRev: Rev): ProcessFacts {
  try {
    const json = JSON.parse(repo.host.fs.readTextIfThere(runFile(repo, stashRev, "json")) ?? "{}");
    return {
      pid: typeof json.pid === "number" ? json.pid : null,
      returncode: typeof json.returncode === "number" ? json.returncode : null,
    };
  } catch {
    return { pid: null, returncode: null }; // half-written by a program that died
  }
}

/** Celery's word that a task has ended. An experiment that failed is a success for Celery. */
export function writeResult(repo: Repo, id: string): void {
  const path = resultFile(repo, id);
  repo.host.fs.makeDir(path.slice(0, path.lastIndexOf("/")));
  const done = new Date(repo.host.clock.now()).toISOString().replace("Z", "000+00:00");
  writeOwn(
    repo,
    path,
    `{"status": "SUCCESS", "result": null, "traceback": null, "children": [], "date_done": "${done}", ` +
      `"task_id": "${id}"}`,
  );
}

/** Removes all of DVC's files of a task but its message. */
export function removeRun(repo: Repo, task: Task): void {
  removeOwn(repo, resultFile(repo, task.id));
  const file = runFile(repo, task.entry.stashRev, "run");
  repo.host.fs.removeTree(file.slice(0, file.lastIndexOf("/")));
}

/** What came of a task whose message DVC's worker has taken. */
export function dvcOutcome(repo: Repo, task: Task): DvcOutcome {
  const info = readInfo(repo, task.entry.stashRev);
  if (repo.host.fs.exists(resultFile(repo, task.id))) return info?.resultHash ? "success" : "failed";
  return dvcWorkers(repo).length > 0 ? "running" : "lost";
}

/** Process ids of DVC's workers that are alive. They outlive each task's own process. */
export function dvcWorkers(repo: Repo): number[] {
  const { fs } = repo.host;
  const folder = `${expsFolder(repo)}/celery`;
  return fs.listIfThere(folder).filter(({ name }) => /^dvc-exp-worker-\d+\.pid$/.test(name))
    .map(({ name }) => Number(readOwn(repo, `${folder}/${name}`)))
    .filter((pid) => Number.isInteger(pid) && pid > 0 && repo.host.processes.isAlive(pid));
}
