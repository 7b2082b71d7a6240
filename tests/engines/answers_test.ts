import assert from "node:assert/strict";
import fc from "fast-check";
import { type JobStatus, type Profile, shippedEngines } from "../../src/engines/mod.ts";
import { readElements, readId, readLimit, readOwnState, readSeconds, readStatuses } from "../../src/engines/answers.ts";

const slurm = shippedEngines().find(({ name }) => name === "slurm") as Profile;

Deno.test("the number of a job is found among what wrappers print", () => {
  const idOf = (text: string) => readId(slurm.submit.id, text);

  assert.equal(idOf("1234\n"), "1234");
  assert.equal(idOf("1234;emmy\n"), "1234");
  assert.equal(idOf("Your balance: 99 hours\nSubmitted batch job 1234 on cluster emmy\n"), "1234");
  assert.equal(idOf("sbatch wrapper 1.2\n1234;emmy\nBe nice to others!\n"), "1234");
  assert.equal(idOf("2 jobs of yours are waiting\n"), undefined);
  assert.equal(idOf(""), undefined);
});

/** As squeue 22.05 prints them. */
const QUEUE = `4_[0-2%8]|exp-aa|PENDING||PartitionDown
7|exp-bb|PENDING||ReqNodeNotAvail, UnavailableNodes:n2|n3
1_0|exp-cc|RUNNING|n1|None
1_1|exp-cc|COMPLETED|n2|None
9|wrap|NODE_FAIL|n3|NodeDown
5_[0,2,4-6|exp-dd|PENDING||Priority
`;

Deno.test("a table of jobs tells where each element stands, and why it waits", () => {
  const statuses = readStatuses(slurm, slurm.list.line, QUEUE);

  const waiting = { id: "4", name: "exp-aa", phase: "waiting", word: "PENDING", reason: "PartitionDown" };
  assert.deepEqual<readonly JobStatus[]>(statuses, [
    ...[0, 1, 2].map((element) => ({ ...waiting, phase: "waiting" as const, element })),
    {
      id: "7",
      name: "exp-bb",
      element: undefined,
      phase: "waiting",
      word: "PENDING",
      reason: "ReqNodeNotAvail, UnavailableNodes:n2|n3",
    },
    { id: "1", name: "exp-cc", element: 0, phase: "running", word: "RUNNING", node: "n1" },
    { id: "1", name: "exp-cc", element: 1, phase: "done", word: "COMPLETED", node: "n2" },
    {
      id: "9",
      name: "wrap",
      element: undefined,
      phase: "node-lost",
      word: "NODE_FAIL",
      reason: "NodeDown",
      node: "n3",
    },
    // a list that was cut short does not say which: all that are not told of otherwise
    { id: "5", name: "exp-dd", element: undefined, phase: "waiting", word: "PENDING", reason: "Priority" },
  ]);
});

Deno.test("the book of finished jobs tells how they ended", () => {
  const book = "1_0|exp-cc|OUT_OF_MEMORY|n1|0:125\n1_1|exp-cc|CANCELLED by 1000|n1|0:15\n8|exp-bb|FAILED|n2|3:0\n";

  const ends = readStatuses(slurm, slurm.history?.line as RegExp, book);

  assert.deepEqual(ends.map(({ id, element, phase, exitCode }) => [id, element, phase, exitCode]), [
    ["1", 0, "memory", 0],
    ["1", 1, "cancelled", 0],
    ["8", undefined, "failed", 3],
  ]);
});

Deno.test("a state that nobody knows is that of a job which is still there", () => {
  const [status] = readStatuses(slurm, slurm.list.line, "7|exp-bb|DEFRAGMENTING|n1|None\n");

  assert.equal(status?.phase, "running");
});

Deno.test("ranges of elements are read as Slurm writes them", () => {
  assert.deepEqual(readElements("[3-5%8]"), [3, 4, 5]);
  assert.deepEqual(readElements("0,2,10-16:3"), [0, 2, 10, 13, 16]);
  assert.equal(readElements("[0,2,4,6"), undefined);
  assert.equal(readElements("0-4,..."), undefined);

  fc.assert(fc.property(fc.uniqueArray(fc.nat(2000), { minLength: 1 }), (elements) => {
    const sorted = elements.sort((a, b) => a - b);
    assert.deepEqual(readElements(sorted.join(",")), sorted);
  }));
});

Deno.test("durations are read as Slurm writes them", () => {
  assert.equal(readSeconds("90"), 90);
  assert.equal(readSeconds("1:30"), 90);
  assert.equal(readSeconds("02:00:01"), 7201);
  assert.equal(readSeconds("1-00:00:00"), 86_400);
  assert.equal(readSeconds("UNLIMITED"), undefined);
  assert.equal(readSeconds(undefined), undefined);
});

Deno.test("the largest array is the smaller of both limits that there may be", () => {
  const pattern = slurm.limits?.array as RegExp;

  assert.equal(readLimit(pattern, "MailProg = /bin/mail\nMaxArraySize            = 1001\n"), 1001);
  assert.equal(
    readLimit(pattern, "MaxArraySize = 4000001\nSchedulerParameters = bf_window=1,max_array_tasks=500\n"),
    500,
  );
  assert.equal(readLimit(pattern, "MaxArraySize = 0\n"), 1);
  assert.equal(readLimit(pattern, "MailProg = /bin/mail\n"), undefined);
});

/** As scontrol 22.05 shows a job, shortened. */
const shown = (state: string, restarts: number, spent: string, preempted = "") =>
  `JobId=2 JobName=exp-aa JobState=${state} Dependency=(null) Requeue=1 Restarts=${restarts} ExitCode=0:0 ` +
  `RunTime=${spent} TimeLimit=00:01:00 TimeMin=N/A ${preempted}Deadline=N/A\n`;
const PREEMPTED = "PreemptEligibleTime=2026-11-29T17:51:18 PreemptTime=2026-11-29T17:51:37 ";
const NOT_PREEMPTED = "PreemptEligibleTime=2026-11-29T17:51:18 PreemptTime=None ";

Deno.test("a job learns how long it has", () => {
  const state = readOwnState(slurm, 0, shown("RUNNING Reason=None", 0, "00:00:40", NOT_PREEMPTED));

  assert.deepEqual(state, { phase: "running", word: "RUNNING", secondsLeft: 20 });
  assert.equal(readOwnState(slurm, 0, "slurm_load_jobs error\n"), undefined);
});

Deno.test("a job that is being ended learns why", () => {
  const phaseOf = (life: number, text: string) => readOwnState(slurm, life, text)?.phase;

  assert.equal(phaseOf(0, shown("COMPLETING Reason=TimeLimit", 0, "00:01:02")), "timeout");
  assert.equal(phaseOf(0, shown("COMPLETING Reason=None", 0, "00:00:03")), "cancelled");
  assert.equal(phaseOf(0, shown("COMPLETING Reason=None", 0, "00:00:19", PREEMPTED)), "preempted");
  assert.equal(phaseOf(0, shown("COMPLETING Reason=None", 1, "00:00:00")), "preempted");
  assert.equal(phaseOf(1, shown("COMPLETING Reason=None", 1, "00:00:19")), "cancelled");
});
