import assert from "node:assert/strict";
import { prepareQueue, tasksBy, WAIT_FOR } from "../support/queue_project.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

const QUEUE = ".dvc/tmp/exp/queue";

/** The folder of the task of that name, in sh. */
const FOLDER = (name: string) =>
  `${QUEUE}/$(grep -l '"name":"${name}"' ${QUEUE}/*/task.json | xargs dirname | xargs basename)`;

async function queued(journey: Scenario, ...names: string[]): Promise<void> {
  for (const [i, name] of names.entries()) await journey.exp(`run --queue -n ${name} -S n=${i + 1}`);
}

scenario("a pin that is damaged, gone, packed over or another's is made again; each task is run", async (journey) => {
  const { repo, exp, sh, git } = journey;
  await prepareQueue(journey);
  const names = ["folder", "missing", "other", "packed", "gone"];
  await queued(journey, ...names);

  await git("pack-refs --all");
  await sh(`pin() { echo .git/refs/exps/celery/task/$(basename "$1"); }
    f=$(pin ${FOLDER("folder")}); mkdir -p "$f/x"; echo y > "$f/x/z"
    f=$(pin ${FOLDER("missing")}); echo 1234567890123456789012345678901234567890 > "$f"
    f=$(pin ${FOLDER("other")}); git rev-parse HEAD > "$f"
    f=$(pin ${FOLDER("packed")}); echo garbage > "$f"
    grep -v "$(basename "${FOLDER("gone")}")" .git/packed-refs > ../packed; cp ../packed .git/packed-refs
    rm -rf .git/refs/exps/celery/stash; mkdir -p .git/refs/exps/celery/stash/x; touch .git/refs/exps/celery/stash/x/y
    rm -f .git/logs/refs/exps/celery/stash; mkdir -p .git/logs/refs/exps/celery/stash`);
  await exp("queue drain");

  assert.deepEqual(await repo.experiments(), [...names].sort());
  const { stderr } = await git("for-each-ref refs/exps");
  assert.equal(stderr, "", "git finds no broken ref");
});

scenario("all of .dvc/tmp deleted: what waits is listed at once, and runs", async (journey) => {
  const { repo, exp, sh } = journey;
  await prepareQueue(journey);
  await queued(journey, "waits");

  await sh("rm -rf .dvc/tmp");

  assert.deepEqual(await tasksBy(journey, "queued"), ["waits"]);
  await exp("queue drain");
  assert.deepEqual(await repo.experiments(), ["waits"]);
});

scenario("a pin whose commit is gone: the task is listed as failed, with the reason, and the others run", async (
  journey,
) => {
  const { repo, exp, sh } = journey;
  await prepareQueue(journey);
  await queued(journey, "lost", "kept");

  await sh(`id=$(basename "${FOLDER("lost")}") pin=.git/refs/exps/celery/task/$(basename "${FOLDER("lost")}")
    rev=$(cat "$pin"); : > "$pin"; rm -f .git/objects/$(echo $rev | cut -c1-2)/$(echo $rev | cut -c3-)`);
  const { stderr } = await exp("queue drain", { code: 1 });

  assert.match(stderr, /lost: its pin was damaged, and its commit is gone/);
  assert.deepEqual(await tasksBy(journey, "failed"), ["lost"]);
  assert.deepEqual(await repo.experiments(), ["kept"]);
});

scenario("a folder, or garbage, in the place of any file of the queue costs no other task its run", async (journey) => {
  const { repo, exp, sh } = journey;
  await prepareQueue(journey);
  await queued(journey, "t1");
  await exp("queue drain");
  await queued(journey, "t2", "t3", "t4", "t5");

  await sh(`block() { rm -rf "$1"; mkdir -p "$1"; touch "$1/x"; }
    t1=${FOLDER("t1")} t2=${FOLDER("t2")} t3=${FOLDER("t3")} t4=${FOLDER("t4")} t5=${FOLDER("t5")}
    block $t1/state.json; echo garbage > $t1/task.json
    block $t2/task.json; echo garbage > $t3/lease.lock; block $t4/lease.lock; block $t5/state.json
    rm -rf $t1/lease.owner; echo garbage > $t1/lease.owner
    block $t2/stage.group; block $t4/kill
    block .dvc/tmp/exp/queue.lock; block .dvc/tmp/exp/changes
    for m in .dvc/tmp/exps/celery/broker/in/*.msg; do block $m; break; done`);
  await exp("queue status");
  await exp("run --queue -n t6 -S n=6");
  await exp("queue drain", { code: "any" });

  assert.deepEqual(await repo.experiments(), ["t1", "t2", "t3", "t4", "t5", "t6"]);
  await exp("show --json");
});

