import assert from "node:assert/strict";
import { type Engine, type JobSpec, openEngine, shippedEngines } from "../../src/engines/mod.ts";
import { renderScript } from "../../src/engines/job_script.ts";
import { optionsAtFault } from "../../src/engines/refusal.ts";
import { type FakePrograms, fakePrograms } from "./fake_programs.ts";

const SPEC: JobSpec = {
  name: "exp-1a2b",
  commands: ["/opt/exp queue run-task 7f", "/opt/exp queue run-task 80"],
  throttle: 8,
  options: { l: "h_rt=3600,s_rt=3510", q: "all.q" },
  needs: { gpu: 1 },
  warnSeconds: 90,
  requeue: false,
  folder: "/home/ada/my p",
  cwd: "/home/ada/my p",
};

async function gridEngine(fakes: FakePrograms, env: Readonly<Record<string, string>> = {}): Promise<Engine> {
  return openEngine(await fakes.repo(env), "sge").engine;
}

Deno.test("a job script for Grid Engine counts its elements from 1", () => {
  const profile = shippedEngines().find(({ name }) => name === "sge");
  assert.ok(profile);

  assert.equal(
    renderScript(profile, SPEC),
    `#!/bin/sh
#$ -N exp-1a2b
#$ -S /bin/sh
#$ -V
#$ -wd "/home/ada/my p"
#$ -j y
#$ -o "/home/ada/my p/$TASK_ID.log"
#$ -notify
#$ -t 1-2 -tc 8
#$ -r n
#$ -l h_rt=3600,s_rt=3510,gpu=1
#$ -q all.q

# 2 experiments of exp, each an element of the array. By hand: qsub -terse '/home/ada/my p/job.sh'
[ -z "$SGE_O_PATH" ] || PATH=$SGE_O_PATH
case "$SGE_TASK_ID" in
  1) exec /opt/exp queue run-task 7f ;;
  2) exec /opt/exp queue run-task 80 ;;
esac
echo "no element of this job: '$SGE_TASK_ID'" >&2
exit 64
`,
  );
});

Deno.test("elements are told from 0 on, whatever the engine counts from", async () => {
  using fakes = fakePrograms({ qsub: "echo 22.1-2:1", qdel: "true" });
  const engine = await gridEngine(fakes, { JOB_ID: "22", SGE_TASK_ID: "2", HOSTNAME: "n1", RESTARTED: "1" });

  const id = await engine.submit("/p/job.sh", SPEC);
  await engine.cancel([1, 2, 3, 6].map((element) => ({ id, element })));

  assert.equal(id, "22");
  assert.deepEqual(fakes.calls().at(-1), "qdel 22 -t 2-4 22 -t 7");
  assert.equal(engine.logName(1, 2), "2.log");
  assert.equal(engine.logName(0, 1), "0.log");
  assert.deepEqual(engine.ownJob(), { id: "22", element: 1, node: "n1", life: 1 });
});

Deno.test("a job that is no array has one element", async () => {
  using fakes = fakePrograms({});
  const engine = await gridEngine(fakes, { JOB_ID: "23", SGE_TASK_ID: "undefined", HOSTNAME: "n1", RESTARTED: "0" });

  assert.deepEqual(engine.ownJob(), { id: "23", element: 0, node: "n1", life: 0 });
  assert.deepEqual(await engine.ownRequeue(), { kind: "exit", code: 99 });
});

/** What qstat 8.1.9 prints with -xml, shortened. */
const jobInfo = (jobs: readonly string[]) =>
  `<?xml version='1.0'?>\n<job_info  xmlns:xsd="http://example.org/qstat.xsd">\n  <queue_info>\n${
    jobs.join("\n")
  }\n  </queue_info>\n</job_info>\n`;
const jobOf = (id: number, name: string, state: string, queue: string, tasks: string) =>
  `    <job_list state="x">
      <JB_job_number>${id}</JB_job_number>
      <JAT_prio>0.50000</JAT_prio>
      <JB_name>${name}</JB_name>
      <JB_owner>root</JB_owner>
      <state>${state}</state>
      <queue_name>${queue}</queue_name>
      <slots>1</slots>
${tasks === "" ? "" : `      <tasks>${tasks}</tasks>\n`}    </job_list>`;

