import type { Rev } from "../git/mod.ts";
import { hasDied } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { INFO_STATUS, parseInfo } from "./info_file.ts";
import { ownerOf } from "./leftovers.ts";

/** Who runs an experiment, as `exp show --json` tells it in DVC's words. */
export interface ExecutorFacts {
  readonly state: "success" | "queued" | "running" | "failed";
  readonly name: "dvc-task" | "workspace" | "tempdir" | null;
  readonly local: {
    readonly root: string | null;
    readonly log: string | null;
    readonly pid: number | null;
    readonly returncode: number | null;
    readonly task_id: string | null;
  } | null;
}

/** An experiment that runs now, outside of the queue. */
export interface RunningExperiment {
  readonly baseline: Rev;
  readonly name: string;
  readonly executor: ExecutorFacts;
  /** The checkout; undefined for the workspace. */
  readonly root: string | undefined;
  readonly stashRev: Rev | undefined;
}

/** Runs in the workspace and `--temp` ones, of DVC's too, by the files that they leave while they run. */
export function findRunning(repo: Repo): RunningExperiment[] {
  const workspace = workspaceRun(repo);
  return [...(workspace === undefined ? [] : [workspace]), ...standaloneRuns(repo)];
}

function workspaceRun(repo: Repo): RunningExperiment | undefined {
  const { host } = repo;
  const folder = `${repo.tmpDir}/exps/run/workspace`;
  const info = parseInfo(host.fs.readTextIfThere(`${folder}/workspace.run`) ?? "");
  const pid = pidIn(host.fs.readTextIfThere(`${folder}/workspace.json`));
  if (info === undefined || info.status >= INFO_STATUS.success || pid === undefined) return undefined;
  if (hasDied(host, ownerOf(host, folder) ?? String(pid))) return undefined;
  const local = { root: info.rootDir, log: null, pid, returncode: null, task_id: null };
  const executor: ExecutorFacts = { state: "running", name: "workspace", local };
  return { baseline: info.baseline, name: info.name, executor, root: undefined, stashRev: undefined };
}

function standaloneRuns(repo: Repo): RunningExperiment[] {
  const { fs } = repo.host;
  const folder = `${repo.tmpDir}/exps/standalone/run`;
  return fs.listIfThere(folder).flatMap(({ name: rev }): RunningExperiment[] => {
    const info = parseInfo(fs.readTextIfThere(`${folder}/${rev}/${rev}.run`) ?? "");
    if (info === undefined || info.status !== INFO_STATUS.running || !fs.exists(info.rootDir)) return [];
    const executor: ExecutorFacts = { state: "running", name: "tempdir", local: null };
    return [{ baseline: info.baseline, name: info.name, executor, root: info.rootDir, stashRev: rev }];
  });
}

function pidIn(text: string | undefined): number | undefined {
  const pid = Number(/"pid":\s*(\d+)/.exec(text ?? "")?.[1]);
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}
