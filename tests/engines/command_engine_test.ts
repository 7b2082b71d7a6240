import assert from "node:assert/strict";
import { type Engine, type JobSpec, openEngine } from "../../src/engines/mod.ts";
import { until } from "../support/wait.ts";
import { type FakePrograms, fakePrograms } from "./fake_programs.ts";

const SPEC: JobSpec = {
  name: "exp-1a2b",
  commands: ["true"],
  options: { partition: "nope" },
  needs: {},
  warnSeconds: 0,
  requeue: false,
  folder: "/p",
  cwd: "/p",
};

async function slurm(fakes: FakePrograms, env: Readonly<Record<string, string>> = {}): Promise<Engine> {
  return openEngine(await fakes.repo(env), "slurm").engine;
}

Deno.test("a job is submitted, and its number is told", async () => {
  using fakes = fakePrograms({ sbatch: "echo 'Welcome!' >&2; echo '1234;emmy'" });
  const engine = await slurm(fakes);

  assert.equal(await engine.submit("/my p/job.sh", { ...SPEC, folder: "/my p", cwd: "/my p" }), "1234");
  assert.deepEqual(fakes.calls(), [
    "sbatch --parsable --job-name=exp-1a2b --chdir=/my p --output=/my p/0.log --open-mode=append --no-requeue " +
    "--partition=nope /my p/job.sh",
  ]);
});

Deno.test("a refusal tells what the engine says, and which option it is about", async () => {
  using fakes = fakePrograms({ sbatch: "echo 'sbatch: error: invalid partition specified: nope' >&2; exit 1" });
  const engine = await slurm(fakes);

  await assert.rejects(engine.submit("/p/job.sh", SPEC), {
    fault: "usage/refused",
    facts: {
      engine: "Slurm",
      options: [{ key: "partition", value: "nope" }],
      says: "sbatch: error: invalid partition specified: nope",
    },
  });
});

Deno.test("a submission that takes too long may have been accepted", async () => {
  using fakes = fakePrograms(
    { sbatch: "sleep 600 | cat" },
    { ".dvc/engines/hasty.yaml": "extends: slurm\ntimeout: 1\n" },
  );
  const { engine } = openEngine(await fakes.repo(), "hasty");

  await assert.rejects(engine.submit("/p/job.sh", SPEC), { fault: "io/no-answer" });
});

Deno.test("where the engine's programs are not, that is said", async () => {
  using fakes = fakePrograms({}, {
    ".dvc/engines/lab.yaml": "extends: slurm\nsubmit: { command: no-such-sbatch }\nlist: { named: no-such-squeue }\n",
  });
  const { engine } = openEngine(await fakes.repo(), "lab");

  await assert.rejects(engine.submit("/p/job.sh", SPEC), { fault: "not-found/engine-program" });
  await assert.rejects(engine.list(["exp-1a2b"]), { fault: "not-found/engine-program" });
});

Deno.test("all jobs are asked for at once, and those of others are passed over", async () => {
  using fakes = fakePrograms({ squeue: "printf '%s\\n' '4_[0-1]|exp-aa|PENDING||Priority' '7|wrap|RUNNING|n1|None'" });
  const engine = await slurm(fakes);

  const mine = await engine.list();
  const named = await engine.list(["exp-aa", "exp-bb"]);

  assert.deepEqual(mine?.map(({ name, element }) => [name, element]), [["exp-aa", 0], ["exp-aa", 1]]);
  assert.deepEqual(named, mine);
  assert.equal(fakes.calls().length, 2);
  assert.match(fakes.calls()[1] ?? "", /--name=exp-aa,exp-bb /);
});

Deno.test("what a person is used to see of the queue hides no job", async () => {
  using fakes = fakePrograms({ squeue: `[ -z "$SQUEUE_PARTITION$SQUEUE_USERS" ] && echo "7|exp-aa|RUNNING|n1|None"` });
  const engine = await slurm(fakes, { SQUEUE_PARTITION: "cpu", SQUEUE_USERS: "me" });

  assert.equal((await engine.list())?.length, 1);
});

Deno.test("a controller that does not answer is no empty queue", async () => {
  using fakes = fakePrograms({
    squeue: "echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1",
  });
  const engine = await slurm(fakes);

  assert.equal(await engine.list(["exp-aa"]), undefined);
});

Deno.test("a book that is not kept is asked for once", async () => {
  using fakes = fakePrograms({ sacct: "echo 'Slurm accounting storage is disabled' >&2; exit 1" });
  const engine = await slurm(fakes);

  assert.deepEqual(await engine.history(["1"]), []);
  assert.deepEqual(await engine.history(["2"]), []);
  assert.deepEqual(fakes.calls().length, 1);
});

Deno.test("a book whose keeper does not answer is asked for again", async () => {
  using fakes = fakePrograms({ sacct: "echo 'sacct: error: Unable to contact slurm controller' >&2; exit 1" });
  const engine = await slurm(fakes);

  assert.deepEqual(await engine.history(["1"]), []);
  assert.deepEqual(await engine.history(["1"]), []);
  assert.deepEqual(fakes.calls().length, 2);
});

