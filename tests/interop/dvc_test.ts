/**
 * What one of `exp` and real DVC wrote, the other reads. Started by scripts/interop, which names a DVC 3.67.1 in
 * EXP_INTEROP_DVC; without it nothing here runs.
 */
import assert from "node:assert/strict";
import { countRuns, PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { type Run, type Scenario, scenario } from "../support/scenario.ts";

const DVC = Deno.env.get("EXP_INTEROP_DVC");

interface Both extends Scenario {
  /** The real DVC. */
  readonly real: Run;
}

function interop(claim: string, body: (both: Both) => Promise<void>): void {
  scenario(claim, async (journey) => {
    const around = journey.repo.around;
    const env = {
      // DVC starts its workers by the `dvc` that is found first
      PATH: `${(DVC ?? "").replace(/\/[^/]*$/, "")}:/usr/local/bin:/usr/bin:/bin`,
      DVC_NO_ANALYTICS: "1",
      DVC_STUDIO_OFFLINE: "1",
      DVC_SITE_CACHE_DIR: `${around}/site`,
      DVC_GLOBAL_CONFIG_DIR: `${around}/global`,
      DVC_SYSTEM_CONFIG_DIR: `${around}/system`,
    };
    const run = journey.program(DVC ?? "dvc");
    const real: Run = (words, options = {}) => run(words, { ...options, env: { ...env, ...options.env } });
    journey.repo.write(PREPARE_THEN_TRAIN);
    await journey.repo.commit("a pipeline");
    await body({ ...journey, real });
    if (journey.repo.has(".dvc/tmp/exps/celery")) await real("queue stop --kill", { code: "any" });
  }, { ignore: DVC === undefined });
}

interop("DVC finds up to date what exp ran, and repro runs nothing", async ({ repo, exp, real }) => {
  await exp("run -n first");

  assert.match((await real("status")).stdout, /up to date/);
  await real("repro");
  assert.deepEqual(countRuns(repo.around), { prepare: 1, train: 1 });
});

interop("exp finds up to date what DVC ran, and repro runs nothing", async ({ repo, exp, dvc, real }) => {
  await real("exp run -n first");

  assert.match((await dvc("status")).stdout, /up to date/);
  await exp("repro");
  assert.deepEqual(countRuns(repo.around), { prepare: 1, train: 1 });
});

interop("both write the same lock file and the same run-cache", async ({ repo, exp, real, sh }) => {
  await exp("repro");
  const lock = repo.read("dvc.lock");
  const list = "find .dvc/cache -type f | sort | xargs md5sum";
  const cache = (await sh(list)).stdout;

  await sh("chmod -R u+w .dvc/cache; rm -rf .dvc/cache dvc.lock clean.txt model.txt metrics.json");
  await real("repro");

  assert.equal(repo.read("dvc.lock"), lock);
  assert.equal((await sh(list)).stdout, cache);
});

interop("DVC lists and applies the experiments of exp", async ({ repo, exp, git, real }) => {
  await exp("run -n slow");
  await exp("run -n fast -S lr=0.9");
  await git("checkout -q -- params.yaml");

  assert.deepEqual(namesIn((await real("exp show --json")).stdout), ["fast", "slow"]);
  await real("exp apply slow");
  assert.match(repo.read("model.txt"), /lr 0\.1/);
  await real("exp apply fast");
  assert.match(repo.read("model.txt"), /lr 0\.9/);
  assert.match(repo.read("params.yaml"), /lr: 0\.9/);
});

interop("exp lists and applies the experiments of DVC", async ({ repo, exp, dvc, git, real }) => {
  await real("exp run -n slow");
  await real("exp run -n fast -S lr=0.9");
  await git("checkout -q -- params.yaml");

  assert.deepEqual(namesIn((await dvc("exp show --json")).stdout), ["fast", "slow"]);
  await exp("apply slow");
  assert.match(repo.read("model.txt"), /lr 0\.1/);
  await exp("apply fast");
  assert.match(repo.read("model.txt"), /lr 0\.9/);
});

interop("DVC restores stages from the run-cache that exp filled", async ({ repo, exp, real, sh }) => {
  await exp("repro");
  await sh("rm -f dvc.lock clean.txt model.txt metrics.json");

  await real("repro");

  assert.deepEqual(countRuns(repo.around), { prepare: 1, train: 1 });
  assert.match(repo.read("clean.txt"), /^a\nb\n$/);
});

interop("exp restores stages from the run-cache that DVC filled", async ({ repo, exp, real, sh }) => {
  await real("repro");
  await sh("rm -f dvc.lock clean.txt model.txt metrics.json");

  await exp("repro");

  assert.deepEqual(countRuns(repo.around), { prepare: 1, train: 1 });
  assert.match(repo.read("clean.txt"), /^a\nb\n$/);
});

interop("DVC runs what exp queued", async ({ repo, exp, real }) => {
  await exp("run --queue -n waiting -S lr=0.7");

  assert.match((await real("queue status")).stdout, /waiting/);
  await real("exp run --run-all", { timeoutMs: 600_000 });
  assert.ok((await repo.experiments()).includes("waiting"));
  assert.match(await repo.readOf("waiting", "metrics.json"), /0\.7/);
  assert.doesNotMatch((await exp("queue status")).stdout, /Queued/);
});

interop("exp runs what DVC queued", async ({ repo, exp, dvc, real }) => {
  await real("exp run --queue -n waiting -S lr=0.7");

  assert.match((await dvc("queue status")).stdout, /waiting/);
  await exp("queue drain");
  assert.ok((await repo.experiments()).includes("waiting"));
  assert.match(await repo.readOf("waiting", "metrics.json"), /0\.7/);
  assert.doesNotMatch((await real("queue status")).stdout, /Queued/);
});

interop("DVC shows what exp's queue runs, waits for and has failed at, and prints its logs", async (both) => {
  const { repo, exp, real, sh } = both;
  repo.write({
    "train.sh": `[ "$(grep -c 0.9 params.yaml)" = 0 ] || { echo no luck; exit 3; }
    touch "$DVC_ROOT/../runs-now"; while [ -e "$DVC_ROOT/../runs-now" ]; do sleep 0.1; done\n`,
  });
  await exp("run --queue -n broken -S lr=0.9");
  await exp("run --queue -n busy -S lr=0.7");
  await exp("run --queue -n idle -S lr=0.8");

  await sh(`exp queue drain --max-tasks 2 & until [ -e ../runs-now ]; do sleep 0.1; done; dvc-real queue status >../seen
    dvc-real exp show --csv >../table; rm ../runs-now; wait`.replaceAll("dvc-real", `'${DVC}'`));

  const seen = await sh("cat ../seen ../table");
  assert.match(seen.stdout, /busy .*Running/);
  assert.match(seen.stdout, /idle .*Queued/);
  assert.match(seen.stdout, /broken .*Failed/);
  assert.match(seen.stdout, /busy,.*Running/);
  assert.match((await real("queue logs broken")).stdout, /no luck/);
});

interop("what DVC's worker failed at, exp tries again; what exp removes, DVC no longer lists", async (both) => {
  const { repo, exp, real } = both;
  repo.write({ "train.sh": "[ -e $DVC_ROOT/../repaired ] && echo 1 >model.txt && echo '{}' >metrics.json\n" });
  await exp("run --queue -n stubborn -S lr=0.7");
  await exp("run --queue -n unwanted -S lr=0.8");
  await real("exp run --run-all", { timeoutMs: 600_000 });
  assert.match((await exp("queue status")).stdout, /stubborn .*Failed/);
  Deno.writeTextFileSync(`${repo.around}/repaired`, "");

  await exp("queue retry stubborn");
  assert.match((await real("queue status")).stdout, /stubborn .*(Queued|Running)/);
  await exp("queue drain");
  await exp("queue remove unwanted");

  assert.match((await real("queue status")).stdout, /stubborn .*Success/);
  assert.doesNotMatch((await real("queue status")).stdout, /unwanted/);
  assert.deepEqual(await repo.experiments(), ["stubborn"]);
});

interop("each checks out what the other added", async ({ repo, exp, real, sh }) => {
  repo.write({ "ours/a.txt": "a\n", "ours/b/c.txt": "c\n", "theirs/a.txt": "x\n", "theirs/d/e.txt": "y\n" });
  await exp("add ours");
  await real("add theirs");
  await sh("rm -rf ours theirs");

  await exp("checkout ours.dvc theirs.dvc");
  assert.equal(repo.read("theirs/d/e.txt"), "y\n");
  await sh("rm -rf ours theirs");
  await real("checkout ours.dvc theirs.dvc");
  assert.equal(repo.read("ours/b/c.txt"), "c\n");
});

/** The names of all experiments in `exp show --json`. */
function namesIn(json: string): string[] {
  const rows = JSON.parse(json) as { name?: string; experiments?: { name?: string | null }[] | null }[];
  return rows.flatMap((row) => (row.experiments ?? []).map((experiment) => experiment.name ?? "")).sort();
}
