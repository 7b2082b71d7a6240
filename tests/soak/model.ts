/** What a repository's experiments and queue must be, however they came about. */

/** An experiment, by its name: the parameter that it was run with. */
export type Experiments = Map<string, number>;

export interface ModelTask {
  readonly n: number;
  readonly fails: boolean;
  /** `open`: somebody was killed, or was faster; the next look decides between what is allowed. */
  state: "queued" | "failed" | "open";
}

export interface Model {
  readonly experiments: Experiments;
  readonly tasks: Map<string, ModelTask>;
  /** Runs that were killed: their experiments are there, or they are not. */
  readonly open: Experiments;
  /** What each removal took, the latest last. */
  readonly removals: Experiments[];
  readonly pushed: Set<string>;
  /** The parameter in the workspace, and in its results. */
  workspace: number | undefined;
  /** For names that nobody has had yet. */
  count: number;
}

export function newModel(): Model {
  return {
    experiments: new Map(),
    tasks: new Map(),
    open: new Map(),
    removals: [],
    pushed: new Set(),
    workspace: undefined,
    count: 0,
  };
}

/** One of the names in a map, chosen by a number. */
export function pick(names: Iterable<string>, which: number): string {
  const all = [...names];
  return all[which % all.length] ?? "";
}

export interface Seen {
  readonly experiments: readonly string[];
  readonly queued: readonly string[];
  readonly failed: readonly string[];
  /** Tasks in any other state that is no success. */
  readonly others: readonly string[];
}

/** Every task that waits, when all of them have been run. */
export function runTasks(model: Model, names: Iterable<string>): void {
  for (const name of [...names]) {
    const task = model.tasks.get(name);
    if (task === undefined) continue;
    if (task.fails) task.state = "failed";
    else {
      model.tasks.delete(name);
      model.experiments.set(name, task.n);
    }
  }
}

/** Makes of what is open what was seen, where that is allowed. @returns what is not as it must be */
export function compare(model: Model, seen: Seen): string[] {
  for (const [name, n] of model.open) if (seen.experiments.includes(name)) model.experiments.set(name, n);
  model.open.clear();
  for (const [name, task] of model.tasks) {
    if (task.state !== "open") continue;
    if (seen.queued.includes(name)) task.state = "queued";
    else runTasks(model, [name]);
  }
  const inState = (state: ModelTask["state"]) => [...model.tasks].filter(([, task]) => task.state === state);
  const names = (entries: Iterable<readonly [string, unknown]>) => [...entries].map(([name]) => name);
  return [
    ...differences("experiments", names(model.experiments), seen.experiments),
    ...differences("queued", names(inState("queued")), seen.queued),
    ...differences("failed", names(inState("failed")), seen.failed),
    ...differences("in another state", [], seen.others),
  ];
}

function differences(what: string, wanted: readonly string[], found: readonly string[]): string[] {
  const [a, b] = [wanted.toSorted().join(" "), found.toSorted().join(" ")];
  return a === b ? [] : [`${what}: must be [${a}], found [${b}]`];
}