Deno.test("what is cancelled at once is named in as few words as can be", async () => {
  using fakes = fakePrograms({ scancel: "true" });
  const engine = await slurm(fakes);

  await engine.cancel([
    ...[3, 1, 2, 7].map((element) => ({ id: "4", element })),
    { id: "9" },
    { id: "8", element: 0 },
    { id: "8" },
  ]);
  await engine.cancel([]);

  assert.deepEqual(fakes.calls(), ["scancel 4_[1-3] 4_7 9 8"]);
});

Deno.test("thousands of jobs are cancelled by few commands", async () => {
  using fakes = fakePrograms({ scancel: "true" });
  const engine = await slurm(fakes);

  await engine.cancel(Array.from({ length: 1200 }, (_, i) => ({ id: String(i) })));

  assert.equal(fakes.calls().length, 3);
});

Deno.test("a job that is gone needs no cancelling; a controller that is away is told", async () => {
  using gone = fakePrograms({
    scancel: "echo 'scancel: error: Kill job error on job id 9: Invalid job id specified' >&2; exit 1",
  });
  using away = fakePrograms({ scancel: "echo 'scancel: error: Unable to contact slurm controller' >&2; exit 1" });

  await (await slurm(gone)).cancel([{ id: "9" }]);
  await assert.rejects((await slurm(away)).cancel([{ id: "9" }]), { fault: "io/no-answer" });
});

Deno.test("the limit of arrays is asked for once", async () => {
  using fakes = fakePrograms({ scontrol: "echo 'MaxArraySize            = 1001'" });
  const engine = await slurm(fakes);

  assert.equal(await engine.largestArray(), 1001);
  assert.equal(await engine.largestArray(), 1001);
  assert.deepEqual(fakes.calls(), ["scontrol show config"]);
});

/** What a job finds in its environment. */
const INSIDE = {
  SLURM_JOB_ID: "12",
  SLURM_ARRAY_JOB_ID: "10",
  SLURM_ARRAY_TASK_ID: "3",
  SLURM_RESTART_COUNT: "2",
  SLURMD_NODENAME: "n1",
  SLURM_CONF: "/etc/lab.conf",
  SLURM_MEM_PER_NODE: "10",
  SBATCH_ACCOUNT: "outer",
};

Deno.test("a job knows itself by its environment", async () => {
  using fakes = fakePrograms({});

  const inside = await slurm(fakes, INSIDE);
  const outside = await slurm(fakes);

  assert.deepEqual(inside.ownJob(), { id: "10", element: 3, node: "n1", life: 2 });
  assert.equal(outside.ownJob(), undefined);
  assert.equal(await outside.ownState(), undefined);
});

Deno.test("a job that submits another hides its own variables, but not where its cluster is", async () => {
  using fakes = fakePrograms({ sbatch: `env | grep -E '^(SLURM|SBATCH)' | sort >&2; exit 1` });
  const inside = await slurm(fakes, INSIDE);
  const outside = await slurm(fakes, { SBATCH_ACCOUNT: "mine", SBATCH_WAIT: "1" });

  await assert.rejects(inside.submit("/p/job.sh", SPEC), { message: /"says":"SLURM_CONF=\/etc\/lab.conf"/ });
  await assert.rejects(outside.submit("/p/job.sh", SPEC), { message: /"says":"SBATCH_ACCOUNT=mine"/ });
});

Deno.test("a job asks the engine to start it again, by the number of its element", async () => {
  using fakes = fakePrograms({ scontrol: "true" });
  const engine = await slurm(fakes, INSIDE);

  assert.deepEqual(await engine.ownRequeue(), { kind: "told" });
  assert.deepEqual(fakes.calls(), ["scontrol requeue 10_3"]);
});

Deno.test("an engine that will not start a job again says why", async () => {
  using fakes = fakePrograms({ scontrol: "echo 'Requested operation is presently disabled' >&2; exit 1" });
  const engine = await slurm(fakes, INSIDE);

  assert.deepEqual(await engine.ownRequeue(), {
    kind: "impossible",
    says: "Requested operation is presently disabled",
  });
});

Deno.test({
  name: "an answer that somebody holds open is not waited for",
  // what reads that answer cannot be ended
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const untilRemoved = `while [ -d "$(dirname "$0")" ]; do sleep 0.1; done`;
    using fakes = fakePrograms(
      { sbatch: `setsid sh -c '${untilRemoved}' "$0" & sleep 600` },
      { ".dvc/engines/hasty.yaml": "extends: slurm\ntimeout: 1\n" },
    );
    const { engine } = openEngine(await fakes.repo(), "hasty");

    let said: string | undefined;
    engine.submit("/p/job.sh", SPEC).catch(({ fault }) => said = fault);
    await until("it is given up", () => said !== undefined);

    assert.equal(said, "io/no-answer");
  },
});
