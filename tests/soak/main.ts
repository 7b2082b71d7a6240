/** Random acts of three actors on one repository, for a while; see scripts/soak. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { processesIn } from "../faults/field.ts";
import { prepareQueue } from "../support/queue_project.ts";
import { inScenario, type Scenario } from "../support/scenario.ts";
import { until } from "../support/wait.ts";
import { ACTS } from "./actors.ts";
import { type Model, newModel } from "./model.ts";

const value = (name: string, fallback: number) => {
  const at = Deno.args.indexOf(name);
  return at < 0 ? fallback : Number(Deno.args[at + 1]);
};
const seconds = value("--seconds", 45);
const seed = value("--seed", Date.now() % 2 ** 31);
console.log(`soak: seed ${seed}, ${seconds} s`);

let acts = 0, repositories = 0;
const property = fc.asyncProperty(ACTS, (commands) =>
  inScenario(async (journey) => {
    await prepare(journey);
    const model = newModel();
    await fc.asyncModelRun(() => ({ model, real: journey }), commands);
    await checkExperiments(journey, model);
    await checkNothingIsLeft(journey);
    acts += model.count;
    repositories++;
  }));
/** One after the other, and none is broken off: on a busy machine a single one may take all the time there is. */
const deadline = performance.now() + seconds * 1000;
let failed = false;
for (let own = seed; !failed && (repositories === 0 || performance.now() < deadline); own++) {
  const outcome = await fc.check(property, { seed: own, numRuns: 1, endOnFailure: true });
  failed = outcome.failed;
  if (failed) console.log(fc.defaultReportMessage(outcome), outcome.errorInstance);
}
console.log(`soak: ${repositories} repositories, ${acts} experiments and tasks, from seed ${seed} on`);
console.log(`${repositories} passed, ${failed ? 1 : 0} failed`);
Deno.exit(failed ? 1 : 0);

async function prepare(journey: Scenario): Promise<void> {
  const { repo, git } = journey;
  repo.write({ ".dvc/config": "[core]\n    remote = store\n['remote \"store\"']\n    url = ../../store\n" });
  await prepareQueue(journey);
  await git("init -q --bare ../origin.git");
  await git("remote add origin ../origin.git");
}

/** Each experiment holds what it was run with, here and where it was pushed to. */
async function checkExperiments({ repo, sh }: Scenario, model: Model): Promise<void> {
  for (const [name, n] of model.experiments) {
    assert.match(await repo.readOf(name, "params.yaml"), new RegExp(`^n: ${n}$`, "m"), name);
    assert.equal(await repo.readOf(name, "metrics.json"), `{"n": ${n}}\n`, name);
  }
  const { stdout } = await sh("git --git-dir=../origin.git for-each-ref --format='%(refname:lstrip=4)' refs/exps");
  assert.deepEqual(new Set(stdout.split("\n").filter(Boolean)), model.pushed);
}

/**
 * When the queue is empty, and one more run has swept what killed ones had left, there is nothing of anybody's: no lock, no
 * marker, no checkout, no pin, no half-written file.
 */
async function checkNothingIsLeft({ repo, exp, sh }: Scenario): Promise<void> {
  await exp("run --temp -q -n last -S n=1 -S mode=ok");
  // who is killed in the middle of a write leaves it half done: it is swept once it is old
  await sh("find .dvc -name '*.tmp' -exec touch -d '3 days ago' {} +");
  await exp("gc -w -A --all-experiments -y -q");
  await exp("queue remove --all -q -y", { code: "any" });
  await exp("queue drain");
  const { stdout } = await sh(
    `git fsck --no-dangling --no-progress 2>&1
    git --git-dir=../origin.git fsck --no-dangling --no-progress 2>&1 | grep -v '^notice: '
    find .git \\( -name '*.lock' ! -name exp-search.lock -o -name 'exp-refs-*' -o -name 'tmp_obj_*' \\) -print
    git for-each-ref refs/exps/celery
    ls -d .dvc/tmp/exps/tmp* .dvc/tmp/exp/queue/* .dvc/tmp/exp/queue/.gone-* .dvc/tmp/exp/runs/* 2>/dev/null
    find .dvc -name '*.tmp' -print`,
    { code: "any" },
  );
  assert.equal(stdout.trim(), "", "what is left over");
  await until("the end of all processes", () => processesIn(repo.around).length === 0);
}
