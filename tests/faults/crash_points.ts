/** kill -9 at each step that changes what is on the disk. The steps are found by tracing a run that nothing disturbs. */
import { type Fault, oneMoreDrain, randomFrom } from "./fault.ts";
import { exists, EXP_BIN, type Field, queueWords } from "./field.ts";
import type { Expectation } from "./judge.ts";

/** A command whose steps are walked. */
interface Walk {
  readonly name: string;
  readonly waiting: number;
  /** What happens before it, undisturbed. */
  readonly before: readonly (readonly string[])[];
  readonly words: readonly string[];
  readonly expectation: Expectation;
}

const TASKS = 4;

const WALKS: readonly Walk[] = [
  {
    name: "drain",
    waiting: TASKS,
    before: [],
    words: ["queue", "drain", "-j", "1"],
    expectation: { tasks: TASKS, outcome: "all" },
  },
  {
    name: "enqueue",
    waiting: 0,
    before: [],
    words: queueWords(TASKS),
    expectation: { tasks: TASKS, outcome: "all-or-none" },
  },
  {
    name: "remove",
    waiting: TASKS,
    before: [],
    words: ["queue", "remove", "--all", "--yes"],
    expectation: { tasks: TASKS, outcome: "any" },
  },
  {
    name: "retry",
    waiting: TASKS,
    before: [["queue", "drain", "-q"]],
    words: ["queue", "retry", "--failed"],
    expectation: { tasks: TASKS, outcome: "all" },
  },
];

/** @param full all steps, before and after, and the recovering drain killed, too; otherwise before the first of each kind */
export async function crashPoints(field: Field, full: boolean): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const walk of WALKS) {
    const steps = await traceSteps(field, walk);
    const kinds = firstOfEachKind(steps);
    for (const { at, kind } of full ? steps : kinds) {
      for (const point of full ? [at, `${at}+`] : [at]) faults.push(crash(walk, point, kind));
    }
    if (full) kinds.forEach(({ at, kind }, i) => faults.push(crashTwice(walk, `${at}+`, kind, i)));
  }
  return faults;
}

interface Step {
  /** As EXP_CRASH_AT wants it: `main:12` */
  readonly at: string;
  /** What it is, whichever task it belongs to. */
  readonly kind: string;
}

async function traceSteps(field: Field, walk: Walk): Promise<Step[]> {
  await field.reset(walk.waiting);
  await prepare(field, walk);
  const trace = `${field.repo}/.dvc/trace`; // where Workers may write
  await field.exp(walk.words, { env: { EXP_CRASH_TRACE: trace } });
  const text = exists(trace) ? Deno.readTextFileSync(trace) : "";
  const steps = text.split("\n").filter(Boolean).map((line): Step => {
    const [, at = "", ...rest] = line.split(" ");
    return { at, kind: kindOf(at, rest.join(" ")) };
  });
  if (steps.length < 5) throw new Error(`tracing ${walk.name} found ${steps.length} steps: is ${EXP_BIN} up to date?`);
  return steps;
}

/** Ids, temporary names and experiments' own names say nothing about the kind of a step. */
function kindOf(at: string, what: string): string {
  const short = what.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, "ID").replace(/[0-9a-f]{6,}/g, "ID")
    .replace(/\d+/g, "N").replace(/tmp[a-z0-9_]{8}/g, "TMP").replace(/\/ID\/ID/g, "/ID")
    .replace(/-c \S+ /g, "").replace(/files\/md5\/\S*/g, "files/md5/ID").replace(/\/runs\/\S*/g, "/runs/ID");
  return `${at.split(":")[0]} ${short}`;
}

function firstOfEachKind(steps: readonly Step[]): Step[] {
  const seen = new Set<string>();
  return steps.filter(({ kind }) => !seen.has(kind) && seen.add(kind));
}

async function prepare(field: Field, { before }: Walk): Promise<void> {
  for (const words of before) await field.exp(words);
}

function crash(walk: Walk, point: string, kind: string): Fault {
  return {
    name: `${walk.name}: kill -9 at ${point} (${kind.slice(0, 120)})`,
    waiting: walk.waiting,
    expectation: walk.expectation,
    async run(field) {
      await prepare(field, walk);
      await field.exp(walk.words, { env: { EXP_CRASH_AT: point } });
      await oneMoreDrain(field);
    },
  };
}

function crashTwice(walk: Walk, point: string, kind: string, seed: number): Fault {
  const second = `main:${1 + Math.floor(randomFrom(seed)() * 40)}`;
  return {
    ...crash(walk, point, kind),
    name: `${walk.name}: kill -9 at ${point} (${kind.slice(0, 80)}), and the recovering drain at ${second}`,
    async run(field) {
      await prepare(field, walk);
      await field.exp(walk.words, { env: { EXP_CRASH_AT: point } });
      await field.drain(2, { env: { EXP_CRASH_AT: second } });
      await oneMoreDrain(field);
    },
  };
}
