/**
 * Lock files of a git that was killed, or that takes its time: `exp` says in one line which lock it met, nothing is lost,
 * and the same command works when the lock is gone. Locks that a command does not need are not in its way.
 */
import { type Fault, oneMoreDrain } from "./fault.ts";
import { type Ended, exists, type Field } from "./field.ts";

const WAITING = 2;

/** As `.git/index.lock`; `BASE` is the folder of experiments of HEAD. */
type Lock = "index" | "packed-refs" | "refs/exps/celery/stash" | `BASE/${string}`;

interface Held {
  readonly words: readonly string[];
  /** What is done before. */
  readonly before?: readonly string[];
  readonly lock: Lock;
  /** Is it in the way? */
  readonly meets: boolean;
  /** It takes the user's files with it. */
  readonly userMoves?: boolean;
}

/** Exit code of "another process is at work". */
const BUSY = 4;

const RUN = ["run", "-n", "x", "-S", "n=7"], QUEUE = ["run", "--queue", "-n", "q", "-S", "n=6"];
const BASE = ["run", "-q", "-n", "base", "-S", "n=9"],
  SAVE = ["save", "-n", "x"],
  APPLY = ["apply", "made"],
  REMOVE = ["remove", "made"];

/** One that git waits for by itself, and one for all that do not need it. */
const QUICK: readonly Held[] = [
  { words: APPLY, lock: "index", meets: true, userMoves: true },
  ...[RUN, SAVE, QUEUE, REMOVE, ["gc", "-w", "-y"]].map((words): Held => ({
    words,
    before: BASE,
    lock: "index",
    meets: false,
    userMoves: true,
  })),
];

/** Refs are waited for, 20 s each. */
const PATIENT: readonly Held[] = [
  { words: RUN, lock: "BASE/x", meets: true, userMoves: true },
  { words: SAVE, before: BASE, lock: "BASE/x", meets: true, userMoves: true },
  { words: QUEUE, lock: "refs/exps/celery/stash", meets: false }, // what DVC sees of it is made later
  { words: REMOVE, lock: "packed-refs", meets: true },
  { words: REMOVE, lock: "BASE/made", meets: true },
];

export function heldLocks(full: boolean): Fault[] {
  return [...QUICK, ...full ? PATIENT : PATIENT.slice(2, 4)].map((held) => ({
    name: `.git/${held.lock}.lock is held during exp ${held.words.slice(0, 2).join(" ")}`,
    waiting: WAITING,
    expectation: { tasks: WAITING, outcome: "all", userMoves: held.userMoves ?? false },
    run: (field) => meet(field, held),
  }));
}

async function meet(field: Field, { words, before: first, lock, meets }: Held): Promise<void> {
  await mustWork(field, ["run", "--temp", "-n", "made", "-S", "n=5"]);
  if (first !== undefined) await mustWork(field, first);
  const head = await field.must("git rev-parse HEAD");
  const path = `${field.repo}/.git/${
    lock.replace("BASE", `refs/exps/${head.slice(0, 2)}/${head.slice(2).trim()}`)
  }.lock`;
  const before = await stateOf(field);
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  Deno.writeTextFileSync(path, "");
  const met = await field.exp(words);
  if (!exists(path)) throw new Error("somebody else's lock was taken away");
  Deno.removeSync(path);
  if (meets) {
    checkRefusal(met, path);
    const after = await stateOf(field);
    if (words[0] !== "run" && after !== before) throw new Error(`something was changed:\n${before}\n${after}`);
    await mustWork(field, words);
  } else if (met.code !== 0) throw new Error(`exit code ${met.code}\n${met.output}`);
  await field.must("git update-ref -d refs/exps/exec/EXEC_APPLY"); // DVC keeps it, too
  await oneMoreDrain(field);
}

function checkRefusal({ code, output, timedOut }: Ended, lock: string): void {
  const told = output.split("\n").filter((line) => line.startsWith("error: "));
  if (timedOut || code !== BUSY) throw new Error(`exit code ${code} instead of ${BUSY}\n${output}`);
  if (told.length !== 1 || !told[0]?.includes(lock)) throw new Error(`one line that names ${lock}, not\n${output}`);
}

async function mustWork(field: Field, words: readonly string[]): Promise<void> {
  const { code, output } = await field.exp(words);
  if (code !== 0) throw new Error(`exp ${words[0]} without a lock: exit code ${code}\n${output}`);
}

/** Refs, but for copies that a removal makes first, and the user's files. */
async function stateOf(field: Field): Promise<string> {
  return await field.must("git for-each-ref | grep -v refs/exp-removed/; git status --porcelain; git ls-files -s");
}