scenario("a message of 120,000 characters is queued, run and committed as it is", async (journey) => {
  const { exp, git } = journey;
  await prepareQueue(journey);
  const message = "\u00e9".repeat(60_000);
  await exp(["run", "--queue", "-n", "wordy", "-S", "n=2", "-m", message]);

  await exp("queue drain");

  const { stdout } = await git("log --all --format=%B --grep=\u00e9\u00e9");
  assert.equal(stdout.trim(), message);
});

scenario(
  "deaths in a row are counted apart from --retries; the drain that gives a task up tells it",
  async (journey) => {
    const { exp, sh } = journey;
    await prepareQueue(journey);
    await exp("config queue.max_deaths 1");
    await exp("run --queue -n doomed -S mode=patient -S n=1 --retries 3");
    await sh(`exp queue drain >../log 2>&1 & ${WAIT_FOR("../ran")}; kill -9 $!; wait $! 2>/dev/null; true`);
    assert.match((await exp("queue status")).stdout, /doomed .*Queued, attempt 2, whoever ran it died/);

    const { stderr } = await exp("queue drain", { code: 1 });

    assert.match(stderr, /^1 of 1 experiments failed/);
    assert.match(stderr, /doomed: whoever ran it died/);
    assert.match((await exp("queue status")).stdout, /doomed .*Failed: whoever ran it died/);
  },
);

scenario("what a killed task started with setsid is ended with it, and named, also without its environment", async (
  journey,
) => {
  const { exp, sh, repo } = journey;
  await prepareQueue(journey);
  repo.write({
    "train.sh": `setsid env -i sleep 300 & echo $! >"$DVC_ROOT/../hanging"
until [ "$(cat /proc/$!/comm)" = sleep ]; do sleep 0.02; done; touch "$DVC_ROOT/../began"; sleep 300
`,
  });
  await repo.commit("a server");
  await exp("run --queue -n server -S n=1");

  const { stdout } = await sh(`exp queue drain >../log 2>&1 & ${WAIT_FOR("../began")}
    exp queue kill server >/dev/null; wait $!; cat ../log`);

  assert.match(
    stdout,
    new RegExp(`having left its process group: ${Deno.readTextFileSync(`${repo.around}/hanging`).trim()}`),
  );
  await sh('case $(cut -d " " -f 3 "/proc/$(cat ../hanging)/stat" 2>/dev/null) in ""|Z) ;; *) false ;; esac');
});

scenario("the queue's folders on other disks: what is moved between them arrives whole", async (journey) => {
  const { repo, sh } = journey;
  await prepareQueue(journey);
  const { stdout } = await sh(
    `mkdir -p .dvc/tmp/exps .dvc/cache; unshare -rm true 2>/dev/null || { echo unable; exit 0; }
    exec unshare -rm sh -c 'set -e; for f in .dvc/tmp .dvc/tmp/exps .dvc/cache; do mkdir -p $f; mount -t tmpfs tmpfs $f; done
      exp run --queue -n far -S mode=flaky -S n=1 --retries 2; exp queue drain; mkdir -p .dvc/tmp/exps/celery/broker/processed
      mount -t tmpfs tmpfs .dvc/tmp/exps/celery/broker/processed; exp run --queue -n off -S n=2; exp queue drain
      cat .dvc/tmp/exp/queue/*/attempt-1.out'`,
  );
  if (stdout.trim() === "unable") return; // no right to mount anything here

  assert.match(stdout, /number 1/);
  assert.deepEqual(await repo.experiments(), ["far", "off"]);
});
