import assert from "node:assert/strict";
import fc from "fast-check";
import { type JobStatus, PHASES } from "../../src/engines/types.ts";
import type { TaskState } from "../../src/queue/task.ts";
import { type JobFacts, judge, type Verdict } from "../../src/queue/verdict.ts";

const JOB = { engine: "slurm", name: "exp-x-1", element: 0 };
const SUBMITTED: TaskState = { kind: "submitted", attempts: 0, deaths: 0, job: JOB, submittedAtMs: 0 };
const UNDER_WAY = { attempts: 0, deaths: 0, by: undefined, job: JOB };
const RUNNING: TaskState = { kind: "running", ...UNDER_WAY, checkout: "/x", startedAtMs: 0 };
const COLLECTING: TaskState = { kind: "collecting", ...UNDER_WAY, rev: "a".repeat(40), checkout: "/x" };

const FACTS: JobFacts = {
  state: SUBMITTED,
  status: undefined,
  isSettled: true,
  isAcknowledged: true,
  hasBegun: false,
  isKilled: false,
  retries: 0,
  goesOn: false,
  maxTimeouts: 20,
  lastLine: undefined,
};

function ended(phase: JobStatus["phase"], word: string, more: Partial<JobStatus> = {}): JobStatus {
  return { id: "1", name: JOB.name, element: 0, phase, word, ...more };
}

const BEGUN = { state: RUNNING, hasBegun: true } as const;

function told(verdict: Verdict): string {
  switch (verdict.do) {
    case "requeue":
      return `requeue after ${verdict.after}: ${verdict.why}`;
    case "fail":
      return `fail ${verdict.cause.exitCode}: ${verdict.cause.message}`;
    default:
      return verdict.do;
  }
}

Deno.test("the table of verdicts", () => {
  const rows: readonly (readonly [claim: string, facts: Partial<JobFacts>, verdict: string])[] = [
    ["it waits in the engine", { status: ended("waiting", "PENDING") }, "wait"],
    ["it runs", { ...BEGUN, status: ended("running", "RUNNING") }, "wait"],
    ["its end may be unseen yet", { ...BEGUN, status: ended("done", "COMPLETED"), isSettled: false }, "wait"],
    ["it made its commit and died", { state: COLLECTING, status: ended("failed", "FAILED") }, "publish"],
    ["it made its commit, and was killed then", { state: COLLECTING, isKilled: true }, "publish"],
    ["a user ended it", { ...BEGUN, status: ended("cancelled", "CANCELLED"), isKilled: true }, "kill"],
    [
      "somebody cancelled it",
      { ...BEGUN, status: ended("cancelled", "CANCELLED") },
      "fail 143: its job was cancelled (CANCELLED)",
    ],
    [
      "others went first",
      { ...BEGUN, status: ended("preempted", "PREEMPTED") },
      "requeue after stop: its job was preempted (PREEMPTED)",
    ],
    [
      "its node died",
      { ...BEGUN, status: ended("node-lost", "NODE_FAIL", { node: "n7" }) },
      "requeue after death: its node was lost on n7 (NODE_FAIL)",
    ],
    [
      "no time left, and it may not go on",
      { ...BEGUN, status: ended("timeout", "TIMEOUT") },
      "fail 124: ran into the time limit of its job",
    ],
    [
      "no time left, and it may go on",
      { ...BEGUN, status: ended("timeout", "TIMEOUT"), goesOn: true },
      "requeue after timeout: ran into the time limit of its job",
    ],
    [
      "no time left, and it may be tried again",
      { ...BEGUN, status: ended("timeout", "TIMEOUT"), retries: 1 },
      "requeue after failure: ran into the time limit of its job",
    ],
    [
      "no time left too often in a row",
      {
        ...BEGUN,
        state: { ...RUNNING, timeouts: 3 },
        status: ended("timeout", "TIMEOUT"),
        goesOn: true,
        maxTimeouts: 3,
      },
      "fail 124: ran into the time limit of its job, 4 times in a row",
    ],
    [
      "no memory left",
      { ...BEGUN, status: ended("memory", "OUT_OF_MEMORY") },
      "fail 137: its job ran out of memory (OUT_OF_MEMORY)",
    ],
    [
      "no memory left, and it may be tried again",
      { ...BEGUN, status: ended("memory", "OUT_OF_MEMORY"), retries: 2 },
      "requeue after failure: its job ran out of memory (OUT_OF_MEMORY)",
    ],
    [
      "its job died under it",
      { ...BEGUN, status: ended("failed", "FAILED", { node: "n1" }) },
      "requeue after death: its job ended on n1 without a word (FAILED)",
    ],
    [
      "its job never came to it",
      { status: ended("failed", "FAILED", { exitCode: 127 }), lastLine: "exp: not found" },
      "fail 255: its job ended before it began (FAILED, exit code 127): exp: not found",
    ],
    [
      "the tasks packed before it were begun",
      { status: ended("failed", "FAILED"), hasBegun: true },
      "requeue after death: its job ended without a word (FAILED)",
    ],
    ["the engine has forgotten it", {}, "requeue after death: its engine knows of its job no more"],
    ["its submission was never heard of", { isAcknowledged: false }, "requeue after stop: its job was never taken"],
  ];
  assert.deepEqual(
    rows.map(([claim, facts]) => `${claim}: ${told(judge({ ...FACTS, ...facts }))}`),
    rows.map(([claim, , verdict]) => `${claim}: ${verdict}`),
  );
});

const facts: fc.Arbitrary<JobFacts> = fc.record({
  state: fc.constantFrom<TaskState>(SUBMITTED, RUNNING, COLLECTING, { kind: "preparing", ...UNDER_WAY }),
  status: fc.option(fc.constantFrom(...PHASES).map((phase) => ended(phase, "WORD")), { nil: undefined }),
  isSettled: fc.boolean(),
  isAcknowledged: fc.boolean(),
  hasBegun: fc.boolean(),
  isKilled: fc.boolean(),
  retries: fc.nat(2),
  goesOn: fc.boolean(),
  maxTimeouts: fc.nat(3),
  lastLine: fc.option(fc.string(), { nil: undefined }),
});

Deno.test("nothing is decided of a task that its engine has, or whose result may still come to light", () => {
  fc.assert(fc.property(facts, (given) => {
    const has = given.status?.phase === "waiting" || given.status?.phase === "running";
    assert.equal(judge(given).do === "wait", has || !given.isSettled);
  }));
});

Deno.test("a commit that was made is never thrown away", () => {
  fc.assert(fc.property(facts, (given) => {
    const { do: action } = judge({ ...given, state: COLLECTING });
    assert.ok(action === "wait" || action === "publish", action);
  }));
});

Deno.test("what a preempted job, a lost node or a silent engine does never counts as a failure", () => {
  const blameless = fc.constantFrom(ended("preempted", "PREEMPTED"), ended("node-lost", "NODE_FAIL"), undefined);
  fc.assert(fc.property(facts, blameless, (given, status) => {
    const verdict = judge({ ...given, status, isKilled: false });
    assert.notEqual(verdict.do, "fail");
    if (verdict.do === "requeue") assert.notEqual(verdict.after, "failure");
  }));
});
