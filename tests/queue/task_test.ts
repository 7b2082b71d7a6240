import assert from "node:assert/strict";
import fc from "fast-check";
import {
  backoffMs,
  canMove,
  compareTasks,
  givenUp,
  isOver,
  isUnderWay,
  maxDeaths,
  move,
  requeued,
  type Task,
  type TaskEvent,
  type TaskState,
  waitingTimeMs,
} from "../../src/queue/task.ts";
import { formatState, formatTask, parseState, parseTask } from "../../src/queue/task_file.ts";
import { taskNamed } from "./tasks.ts";

const REV = "a".repeat(40);
const ME = { host: "here", bootId: "b", pid: 7, startTime: "1" };

const attempts = fc.nat(9), deaths = fc.nat(9);
const STATES: readonly fc.Arbitrary<TaskState>[] = [
  fc.record({ kind: fc.constant("queued" as const), attempts, deaths }),
  fc.record({ kind: fc.constant("queued" as const), attempts, deaths, notBeforeMs: fc.nat() }),
  fc.record({ kind: fc.constant("preparing" as const), attempts, deaths, by: fc.constant(ME) }),
  fc.record({
    kind: fc.constant("running" as const),
    attempts,
    deaths,
    by: fc.constant(ME),
    checkout: fc.string(),
    startedAtMs: fc.nat(),
  }),
  fc.record({
    kind: fc.constant("collecting" as const),
    attempts,
    deaths,
    by: fc.constant(ME),
    rev: fc.constant(REV),
    checkout: fc.string(),
  }),
  fc.record({ kind: fc.constant("success" as const), rev: fc.constant(REV), endedAtMs: fc.nat() }),
  fc.record({
    kind: fc.constant("failed" as const),
    attempts,
    cause: fc.record({ message: fc.string(), exitCode: fc.nat(255) }),
    endedAtMs: fc.nat(),
  }),
  fc.record({ kind: fc.constant("killed" as const), attempts, endedAtMs: fc.nat() }),
  fc.record({
    kind: fc.constant("pruned" as const),
    attempts,
    last: fc.record({ step: fc.nat(), value: fc.double().map((value) => value || 0) }),
    endedAtMs: fc.nat(),
  }),
];
const states = fc.oneof(...STATES);

const EVENTS: readonly TaskEvent[] = [
  { kind: "claim", by: ME },
  { kind: "start", checkout: "/tmp/x", atMs: 1 },
  { kind: "collect", rev: REV },
  { kind: "succeed", rev: REV, atMs: 2 },
  { kind: "fail", cause: { message: "broke", exitCode: 3 }, atMs: 2 },
  { kind: "kill", atMs: 2 },
  { kind: "prune", last: { step: 3, value: 0.5 }, atMs: 2 },
  { kind: "requeue", after: "failure" },
  { kind: "retry" },
];

Deno.test("a task goes queued, preparing, running, collecting, success", () => {
  const path = EVENTS.slice(0, 4).reduce<TaskState[]>((seen, event) => [...seen, move(seen.at(-1)!, event)], [
    { kind: "queued", attempts: 0, deaths: 0 },
  ]);

  assert.deepEqual(path.map(({ kind }) => kind), ["queued", "preparing", "running", "collecting", "success"]);
});

Deno.test("whatever happens to a task, a move that the table lacks throws and one that it has leads to a state", () => {
  fc.assert(fc.property(states, fc.constantFrom(...EVENTS), (state, event) => {
    if (canMove(state, event.kind)) return typeof move(state, event).kind === "string";
    assert.throws(() => move(state, event), /cannot/);
    return true;
  }));
});

Deno.test("who can be claimed waits, and who can be tried again has failed or was killed", () => {
  const kinds = ["queued", "preparing", "running", "collecting", "success", "failed", "killed"] as const;
  const those = (event: TaskEvent["kind"]) => kinds.filter((kind) => canMove({ kind } as TaskState, event));

  assert.deepEqual(those("claim"), ["queued"]);
  assert.deepEqual(those("retry"), ["failed", "killed"]);
  assert.deepEqual(those("requeue"), ["preparing", "running", "collecting"]);
});

Deno.test("a success is the end: no event leads out of it", () => {
  const done: TaskState = { kind: "success", rev: REV, endedAtMs: 1 };

  assert.deepEqual(EVENTS.filter(({ kind }) => canMove(done, kind)), []);
});

Deno.test("from wherever a task is, it can come to an end or is at one", () => {
  fc.assert(fc.property(states, (state) => isOver(state) || canMove(state, "fail")));
});