Deno.test("qstat's list is read with whole names, ranges and letters", async () => {
  const printed = jobInfo([
    jobOf(1, "exp-abcdef-longname", "r", "all.q@n1", "1"),
    jobOf(1, "exp-abcdef-longname", "Eqw", "", "2,4"),
    jobOf(1, "exp-abcdef-longname", "hqw", "", "5-7:2"),
    jobOf(2, "exp-b", "qw", "", ""),
    jobOf(3, "night job", "dr", "all.q@n1", ""),
  ]);
  using fakes = fakePrograms({ qstat: `cat <<'END'\n${printed}END` });
  const engine = await gridEngine(fakes);

  const statuses = await engine.list();

  const one = { id: "1", name: "exp-abcdef-longname" };
  const broken = { ...one, phase: "waiting", word: "Eqw", reason: "in error: qstat -j 1 tells why" } as const;
  const held = { ...one, phase: "waiting", word: "hqw", reason: "held" } as const;
  assert.deepEqual(statuses, [
    { ...one, element: 0, phase: "running", word: "r", node: "n1" },
    { ...broken, element: 1 },
    { ...broken, element: 3 },
    { ...held, element: 4 },
    { ...held, element: 6 },
    { id: "2", name: "exp-b", element: undefined, phase: "waiting", word: "qw" },
  ]);
});

Deno.test("a qmaster that does not answer is no empty queue", async () => {
  using fakes = fakePrograms({ qstat: "echo 'error: commlib error: got select error' >&2; exit 1" });

  assert.equal(await (await gridEngine(fakes)).list(), undefined);
});

/** What qacct 8.1.9 prints, shortened. */
const recordOf = (id: number, task: string, failed: string, exit: string) =>
  `==============================================================
qname        all.q
hostname     n1
jobname      exp-big
jobnumber    ${id}
taskid       ${task}
failed       ${failed}
exit_status  ${exit}
ru_wallclock 2s`;

Deno.test("qacct's records tell how jobs ended", async () => {
  const records = [
    recordOf(22, "1", "0    ", "0                   "),
    recordOf(22, "2", "0    ", "3                   "),
    recordOf(22, "3", "100 : assumedly after job", "137                  (Killed)"),
    recordOf(22, "4", "37  : qmaster enforced h_rt, h_cpu, or h_vmem limit", "137                  (Killed)"),
    recordOf(22, "5", "25  : rescheduling", "99                  "),
    recordOf(22, "6", "25  : rescheduling", "99                  "),
    recordOf(22, "6", "0    ", "0                   "),
  ];
  using fakes = fakePrograms({ qacct: `[ $2 = 22 ] || exit 1\ncat <<'END'\n${records.join("\n")}\nEND` });
  const engine = await gridEngine(fakes);

  const ends = await engine.history(["22", "23"]);

  assert.deepEqual(ends.map(({ element, phase, exitCode }) => [element, phase, exitCode]), [
    [0, "done", 0],
    [1, "failed", 3],
    [2, "cancelled", 137],
    [3, "timeout", 137],
    [4, "waiting", 99],
    // started twice
    [5, "done", 0],
  ]);
  assert.deepEqual(fakes.calls(), ["qacct -j 22", "qacct -j 23"]);
});

/** What qsub 8.1.9 prints, and the option that it is about. */
const REFUSALS: readonly (readonly [says: string, option: string])[] = [
  ['Unable to run job: Job was rejected because job requests unknown queue "nope"', "q"],
  ['Unable to run job: unknown resource "foo"', "l"],
  ['Unable to run job: attribute "h_rt" is not a time value', "l"],
  ['Unable to run job: job rejected: the requested project "nope" does not exist', "P"],
  ['Unable to run job: job rejected: the requested parallel environment "nope" does not exist', "pe"],
  ['qsub: invalid option argument "-nosuch"', "nosuch"],
  ['qsub: invalid priority "5000".  Must be an integer from -1023 to 1024', "p"],
  ['qsub: Wrong mail options list format "zz" specified to -m option', "m"],
];

for (const [says, option] of REFUSALS) {
  Deno.test(`Grid Engine's "${says}" is about ${option}`, () => {
    const profile = shippedEngines().find(({ name }) => name === "sge");
    assert.ok(profile);
    const given = Object.fromEntries(REFUSALS.map(([, key]) => [key, "x"]));

    assert.deepEqual(optionsAtFault(profile, given, says), [{ key: option, value: "x" }]);
  });
}
