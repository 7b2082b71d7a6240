/** Lines of docs/queue.md that stand without what they print: each is run where its words make sense. */
import assert from "node:assert/strict";
import { prepareQueue, runsOf, tasksBy } from "../support/queue_project.ts";
import { type Scenario, scenario } from "../support/scenario.ts";
import { until } from "../support/wait.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/queue.md", import.meta.url));
const LINES = [...PAGE.matchAll(/^ {4}(exp .*?)(?: {2,}.*)?$/gm)].map(([, line]) => line!);

interface Step {
  /** As the page has it; NAME is `it`. */
  readonly line: string;
  readonly before?: (at: Scenario) => Promise<unknown>;
  readonly code?: number;
  /** Is what the page says of it true? */
  readonly after?: (at: Scenario) => Promise<unknown>;
}

const queue = (words: string) => ({ exp }: Scenario) => exp(`run --queue -q ${words}`);
const waiting = async (at: Scenario) => (await tasksBy(at, "queued")).length;
const count = (expected: number) => async (at: Scenario) => assert.equal(await waiting(at), expected);
const hasRun = (number: number) => (at: Scenario) => until(`${number} has run`, () => runsOf(at).includes(number));
const isIn = (state: string) => async (at: Scenario) => assert.ok((await tasksBy(at, state)).includes("it"), state);

/** A worker in the background has it, and it waits. */
async function begin(at: Scenario): Promise<void> {
  await at.exp("queue start -q");
  await until("it is at work", async () => (await tasksBy(at, "running")).includes("it"));
}

/** By whichever drain: one in the background may not have left yet. */
async function fail(at: Scenario): Promise<void> {
  await at.exp("queue drain -q", { code: "any" });
  await until("it has failed", async () => (await tasksBy(at, "failed")).includes("it"));
}

const STEPS: readonly Step[] = [
  { line: "exp run --queue -S lr=0.1", after: count(1) },
  { line: "exp run --queue -n grid -S 'lr=0.1,0.01' -S 'n=range(1,4)'", after: count(7) },
  {
    line: "exp run --queue --samples 20 --seed 7 -S 'lr=tag(log, interval(1e-4,1e-1))'",
    after: async (at) => {
      await count(27)(at);
      await at.exp("queue remove -q --all --yes");
    },
  },
  { line: "exp queue drain -j 4", before: queue("-S n=11"), after: hasRun(11) },
  { line: "exp queue start -j 4", before: queue("-S n=12"), after: hasRun(12) },
  { line: "exp run --run-all -j 4", before: queue("-S n=13"), after: hasRun(13) },
  { line: "exp run --queue --needs gpu=1 -S lr=0.1", after: count(1) },
  { line: "exp queue drain -j 4 --slots gpu=2", after: count(0) },
  { line: "exp top", code: 2 }, // it wants a terminal
  { line: "exp queue status", before: queue("-n it -S n=14 -S mode=fail") },
  { line: "exp logs NAME -f", before: fail, code: 255 },
  {
    line: "exp queue kill NAME",
    before: async (at) => {
      await at.exp("queue remove -q it");
      await queue("-n it -S n=15 -S mode=patient")(at);
      await begin(at);
    },
    after: (at) => until("it is over", async () => (await tasksBy(at, "running")).length === 0),
  },
  {
    line: "exp queue hold NAME",
    before: async (at) => {
      await at.exp("queue stop -q");
      await at.exp("queue remove -q it");
      await queue("-n it -S n=16 -S mode=fail")(at);
    },
    after: async ({ exp }) => assert.match((await exp("queue status --json")).stdout, /"held": ?true/),
  },
  {
    line: "exp queue retry NAME",
    before: async (at) => {
      await at.exp("queue release -q it");
      await fail(at);
    },
    after: isIn("queued"),
  },
  { line: "exp queue remove NAME", after: count(0) },
  { line: "exp queue stop", before: ({ exp }) => exp("queue start -q") },
  { line: "exp queue status" },
  {
    line: "exp queue kill --force NAME",
    before: async (at) => {
      await queue("-n it -S n=17 -S mode=patient")(at);
      await begin(at);
    },
    after: (at) => until("it is over", async () => (await tasksBy(at, "running")).length === 0),
  },
  {
    line: "exp queue retry NAME",
    before: ({ exp }) => exp("queue stop -q"),
    after: async (at) => {
      await isIn("queued")(at);
      await at.exp("queue remove -q it");
    },
  },
];

scenario("each line of docs/queue.md does what stands beside it", async (at) => {
  assert.deepEqual(STEPS.map(({ line }) => line), LINES);
  await prepareQueue(at);
  at.repo.write({ "params.yaml": "lr: 0.5\nn: 0\nmode: ok\n" });
  await at.repo.commit("a rate");

  for (const { line, before, code = 0, after } of STEPS) {
    await before?.(at);
    await at.sh(line.replace("NAME", "it"), { code });
    await after?.(at);
  }
});
