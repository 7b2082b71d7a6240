/**
 * kill -9 at each step that changes what is on the disk, and the signals that end a program in order at some. The steps are
 * found by tracing a run that nothing disturbs.
 */
import { type Fault, harmAt, oneMoreDrain, randomFrom, type Signal, traceFile } from "./fault.ts";
import { EXP_BIN, type Field, queueWords, searchWords } from "./field.ts";
import type { Expectation } from "./judge.ts";
import { kindOf, STEPS } from "./steps.ts";

/** A command whose steps are walked. */
interface Walk {
  readonly name: keyof typeof STEPS;
  readonly waiting: number;
  /** What happens before it, undisturbed. */
  readonly before: readonly (readonly string[])[];
  readonly words: readonly string[];
  readonly expectation: Expectation;
  /** Are those steps alone harmed that must be there? */
  readonly onlyNamed?: boolean;
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
    name: "ask", // a drain that chooses the trials of a search by itself; what comes after that is as in other drains
    waiting: 0,
    before: [searchWords(TASKS)],
    words: ["queue", "drain", "-j", "1"],
    expectation: { tasks: TASKS, outcome: "all" },
    onlyNamed: true,
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

/** Of Ctrl-C a terminal's tests tell; these come from a closed terminal, Ctrl-\, and a shutdown. */
const ENDING_SIGNALS = ["HUP", "QUIT", "TERM"] as const;

/**
 * @param full all steps, before and after, and the recovering drain killed, too, and each signal at each kind of step;
 * otherwise before the first of each kind, and one signal at every tenth
 */
export async function crashPoints(field: Field, full: boolean): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const walk of WALKS) {
    const steps = await traceSteps(field, walk);
    const kinds = firstOfEachKind(steps);
    for (const { at, kind } of full ? steps : kinds) {
      for (const point of full ? [at, `${at}+`] : [at]) faults.push(crash(walk, point, kind));
    }
    if (full) kinds.forEach(({ at, kind }, i) => faults.push(crashTwice(walk, `${at}+`, kind, i)));
    kinds.forEach(({ at, kind }, i) => {
      const signals = full ? ENDING_SIGNALS : i % 10 === 3 ? [ENDING_SIGNALS[(i / 10 | 0) % 3]!] : [];
      for (const signal of signals) faults.push(crash(walk, at, kind, signal));
    });
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
  const trace = traceFile(field);
  await field.exp(walk.words, { env: { EXP_CRASH_TRACE: trace } });
  const steps = Deno.readTextFileSync(trace).split("\n").filter(Boolean).map((line): Step => {
    const [, at = "", ...rest] = line.split(" ");
    return { at, kind: kindOf(at.split(":")[0] ?? "", rest.join(" "), field.repo) };
  });
  const kinds = new Set(steps.map(({ kind }) => kind));
  const named: readonly string[] = STEPS[walk.name];
  const missing = named.filter((kind) => !kinds.has(kind));
  if (missing.length > 0) {
    throw new Error(`${walk.name} never comes to (is ${EXP_BIN} up to date?)\n  ${missing.join("\n  ")}`);
  }
  return walk.onlyNamed ? steps.filter(({ kind }) => named.includes(kind)) : steps;
}

function firstOfEachKind(steps: readonly Step[]): Step[] {
  const seen = new Set<string>();
  return steps.filter(({ kind }) => !seen.has(kind) && seen.add(kind));
}

async function prepare(field: Field, { before }: Walk): Promise<void> {
  for (const words of before) await field.exp(words);
}

function crash(walk: Walk, point: string, kind: string, signal: Signal = "KILL"): Fault {
  return {
    name: `${walk.name}: ${signal} at ${point} (${kind.slice(0, 120)})`,
    waiting: walk.waiting,
    expectation: walk.expectation,
    async run(field) {
      await prepare(field, walk);
      await harmAt(field, walk.words, point, signal);
      await oneMoreDrain(field);
    },
  };
}

function crashTwice(walk: Walk, point: string, kind: string, seed: number): Fault {
  const second = `main:${1 + Math.floor(randomFrom(seed)() * 40)}`;
  return {
    ...crash(walk, point, kind),
    name: `${walk.name}: KILL at ${point} (${kind.slice(0, 80)}), and the recovering drain at ${second}`,
    async run(field) {
      await prepare(field, walk);
      await harmAt(field, walk.words, point, "KILL");
      await field.drain(2, { env: { EXP_CRASH_AT: second } });
      await oneMoreDrain(field);
    },
  };
}
