/** Trials as tasks and experiments tell of them. */
import type { Value } from "../common/mod.ts";
import { type Git, parseCommit, type Rev } from "../git/mod.ts";
import { ElsewhereReader, type KnownTask, type Task, TaskReader, type TaskState } from "../queue/mod.ts";
import { type ExperimentRef, experimentRefName, listExperimentRefs } from "../records/mod.ts";
import { joinPath, relativeInside, type Repo } from "../repo/mod.ts";
import { readable, sidesAt } from "../revisions/mod.ts";
import { violationOf } from "./constraints.ts";
import { type Constraint, type Metric, objectivesOf } from "./definition.ts";
import type { Search } from "./store.ts";
import { overridesIn } from "./message.ts";
import { metricAt, metricNumber, parseMetricFile } from "./metric_file.ts";
import type { Texts } from "./axes.ts";

export interface Trial {
  readonly number: number;
  /** The task's and the experiment's. */
  readonly name: string;
  /** Undefined when nobody knows any more. */
  readonly overrides: Texts | undefined;
  readonly outcome: Outcome;
}

type Outcome =
  | { readonly kind: "waiting" | "running" }
  | Values & { readonly kind: "finished"; readonly rev: Rev; readonly endedAtMs: number }
  /** It had fallen behind others: what it said last. */
  | { readonly kind: "pruned"; readonly step: number; readonly value: number; readonly endedAtMs: number }
  /** `rev`: the experiment is there, only not what it is judged by. */
  | { readonly kind: "failed"; readonly why: string; readonly rev?: Rev; readonly endedAtMs: number };

/** What a trial has come to. */
interface Values {
  readonly value: number;
  /** Of what else is to be found. */
  readonly others?: readonly number[];
  /** By how much it breaks the constraints; 0, as if it is not given: it keeps them. */
  readonly violation?: number;
}

type Judged = Pick<Trial, "overrides" | "outcome">;

/** Reads trials again and again; what has ended once is not read twice. */
export class TrialReader {
  /** By commit, and by what it is judged: neither changes. */
  readonly #judged = new Map<string, Judged>();
  /** Experiments' refs where they were seen last; not looked at again while a task here has succeeded with the same. */
  readonly #seen = new Map<string, Rev>();

  constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly tasks = new TaskReader(repo),
    readonly elsewhere = new ElsewhereReader(repo, git),
  ) {}

  /** In order of their numbers. */
  async read(search: Search): Promise<Trial[]> {
    const [one] = await this.readEach([search]);
    return one!.trials;
  }

  /** Those of several searches, by one look at all tasks. */
  async readEach(searches: readonly Search[]): Promise<{ readonly search: Search; readonly trials: Trial[] }[]> {
    if (searches.length === 0) return [];
    const tasks = [...this.tasks.read(), ...this.elsewhere.read()];
    const refs = this.#refs([...new Set(searches.map(({ baseline }) => baseline))], tasks);
    const each = [];
    for (const search of searches) each.push({ search, trials: await this.#trialsAmong(search, tasks, refs) });
    return each;
  }

  #refs(baselines: readonly Rev[], tasks: readonly KnownTask[]): ExperimentRef[] {
    const told = tasks.flatMap(({ task: { entry }, state }) => {
      const ref = experimentRefName(entry.baseline, entry.name);
      return state.kind === "success" && state.rev !== undefined && this.#seen.get(ref) === state.rev ? [ref] : [];
    });
    const refs = listExperimentRefs(this.git, baselines, new Set(told));
    for (const { ref, rev } of refs) this.#seen.set(ref, rev);
    return refs;
  }

  async #trialsAmong(
    search: Search,
    tasks: readonly KnownTask[],
    refs: readonly ExperimentRef[],
  ): Promise<Trial[]> {
    const trials = new Map<number, Trial>();
    const states = new Map<number, TaskState>();
    const ended = new Map<number, { readonly name: string; readonly rev: Rev }>();
    for (const { task, state } of tasks) {
      const number = task.entry.baseline === search.baseline ? trialNumber(search.name, task.entry.name) : undefined;
      if (number === undefined) continue;
      if (state.kind === "success" && state.rev !== undefined) {
        ended.set(number, { name: task.entry.name, rev: state.rev });
      } else {
        trials.set(number, asTrial(number, task, state));
        states.set(number, state);
      }
    }
    for (const { name, rev, baseline } of refs) {
      const number = baseline === search.baseline ? trialNumber(search.name, name) : undefined;
      if (number !== undefined && !isCheckpoint(rev, states.get(number))) ended.set(number, { name, rev });
    }
    const judged = await this.#judgeEach(search, [...ended.values()].map(({ rev }) => rev));
    for (const [number, { name, rev }] of ended) trials.set(number, { number, name, ...judged.get(rev)! });
    return [...trials.values()].sort((a, b) => a.number - b.number);
  }

  /** What has not been judged yet is read by one process. */
  async #judgeEach(search: Search, revs: readonly Rev[]): Promise<Map<Rev, Judged>> {
    const objectives = objectivesOf(search).map(({ metric }) => metric), { constraints } = search;
    const metrics = [...objectives, ...constraints.map(({ metric }) => metric)];
    const by = JSON.stringify([objectives, constraints]);
    const keyOf = (rev: Rev) => `${rev} ${by}`;
    const unknown = revs.filter((rev) => !this.#judged.has(keyOf(rev)));
    const object = readTogether(
      this.git,
      unknown.flatMap((rev) => [rev, ...metrics.map(({ file }) => this.#objectName(file, rev))]),
    );
    for (const rev of unknown) {
      const bytes = object(rev);
      const commit = bytes && parseCommit(rev, bytes);
      const found = await this.#numbers(metrics, rev, object);
      const end = { rev, endedAtMs: commit?.commitTimeMs ?? 0 };
      this.#judged.set(keyOf(rev), {
        overrides: commit && overridesIn(commit.message),
        outcome: typeof found === "string"
          ? { kind: "failed", why: found, ...end }
          : { kind: "finished", ...valuesOf(objectives.length, constraints, found), ...end },
      });
    }
    return new Map(revs.map((rev) => [rev, this.#judged.get(keyOf(rev))!]));
  }

  /** One for each metric; what is wrong, if there is not. */
  async #numbers(metrics: readonly Metric[], rev: Rev, object: ReadObject): Promise<number[] | string> {
    const files = new Map<string, Value | undefined>();
    const numbers: number[] = [];
    for (const { file, key } of metrics) {
      if (!files.has(file)) files.set(file, await this.#data(file, rev, object));
      const number = numberIn(files.get(file), file, key);
      if (typeof number === "string") return number;
      numbers.push(number);
    }
    return numbers;
  }

  async #data(file: string, rev: Rev, object: ReadObject): Promise<Value | undefined> {
    const bytes = object(this.#objectName(file, rev));
    if (bytes === undefined) return await this.#cached(file, rev);
    return await parseMetricFile(new TextDecoder().decode(bytes), file);
  }

  #objectName(file: string, rev: Rev): string {
    return `${rev}:${relativeInside(this.git.top, joinPath(this.repo.root, file)) ?? file}`;
  }

  /** A file that Git does not have may be one that the cache keeps. */
  async #cached(file: string, rev: Rev): Promise<Value | undefined> {
    const [side] = await sidesAt(this.repo, this.git, [rev], { targets: [file], finishedOnly: true });
    return side === undefined ? undefined : readable(side.metrics).get(file);
  }
}

type ReadObject = (name: string) => Uint8Array | undefined;

function readTogether(git: Git, names: readonly string[]): ReadObject {
  const objects = git.readObjects(names);
  const byName = new Map(names.map((name, i) => [name, objects[i]?.bytes]));
  return (name) => byName.get(name);
}

function valuesOf(objectives: number, constraints: readonly Constraint[], numbers: readonly number[]): Values {
  const [value, ...others] = numbers.slice(0, objectives);
  return { value: value!, others, violation: violationOf(constraints, numbers.slice(objectives)) };
}

/** What is wrong, if there is none. */
function numberIn(data: Value | undefined, file: string, key: string): number | string {
  if (data === undefined) return `it has no ${file} that can be read`;
  const found = metricAt(data, key);
  if (found === undefined) return `${file} has no ${key}`;
  const value = metricNumber(found);
  if (value === undefined) return `${key} in ${file} is no number`;
  return Number.isNaN(value) ? `${key} in ${file} is NaN` : value;
}

/** Has a trial that has not finished left this? Else it is one's that has, perhaps on another machine. */
function isCheckpoint(rev: Rev, state: TaskState | undefined): boolean {
  switch (state?.kind) {
    case undefined:
    case "success":
      return false;
    case "failed":
    case "killed":
    case "pruned":
      return state.checkpoint === rev;
    case "collecting":
      return state.rev !== rev;
    default:
      return true;
  }
}

function asTrial(number: number, { entry }: Task, state: TaskState): Trial {
  const overrides = overridesIn(entry.message ?? "");
  return { number, name: entry.name, overrides, outcome: outcomeOf(state) };
}

function outcomeOf(state: TaskState): Outcome {
  if (state.kind === "failed") return { kind: "failed", why: state.cause.message, endedAtMs: state.endedAtMs };
  if (state.kind === "pruned") return { kind: "pruned", ...state.last, endedAtMs: state.endedAtMs };
  if (state.kind === "killed") return { kind: "failed", why: "it was killed", endedAtMs: state.endedAtMs };
  if (state.kind === "success") return { kind: "failed", why: "its experiment is gone", endedAtMs: state.endedAtMs };
  return { kind: state.kind === "queued" ? "waiting" : "running" };
}

/** Has it a trial that no drain has begun, though it may? */
export function waitsForDrain({ task, state }: { readonly task: Task; readonly state: TaskState }): boolean {
  return state.kind === "queued" && !task.options.held;
}

export function isTrialOf({ name, baseline }: Pick<Search, "name" | "baseline">, { entry }: Task): boolean {
  return entry.baseline === baseline && trialNumber(name, entry.name) !== undefined;
}

export function trialName(search: string, number: number): string {
  return `${search}-${number}`;
}

/** Undefined for what is no trial of that search. */
export function trialNumber(search: string, name: string): number | undefined {
  const number = name.startsWith(`${search}-`) ? name.slice(search.length + 1) : "";
  return /^[1-9]\d{0,8}$/.test(number) ? Number(number) : undefined;
}
