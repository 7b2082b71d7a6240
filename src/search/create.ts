import { nearestWord } from "../common/mod.ts";
import { DEFAULT_CHOICES, type Entry } from "../entries/mod.ts";
import { queueExperiments } from "../executors/mod.ts";
import type { Git } from "../git/mod.ts";
import { IntervalSweep, type Override, splitSetParam } from "@exp/hydra";
import { Project } from "../pipeline/mod.ts";
import { readTasks } from "../queue/mod.ts";
import { checkName, listExperimentRefs } from "../records/mod.ts";
import { joinPath, relativeInside, type Repo } from "../repo/mod.ts";
import type { Stage } from "../stage/mod.ts";
import { readGround, trialEntries } from "./ask.ts";
import type { SpaceAxis } from "./axes.ts";
import { chooseOverrides, numberAxes } from "./choose.ts";
import { parseConditions } from "./condition_text.ts";
import type { Condition, Metric, SearchDefinition } from "./definition.ts";
import { readPoint } from "./enqueued.ts";
import { fault } from "./faults.ts";
import { spaceOf } from "./space.ts";
import { addSearch, refuseKnown, type Search } from "./store.ts";
import { trialName, trialNumber } from "./trials.ts";

/** What the user asks for; files are relative to the folder that the command was started in. */
interface SearchRequest extends
  Pick<
    SearchDefinition,
    | "metric"
    | "direction"
    | "further"
    | "constraints"
    | "trials"
    | "maxFailures"
    | "sampler"
    | "seed"
    | "pruner"
    | "noHydra"
  > {
  readonly name: string;
  /** After the definition no trial begins that is later than this. */
  readonly maxTimeMs: number | undefined;
  /** `-S` texts: `[file:]override`. */
  readonly params: readonly string[];
  /** Conditions on some of them: `layers>1 -> dropout`. */
  readonly when: readonly string[];
  /** Points to try first, each some such texts. */
  readonly enqueue: readonly (readonly string[])[];
}

/** Defines a search over the workspace as it is now; nothing runs. Whatever cannot succeed is refused here. */
export async function createSearch(repo: Repo, git: Git, request: SearchRequest): Promise<Search> {
  const { name, params, when, enqueue, maxTimeMs, ...wishes } = request;
  checkName(trialName(name, wishes.trials));
  refuseKnown(git, name);
  if (wishes.further.length > 0 && wishes.pruner !== undefined) throw fault("usage/pruner-of-several", {});
  const byFile = (typed: readonly string[]) => splitByFile(repo, typed);
  const overrides = byFile(params);
  const conditions = when.flatMap(parseConditions).map((condition) => underRoot(repo, condition));
  const space = spaceOf({ overrides, conditions });
  const enqueued = enqueue.map((texts) => readPoint(space.axes, byFile(texts)));
  if (wishes.sampler === "grid") refuseIntervals(space.axes);
  if (wishes.sampler === "cmaes") numberAxes(space);
  await refuseUnread(repo, space.axes);
  const { baseline, stashRev: snapshot } = await keepWorkspace(repo, git);
  refuseTakenNames(repo, git, name, baseline);
  const createdAtMs = repo.host.clock.now();
  const definition: SearchDefinition = {
    ...wishes,
    designSize: undefined,
    untilMs: maxTimeMs === undefined ? undefined : createdAtMs + maxTimeMs,
    baseline,
    snapshot,
    overrides,
    conditions,
    enqueued,
    metric: metricUnderRoot(repo, wishes).metric,
    further: wishes.further.map((one) => metricUnderRoot(repo, one)),
    constraints: wishes.constraints.map((one) => metricUnderRoot(repo, one)),
    createdAtMs,
    isStopped: false,
  };
  // what is wrong with an override is found when it is applied: it is said now, not by the first drain
  const first = chooseOverrides(definition, [], 1);
  if (first !== undefined) {
    const trial = { name: trialName(name, 1), number: 1, overrides: first };
    await trialEntries(git, { ...definition, name }, readGround(repo, git, definition), [trial]);
  }
  return addSearch(git, name, definition);
}

function splitByFile(repo: Repo, texts: readonly string[]): Map<string, readonly string[]> {
  const typed = splitSetParam(texts, { severalInOne: repo.rules.oneTextManyOverrides });
  return new Map([...typed].map(([file, list]) => [fromRoot(repo, file), list]));
}

function metricUnderRoot<Asked extends { readonly metric: Metric }>(repo: Repo, asked: Asked): Asked {
  return { ...asked, metric: { ...asked.metric, file: fromRoot(repo, asked.metric.file) } };
}

function underRoot(repo: Repo, { parameter, on, ...rest }: Condition): Condition {
  const place = ({ file, key }: Condition["on"]) => ({ file: fromRoot(repo, file), key });
  return { ...rest, parameter: place(parameter), on: place(on) };
}

function fromRoot(repo: Repo, file: string): string {
  const path = joinPath(repo.cwd, file);
  return relativeInside(repo.root, path) ?? path;
}

/** As an entry of the queue that is not queued: a commit of everything that a run needs. */
async function keepWorkspace(repo: Repo, git: Git): Promise<Entry> {
  const request = { choices: DEFAULT_CHOICES, params: [], noHydra: true };
  const access = { reserved: () => new Set<string>(), put: (entries: readonly Entry[]) => entries };
  const [entry] = await queueExperiments(repo, git, request, access, () => {});
  return entry!;
}

function refuseIntervals(space: readonly SpaceAxis[]): void {
  const interval = space.find(({ sweep }) => sweep.value instanceof IntervalSweep);
  if (interval !== undefined) throw fault("usage/grid-of-interval", { override: interval.sweep.input });
}

/** Trials are known by their names: one that is there already would be taken for a trial. */
function refuseTakenNames(repo: Repo, git: Git, name: string, baseline: string): void {
  const tasks = readTasks(repo).filter(({ task }) => task.entry.baseline === baseline).map(({ task }) =>
    task.entry.name
  );
  const experiments = listExperimentRefs(git, [baseline]).map((ref) => ref.name);
  const trials = [...new Set([...tasks, ...experiments])].filter((one) => trialNumber(name, one) !== undefined);
  if (trials.length > 0) throw fault("exists/trials", { name, trials });
}

/** To search where nothing changes wastes every trial. */
async function refuseUnread(repo: Repo, space: readonly SpaceAxis[]): Promise<void> {
  const stages = await new Project(repo).stages();
  for (const { file, sweep } of space) {
    const key = keyOf(sweep);
    const reads = keysRead(stages, file);
    if (reads.some((read) => read === "" || isRelated(read, key))) continue;
    throw fault("invalid-override/unread-param", { file, key, nearest: nearestWord(key, reads) });
  }
}

/** `model` for the choice `db/model@backend=…`, too: what it composes lies below one of its parts. */
function keyOf({ key, package: place }: Override): string {
  return (place === undefined || place === "" ? key : place).replaceAll("/", ".");
}

/** Keys of a file that stages ask for; an empty one stands for the whole file. */
function keysRead(stages: readonly Stage[], file: string): string[] {
  return stages.flatMap(({ params, deps, templateKeys }) => [
    ...params.filter(({ path }) => path === file).flatMap(({ keys }) => keys.length === 0 ? [""] : keys),
    ...deps.filter(({ path }) => path === file).map(() => ""),
    ...templateKeys?.get(file) ?? [],
  ]);
}

/** Is one of them the other, or above it? */
function isRelated(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`) || a.startsWith(`${b}[`) || b.startsWith(`${a}[`);
}
