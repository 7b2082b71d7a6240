/** Gives waiting tasks to an engine: what may be run together in one job, with the least calls. */
import { ExpError, quoteForShell, type Say } from "../common/mod.ts";
import type { Engine, EngineDefaults, JobRequest, JobSpec, JobWishes } from "../engines/mod.ts";
import { dropFromStash, QUEUE_STASH } from "../records/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { takeMessage } from "./dvc_broker.ts";
import { jobFolder, newJobName, readJobId, writeJobId, writePacks, writeScript } from "./jobs.ts";
import { pinOf } from "./layout.ts";
import { withLease } from "./lease.ts";
import { readTask, writeState } from "./store.ts";
import { settleFailure } from "./settle.ts";
import { type FailureCause, givenUp, type JobRef, maxDeaths, move, type Task, type TaskState } from "./task.ts";
import { wishesOf } from "./wishes.ts";

/** How tasks are given to an engine. */
export interface EngineSettings {
  readonly engine: Engine;
  /** What the engine's file says of options, and the names under which stages may speak to it. */
  readonly defaults: EngineDefaults & { readonly names: readonly string[] };
  /** What every job is to ask for, whatever its task says. */
  readonly asked: JobRequest;
  /** Jobs at once, of those that are submitted together. */
  readonly throttle?: number;
  /** Tasks that one job runs, one after the other. */
  readonly pack: number;
  /** Where checkouts are made, as the shell on the node reads it in double quotes. */
  readonly scratch?: string;
  /** How this program is started on the nodes. */
  readonly exp: readonly string[];
  /** Seconds before its time limit at which a job is told. */
  readonly warnSeconds: number;
  /** May a task go on in another job when the time of its first is over? */
  readonly goesOn: boolean;
  /** How long a file that another machine has written may be unseen on this one. */
  readonly graceMs: number;
  /** How faults are told in the tasks' states; default: by their facts. */
  readonly say?: Say;
  /** Told of tasks that ask for what cannot be had; they have failed. */
  readonly onRefused?: (task: Task, cause: FailureCause) => void;
}

/** A job that an engine has, or may have. */
export interface GivenJob {
  readonly name: string;
  /** Of each of its elements. */
  readonly tasks: readonly (readonly Task[])[];
  /** Has the engine said that it has it? */
  readonly isAcknowledged: boolean;
}

/** Tasks that an engine refuses to run as they ask to be. They wait as before. */
export interface RefusedTasks {
  readonly tasks: readonly Task[];
  readonly error: ExpError;
}

interface Submitted {
  readonly jobs: readonly GivenJob[];
  readonly refused: readonly RefusedTasks[];
}

/** The largest array where an engine names no limit. */
const LARGEST_ARRAY = 1000;
/** A job script names each of its tasks; of more than a few megabytes Slurm takes none. */
const MOST_TASKS_OF_A_JOB = 10_000;

/**
 * Submits tasks, in their order; tasks that ask for the same go into one array, as far as the engine allows.
 *
 * A task's state says that it is this job's before the engine hears of it, and the job runs only what says so: whatever
 * is lost or sent twice in between, a task is run by one job.
 *
 * @throws {ExpError} `busy` when the engine takes no more for now; the tasks that it has not taken wait as before
 */
export async function submitTasks(
  repo: Repo,
  git: Git,
  tasks: readonly Task[],
  settings: EngineSettings,
): Promise<Submitted> {
  const wishes = await wishesOf(repo, git, tasks, settings.defaults, settings.asked);
  const able = tasks.filter(({ id }) => !refuseOdd(repo, git, id, wishes.get(id), settings));
  const groups = Map.groupBy(able, ({ id }) => JSON.stringify(wishes.get(id)));
  const allowed = await settings.engine.largestArray() ?? LARGEST_ARRAY;
  const largest = Math.max(1, Math.min(allowed, Math.floor(MOST_TASKS_OF_A_JOB / settings.pack)));
  const jobs: GivenJob[] = [], refused: RefusedTasks[] = [];
  for (const [wish, group] of groups) {
    for (const part of chunks(group, largest * settings.pack)) {
      try {
        const job = await submitJob(repo, git, part, JSON.parse(wish), settings);
        if (job !== undefined) jobs.push(job);
      } catch (error) {
        if (!(error instanceof ExpError) || error.kind !== "usage") throw error;
        refused.push({ tasks: part, error }); // whoever asks for something else may have it
      }
    }
  }
  return { jobs, refused };
}

/** What one task asks for and cannot have is that task's failure: the others may go. */
function refuseOdd(
  repo: Repo,
  git: Git,
  id: string,
  wish: JobWishes | ExpError | undefined,
  { say, onRefused }: EngineSettings,
): boolean {
  if (!(wish instanceof ExpError)) return false;
  withLease(repo, id, () => {
    const now = readTask(repo, id);
    if (now?.kind !== "task" || now.state.kind !== "queued") return;
    fail(repo, git, now.task, now.state, { message: say?.(wish) ?? wish.message, exitCode: REFUSED_EXIT }, onRefused);
  });
  return true;
}

