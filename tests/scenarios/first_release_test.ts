/** A repository as users of 0.1.0 have it (tests/stability/make_fixture.sh): what that release wrote is read, and gone on with. */
import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

const FIXTURE = new URL("../stability/repository-0.1.0.tar.gz", import.meta.url).pathname;

/** With the repository in place; it was made at another path, on another machine, before a reboot. */
function inFirstRelease(claim: string, body: (journey: Scenario) => Promise<void>): void {
  scenario(claim, async (journey) => {
    await journey.sh(`tar -xzf '${FIXTURE}' --no-same-owner -C ..`);
    await body(journey);
  }, { bare: true });
}

interface Task {
  readonly name: string;
  readonly status: string;
}

async function tasksOf({ exp }: Scenario): Promise<Record<string, string>> {
  const { tasks } = JSON.parse((await exp("queue status --json")).stdout) as { tasks: readonly Task[] };
  return Object.fromEntries(tasks.map(({ name, status }) => [name, status]));
}

inFirstRelease("experiments of the first release are listed and compared", async ({ exp }) => {
  assert.match(
    (await exp("ls --name-only")).stdout,
    /^fast-1\nfast-2\nfirst\ngrid-1\ngrid-2\nsecond\nsteps\n$/,
  );
  const table = (await exp("show --csv")).stdout;
  for (const row of [/^first,.*,0\.14,,0\.4,/m, /^second,.*,0\.11,,0\.3,/m, /^steps,.*,checkpoint_tip,.*,2,0\.1,/m]) {
    assert.match(table, row);
  }
  assert.match((await exp("diff first second")).stdout, /^params\.yaml +lr +0\.4 +0\.3 /m);
  assert.match((await exp("status")).stdout, /^long\/dvc\.yaml:steps:\n(?:\t.*\n)+$/); // what had not run, and nothing else
});

inFirstRelease("its queue and its search are where they were", async (journey) => {
  const { exp } = journey;

  assert.deepEqual(await tasksOf(journey), {
    waiting: "queued",
    urgent: "queued",
    held: "queued",
    "drawn-1": "queued",
    broken: "failed",
    "grid-1": "success",
    "grid-2": "success",
    "fast-1": "success",
    "fast-2": "success",
  });
  assert.match((await exp("logs broken")).stdout, /sh train\.sh, exited with 3/);
  assert.match((await exp("search show fast")).stdout, /^search fast: open, 2 of 4 trials \(2 finished\)$/m);
  assert.match((await exp("doctor")).stdout, /^ok +tasks in the queue: all can be read$/m);
});

inFirstRelease("what waited there is run, with what it was queued with", async (journey) => {
  const { exp, repo } = journey;

  await exp("queue drain");

  const { held, broken, ...others } = await tasksOf(journey);
  assert.deepEqual([held, broken], ["queued", "failed"]);
  assert.deepEqual([...new Set(Object.values(others))], ["success"]);
  assert.match(await repo.readOf("waiting", "metrics.json"), /"loss": 5\.460/); // 5 of them by --env
  assert.match((await exp("search show fast")).stdout, /^search fast: done, 4 of 4 trials \(4 finished\)$/m);
  await exp("queue release held");
  await exp("queue retry broken");
  await exp("queue drain", { code: 1 });
  assert.match(await repo.readOf("held", "params.yaml"), /^lr: 0\.25 # learning rate$/m);
  assert.equal((await tasksOf(journey))["broken"], "failed");
});

inFirstRelease("its results are taken over, brought back, fetched and restored", async ({ exp, repo, sh }) => {
  await exp("apply second");
  assert.match(repo.read("model.txt"), /^lr: 0\.3 # learning rate$/m);
  await exp("undo");
  assert.match(await repo.readOf("unwanted", "params.yaml"), /^lr: 0\.1 /m);

  await sh("git checkout -q . && rm -r dvc.lock model.txt words");
  assert.match((await exp("repro prepare train")).stderr, /2 restored/);
  await sh("git checkout -q . && rm -r .dvc/cache model.txt words && exp data pull -q dvc.yaml corpus.dvc");
  assert.match((await exp("repro prepare train")).stderr, /nothing to do: 3 of 3 stages are up to date/);
});

inFirstRelease("an experiment that was open there is completed by calls", async ({ exp, repo }) => {
  const id = (await exp("track status")).stdout.split("\t")[0]!;

  await exp(`track --id ${id} metric loss=0.8 --step 2`);
  await exp(`track --id ${id} complete`);
  await exp(`track --id ${id} save`);

  assert.match(await repo.readOf("by-hand", "tracked/plots/loss.tsv"), /^1\t0\.9\n2\t0\.8$/m);
});
