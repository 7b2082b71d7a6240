/** After a fault and one more drain: is every experiment there once, right, and is nothing left lying about? */
import { createHash } from "node:crypto";
import { LEFT_IN_GIT } from "../support/left_in_git.ts";
import { exists, EXP_BIN, type Field, processesIn } from "./field.ts";
import { expected, expectedModel, nameOf, shallFail } from "./project.ts";

export interface Expectation {
  /** How many were queued. */
  readonly tasks: number;
  /**
   * `all`: what can succeed has succeeded. `recorded`: the fault itself may have failed an experiment. `all-or-none`:
   * the queueing itself was hit. `any`: each may also have been removed.
   */
  readonly outcome: "all" | "recorded" | "all-or-none" | "any";
  /** Every experiment was run once, not again after a crash. */
  readonly onlyOnce?: boolean;
  /** The fault moved the user's branch or index on purpose. */
  readonly userMoves?: boolean;
  /** These are left alone, waiting: written by a newer program. */
  readonly waiting?: readonly number[];
}

interface Status {
  readonly tasks: readonly { readonly name: string; readonly status: string; readonly id: string }[];
}

/** What is wrong, a line each. */
export async function judge(field: Field, expectation: Expectation): Promise<string[]> {
  const findings: string[] = [];
  const say = (text: string) => void findings.push(text);
  const refs = await readRefs(field);
  const status = JSON.parse(await field.must(`'${EXP_BIN}' queue status --json`)) as Status;
  const results = await judgeResults(field, refs, status, expectation, say);
  judgeQueue(field, refs, status, results, say);
  judgeCache(field, say);
  await judgeGit(field, expectation, say);
  judgeLeftovers(field, say);
  if (exists(`${field.runs}/overlaps`)) {
    say(`ran twice at the same time: ${Deno.readTextFileSync(`${field.runs}/overlaps`)}`);
  }
  return findings;
}

async function readRefs(field: Field): Promise<Map<string, string>> {
  const text = await field.must("git for-each-ref --format='%(refname) %(objectname)'");
  return new Map(
    text.split("\n").flatMap((line) => {
      const [name, rev] = line.split(" ");
      return name && rev ? [[name, rev]] : [];
    }),
  );
}

interface Results {
  readonly done: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
}

async function judgeResults(
  field: Field,
  refs: ReadonlyMap<string, string>,
  status: Status,
  expectation: Expectation,
  say: (text: string) => void,
): Promise<Results> {
  const refOf = new Map([...refs.keys()].flatMap((ref) => {
    const match = /^refs\/exps\/[0-9a-f]{2}\/[0-9a-f]{38}\/(.*)$/.exec(ref);
    return match === null ? [] : [[match[1] as string, ref]];
  }));
  const done = new Set<string>(), failed = new Set<string>();
  const numbers = Array.from({ length: expectation.tasks }, (_, i) => i + 1);
  for (const number of numbers) {
    const name = nameOf(number);
    const listed = status.tasks.filter((task) => task.name === name);
    const [states, ref] = [listed.map((task) => task.status), refOf.get(name)];
    if (listed.length > 1) say(`${name} is listed ${listed.length} times`);
    if (ref !== undefined) done.add(name);
    if (states.includes("failed")) failed.add(name);
    if (ref !== undefined && states.includes("failed")) say(`${name} has a result and a failure`);
    if (ref !== undefined && shallFail(number)) say(`${name} has a result although it failed`);
    if (expectation.waiting?.includes(number)) continue;
    if (states.some((state) => state === "queued" || state === "running")) say(`${name} is still ${states}`);
    const isThere = ref !== undefined || states.includes("failed");
    if (!isThere && (expectation.outcome === "all" || expectation.outcome === "recorded")) say(`${name} is lost`);
    if (expectation.outcome === "all" && failed.has(name) && !shallFail(number)) {
      say(`${name} has failed: ${await causeOf(field, name)}`);
    }
    judgeRuns(field, number, expectation, say);
  }
  const further = nameOf(expectation.tasks + 1);
  if (refOf.has(further) || status.tasks.some(({ name }) => name === further)) say(`nobody has asked for ${further}`);
  await judgeContent(field, numbers.flatMap((number) => refOf.has(nameOf(number)) ? [number] : []), refOf, say);
  const there = done.size + failed.size;
  if (expectation.outcome === "all-or-none" && there !== 0 && there !== expectation.tasks) {
    say(`${there} of ${expectation.tasks} are there`);
  }
  return { done, failed };
}

/** The end of its log, which says why. */
async function causeOf(field: Field, name: string): Promise<string> {
  const { output } = await field.exp(["queue", "logs", name, "-n", "2"]);
  return output.trim().replaceAll("\n", " / ");
}