function fail(
  repo: Repo,
  git: Git,
  task: Task,
  state: TaskState,
  cause: FailureCause,
  onRefused: EngineSettings["onRefused"],
): void {
  settleFailure(repo, git, task, state, cause);
  onRefused?.(task, cause);
}

/** As everything that DVC's task processes refuse. */
const REFUSED_EXIT = 255;

/** @returns undefined when none of the tasks waits any longer: another head was faster */
async function submitJob(
  repo: Repo,
  git: Git,
  tasks: readonly Task[],
  wishes: JobWishes,
  settings: EngineSettings,
): Promise<GivenJob | undefined> {
  const { engine } = settings;
  const name = newJobName(repo);
  const elements = signAll(repo, git, tasks, name, settings);
  if (elements.length === 0) return undefined;
  const taken = elements.flat();
  try {
    const spec = specOf(repo, name, elements, wishes, settings);
    const script = writeScript(repo, name, engine.script(spec), taken);
    writePacks(repo, name, elements.map((tasks) => tasks.map(({ id }) => id)));
    writeJobId(repo, name, await engine.submit(script, spec));
  } catch (error) {
    // no answer is no refusal: the job may be there, and its name tells
    if (!(error instanceof ExpError) || error.fault !== "io/no-answer") {
      const why = error instanceof ExpError && error.kind === "usage" ? settings.say?.(error) : undefined;
      for (const { id } of taken) unsign(repo, id, name, why);
      repo.host.fs.removeTree(jobFolder(repo, name));
      throw error;
    }
  }
  hideFromDvc(repo, git, taken);
  return { name, tasks: elements, isAcknowledged: readJobId(repo, name) !== undefined };
}

function specOf(
  repo: Repo,
  name: string,
  elements: readonly (readonly Task[])[],
  wishes: JobWishes,
  settings: EngineSettings,
): JobSpec {
  return {
    name,
    ...(settings.throttle === undefined ? {} : { throttle: settings.throttle }),
    ...wishes,
    warnSeconds: settings.warnSeconds,
    requeue: true,
    folder: jobFolder(repo, name),
    cwd: repo.root,
    commands: elements.map((tasks) => commandOf(name, tasks, settings)),
  };
}

/** Makes tasks a job's, as far as they still wait. @returns those of each element */
function signAll(repo: Repo, git: Git, tasks: readonly Task[], name: string, settings: EngineSettings): Task[][] {
  const elements: Task[][] = [];
  for (const task of tasks) {
    const open = elements.at(-1);
    const element = open !== undefined && open.length < settings.pack ? elements.length - 1 : elements.length;
    if (!sign(repo, git, task.id, { engine: settings.engine.name, name, element }, settings)) continue;
    (elements[element] ??= []).push(task);
  }
  return elements;
}

function commandOf(name: string, tasks: readonly Task[], settings: EngineSettings): string {
  const words = [...settings.exp, "queue", "run-task", "--job", name].map(quoteForShell);
  if (settings.scratch !== undefined) words.push("--scratch", inDoubleQuotes(settings.scratch));
  if (settings.goesOn) words.push("--requeue");
  words.push("--warn", String(settings.warnSeconds), ...tasks.map(({ id }) => id));
  return words.join(" ");
}

/** @returns false when it waits no longer */
function sign(repo: Repo, git: Git, id: string, job: JobRef, { onRefused }: EngineSettings): boolean {
  return withLease(repo, id, () => {
    const now = readTask(repo, id);
    if (now?.kind !== "task" || now.state.kind !== "queued" || now.task.options.held) return false;
    if (git.readRef(pinOf(id)) === undefined) return false;
    const cause = givenUp(now.state, maxDeaths(repo.config));
    if (cause !== undefined) {
      fail(repo, git, now.task, now.state, cause, onRefused);
      return false;
    }
    writeState(repo, id, move(now.state, { kind: "submit", job, atMs: repo.host.clock.now() }));
    return true;
  }) === true;
}

/** It waits as before; DVC has not been told of anything yet. */
function unsign(repo: Repo, id: string, name: string, why: string | undefined): void {
  withLease(repo, id, () => {
    const now = readTask(repo, id);
    if (now?.kind !== "task" || now.state.kind !== "submitted" || now.state.job.name !== name) return;
    const before: TaskState = move(now.state, {
      kind: "requeue",
      after: "stop",
      ...(why === undefined ? {} : { why }),
    });
    writeState(repo, id, before);
  });
}

/** DVC's workers are not to run what an engine has. Repeating it changes nothing. */
export function hideFromDvc(repo: Repo, git: Git, tasks: readonly Task[]): void {
  for (const task of tasks) takeMessage(repo, task);
  dropFromStash(repo.host, git, QUEUE_STASH, tasks.map(({ entry }) => entry.stashRev));
}

/** For a shell: variables are what the node has in them, and nothing else has a meaning. */
function inDoubleQuotes(text: string): string {
  return `"${text.replace(/[\\"`]|\$(?![A-Za-z_{])|\$\{(?![A-Za-z_]\w*(?::-[\w./-]*)?\})/g, "\\$&")}"`;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let at = 0; at < items.length; at += size) parts.push(items.slice(at, at + size));
  return parts;
}