Deno.test("only one drain can claim: a task under way cannot be claimed again", () => {
  fc.assert(fc.property(states, (state) => !(isUnderWay(state) && canMove(state, "claim"))));
});

Deno.test("attempts are counted by what ends a run, and forgotten by a retry", () => {
  const running: TaskState = { kind: "running", attempts: 2, deaths: 1, by: ME, checkout: "", startedAtMs: 0 };

  assert.equal(requeued(running, { after: "failure" }).attempts, 3);
  assert.equal(requeued(running, { after: "stop" }).attempts, 2);
  assert.deepEqual(requeued(running, { after: "death" }), { kind: "queued", attempts: 2, deaths: 2 });
  assert.equal(requeued(running, { after: "stop" }).deaths, 1, "neither more nor less");
  assert.equal(requeued(running, { after: "failure" }).deaths, 0, "only deaths in a row count");
  const failed = move(running, { kind: "fail", cause: { message: "", exitCode: 1 }, atMs: 0 });
  assert.deepEqual(failed, { kind: "failed", attempts: 3, cause: { message: "", exitCode: 1 }, endedAtMs: 0 });
  assert.deepEqual(move(failed, { kind: "retry" }), { kind: "queued", attempts: 0, deaths: 0 });
});

Deno.test("repetitions wait 1, 2, 4, 8 s, and never longer than five minutes", () => {
  assert.deepEqual([1, 2, 3, 4].map(backoffMs), [1000, 2000, 4000, 8000]);
  assert.equal(backoffMs(40), 300_000);
});

Deno.test("a clock that was set back an hour delays nothing: such a wait is no delay of ours", () => {
  const state = { kind: "queued", attempts: 1, deaths: 0, notBeforeMs: 10_000 } as const;

  assert.equal(waitingTimeMs(state, 9_000), 1_000);
  assert.equal(waitingTimeMs(state, 10_000), 0);
  assert.equal(waitingTimeMs(state, 10_000 - 3_600_000), 0);
});

Deno.test("higher priority comes first, then who was queued earlier; the wall clock has no say", () => {
  const tasks: Task[] = [
    { ...taskNamed("late", 3), queuedAtMs: 0 },
    { ...taskNamed("early", 1), queuedAtMs: 99 },
    { ...taskNamed("urgent", 9), options: { ...taskNamed("urgent", 9).options, priority: 5 } },
  ];

  assert.deepEqual(tasks.sort(compareTasks).map(({ entry }) => entry.name), ["urgent", "early", "late"]);
});

Deno.test("what is written of a state is read again", () => {
  fc.assert(fc.property(states, (state) => assert.deepEqual(parseState(formatState(state)), structuredClone(state))));
});

Deno.test("what is written of a task is read again, its variables too", () => {
  const task = taskNamed("t", 4);
  const full: Task = {
    ...task,
    options: {
      retries: 2,
      priority: -1,
      env: { TOKEN: "x=y\n" },
      needs: { gpu: 2 },
      held: true,
      timeoutMs: 5,
      job: { options: { account: "007", exclusive: "", mem: null }, profile: "big" },
      requeue: true,
    },
  };

  assert.deepEqual(parseTask(formatTask(full)), full);
});

Deno.test("half a file, or none of ours, is undefined and never an exception", () => {
  const whole = formatTask(taskNamed("t", 1));
  fc.assert(fc.property(fc.nat(whole.length - 1), (end) => parseTask(whole.slice(0, end)) === undefined));
  fc.assert(fc.property(fc.string(), (text) => parseState(text) === undefined));
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    parseTask(JSON.stringify(value));
    parseState(JSON.stringify(value));
  }));
});

Deno.test("a file of a newer program is told apart, not guessed at", () => {
  assert.equal(parseState('{"schema":4,"kind":"queued","attempts":0}'), "newer");
  assert.equal(parseTask('{"schema":4}'), "newer");
});

Deno.test("a task is given up after so many deaths in a row, 5 unless the configuration says otherwise", () => {
  const config = (value?: string) => ({ get: () => value });
  const waiting = (deaths: number) => ({ kind: "queued", attempts: 9, deaths }) as const;

  assert.equal(givenUp(waiting(4), maxDeaths(config())), undefined);
  assert.equal(givenUp(waiting(5), maxDeaths(config()))?.message, "whoever ran it died, 5 times in a row");
  assert.equal(givenUp(waiting(1), maxDeaths(config("1")))?.message, "whoever ran it died");
  assert.equal(givenUp(waiting(1000), maxDeaths(config("0"))), undefined);
});