async function judgeContent(
  field: Field,
  numbers: readonly number[],
  refOf: ReadonlyMap<string, string>,
  say: (text: string) => void,
): Promise<void> {
  const wanted = numbers.flatMap((number) => {
    const md5 = createHash("md5").update(expectedModel(number)).digest("hex");
    if (!exists(`${field.repo}/.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}`)) {
      say(`${nameOf(number)}'s model is not in the cache`);
    }
    const files = [...Object.entries(expected(number)), ["dvc.lock", md5] as const];
    return files.map(([path, text]) => ({ object: `${refOf.get(nameOf(number))}:${path}`, text }));
  });
  if (wanted.length === 0) return;
  const input = wanted.map(({ object }) => object).join("\n");
  let rest = await field.must(`git cat-file --batch <<'END'\n${input}\nEND`);
  for (const { object, text } of wanted) {
    const [header = "", size = "0"] = /^.*? (\d+|missing)\n/.exec(rest) ?? [];
    const content = rest.slice(header.length, header.length + Number(size));
    rest = rest.slice(header.length + Number(size) + 1);
    if (!content.includes(text)) say(`wrong: ${object}: ${JSON.stringify(content)}`);
  }
}

function judgeRuns(field: Field, number: number, { onlyOnce }: Expectation, say: (text: string) => void): void {
  if (!onlyOnce) return;
  const path = `${field.runs}/${number}.count`;
  const runs = exists(path) ? Deno.readTextFileSync(path).split("\n").length - 1 : 0;
  if (runs !== 1) say(`${nameOf(number)} was run ${runs} times`);
}

function judgeQueue(
  field: Field,
  refs: ReadonlyMap<string, string>,
  status: Status,
  { failed }: Results,
  say: (text: string) => void,
): void {
  const kept = new Set(status.tasks.filter((task) => task.status !== "success").map((task) => task.id));
  for (const ref of refs.keys()) {
    const id = /^refs\/exps\/celery\/task\/(.*)$/.exec(ref)?.[1];
    if (id !== undefined && !kept.has(id)) say(`a pin is left: ${ref}`);
    if (/^refs\/exps\/(temp|exec)\//.test(ref)) say(`a ref is left: ${ref}`);
  }
  const waiting = status.tasks.some((task) => task.status === "queued");
  if (refs.has("refs/exps/celery/stash") && !waiting) say("the queue's stash is not empty");
  if (refs.has("refs/exps/celery/failed") !== failed.size > 0) say(`the stash of failed ones is wrong`);
  const messages = `${field.repo}/.dvc/tmp/exps/celery/broker/in`;
  if (exists(messages) && !waiting && [...Deno.readDirSync(messages)].length > 0) say("a message for DVC is left");
}

function judgeCache(field: Field, say: (text: string) => void): void {
  const cache = `${field.repo}/.dvc/cache/files/md5`;
  for (const path of filesBelow(cache)) {
    const md5 = createHash("md5").update(Deno.readFileSync(path)).digest("hex");
    if (!path.endsWith(".tmp") && path !== `${cache}/${md5.slice(0, 2)}/${md5.slice(2)}`) {
      say(`a broken object in the cache: ${path}`);
    }
  }
}

async function judgeGit(field: Field, { userMoves }: Expectation, say: (text: string) => void): Promise<void> {
  const fsck = await field.sh("git fsck --no-dangling --no-progress");
  if (fsck.code !== 0 || /error|missing|broken/.test(fsck.output)) say(`git fsck: ${fsck.output.trim()}`);
  if (userMoves) return;
  const status = await field.must("git status --porcelain");
  if (status !== "") say(`the user's files: ${status}`);
  const head = await field.must(
    "git symbolic-ref HEAD && git rev-list --count HEAD && ! git rev-parse -q --verify refs/stash",
  );
  if (head !== "refs/heads/main\n1\n") say(`HEAD: ${head}`);
}

const LEFTOVERS = [
  ...LEFT_IN_GIT,
  /^\.dvc\/tmp\/exps\/(standalone\/)?tmp/,
  /^\.dvc\/tmp\/exps\/edit-/,
  /^\.dvc\/tmp\/exp\/(drains\/|queue\/\.gone|queueing-|removing-)/,
];

function judgeLeftovers(field: Field, say: (text: string) => void): void {
  const left = filesBelow(field.repo).map((path) => path.slice(field.repo.length + 1));
  for (const path of left) if (LEFTOVERS.some((pattern) => pattern.test(path))) say(`left behind: ${path}`);
  for (const { pid, name, cwd } of processesIn(field.folder)) say(`still at work: ${name} (${pid}) in ${cwd}`);
}

function filesBelow(folder: string): string[] {
  if (!exists(folder)) return [];
  return [...Deno.readDirSync(folder)].flatMap((entry) =>
    entry.isDirectory ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]
  );
}
