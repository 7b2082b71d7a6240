import { ExpError } from "../common/mod.ts";
import type { Engine, JobStatus } from "../engines/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { readJobId, readPacks } from "./jobs.ts";
import { indexStatuses } from "./job_watch.ts";
import { jobIn, type JobRef, type Task, type TaskState } from "./task.ts";

export interface Asked {
  readonly job: JobRef;
  /** The engine's own name of it: `1234`, or `1234_5` of an array. */
  readonly id: string | undefined;
  /** Undefined: it has not answered, or knows no such job. */
  readonly status: JobStatus | undefined;
}

interface Answers {
  readonly jobs: ReadonlyMap<string, Asked>;
  /** Engines that did not answer. */
  readonly silent: readonly string[];
}

/** What engines say of the tasks that they have: one call for each engine, none when there are no such tasks. */
export async function askEngines(
  repo: Repo,
  tasks: readonly { readonly task: Task; readonly taskState: TaskState }[],
  open: (name: string) => Engine,
): Promise<Answers> {
  const given = tasks.flatMap(({ task, taskState }) => {
    const job = jobIn(taskState);
    return job === undefined ? [] : [{ id: task.id, job }];
  });
  const jobs = new Map<string, Asked>();
  const silent: string[] = [];
  for (const [name, own] of Map.groupBy(given, ({ job }) => job.engine)) {
    const { title, statuses } = await ask(name, open, [...new Set(own.map(({ job }) => job.name))]);
    if (statuses === undefined) silent.push(title);
    const statusOf = indexStatuses(statuses ?? []);
    for (const [jobName, ofJob] of Map.groupBy(own, ({ job }) => job.name)) {
      const number = readJobId(repo, jobName);
      const isArray = readPacks(repo, jobName).length > 1;
      for (const { id, job } of ofJob) {
        const own = number === undefined || !isArray ? number : `${number}_${job.element}`;
        jobs.set(id, { job, id: own, status: statusOf(job) });
      }
    }
  }
  return { jobs, silent };
}

/** Tasks can be listed where their engine is not: on a laptop that sees the folder, or when its file has gone. */
async function ask(
  name: string,
  open: (name: string) => Engine,
  jobs: readonly string[],
): Promise<{ readonly title: string; readonly statuses: readonly JobStatus[] | undefined }> {
  let title = name;
  try {
    const engine = open(name);
    title = engine.title;
    return { title, statuses: await engine.list(jobs) };
  } catch (error) {
    if (!(error instanceof ExpError) || error.kind !== "not-found") throw error;
    return { title, statuses: undefined };
  }
}
