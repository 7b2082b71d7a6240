import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

const FILES = { "params.yaml": "lr: 0.1\n", "train.sh": "true\n" };

/** Commits of an experiment, newest first, by their last loss. */
async function losses({ git }: Scenario, name: string): Promise<number[]> {
  const refs = (await git(["for-each-ref", "--format=%(refname)", "refs/exps"])).stdout.split("\n");
  const ref = refs.find((each) => each.endsWith(`/${name}`));
  if (ref === undefined) return [];
  const revs = (await git(["rev-list", ref, "^HEAD"])).stdout.trim().split("\n");
  const found: number[] = [];
  for (const rev of revs) found.push(JSON.parse((await git(["show", `${rev}:tracked/metrics.json`])).stdout).loss);
  return found;
}

scenario("a bash loop makes an experiment, and the workspace stays as it is", async (journey) => {
  journey.repo.write(FILES);
  await journey.repo.commit("a project");
  journey.repo.write({ "train.sh": "echo edited\n" });

  await journey.sh(`set -e
    EXP_TRACK=$(exp track init --name by-hand); export EXP_TRACK
    exp track params lr=0.5
    for step in 1 2 3; do exp track metric loss=0.$step --step $step; done
    exp track checkpoint >/dev/null
    exp track metric loss=0.05 --step 4
    exp track complete
    exp track save`);

  assert.deepEqual(await losses(journey, "by-hand"), [0.05, 0.3]);
  assert.equal((await journey.git("status --porcelain")).stdout, " M train.sh\n");
  assert.equal(journey.repo.read("params.yaml"), "lr: 0.1\n");
  assert.equal(await journey.repo.readOf("by-hand", "params.yaml"), "lr: 0.5\n");
  assert.equal(await journey.repo.readOf("by-hand", "train.sh"), "echo edited\n");
  const shown = JSON.parse((await journey.exp("show --json")).stdout)[1].experiments[0].revs[0].data;
  assert.deepEqual(shown.metrics["tracked/metrics.json"].data, { loss: 0.05, step: 4 });
  assert.deepEqual(shown.params["params.yaml"].data, { lr: 0.5 });
});

scenario("calls in the wrong state are errors that say what is valid", async ({ repo, exp, sh }) => {
  repo.write(FILES);
  await repo.commit("a project");
  const id = (await exp("track init --name t")).stdout.trim();
  const track = (words: string, code = 0) => exp(`track ${words} --id ${id}`, { code });

  await track("complete");
  assert.match((await track("metric loss=1", 2)).stderr, /log_metric.*completed[^]*valid now: save, discard/);
  await track("save");
  assert.equal((await track("save")).stdout, "t\n");
  assert.match((await track("discard", 2)).stderr, /discard.*persisted[^]*valid now: save/);
  assert.match((await exp("track metric loss=1 --id abc", { code: 2 })).stderr, /uninitialized[^]*valid now: init/);
  assert.match((await sh("exp track metric loss=1", { code: 2 })).stderr, /EXP_TRACK/);
});

scenario("JSON lines: answers in order, metrics without answers, errors that name the state", async (journey) => {
  journey.repo.write(FILES);
  await journey.repo.commit("a project");
  const calls = [
    { call: "log_metric", name: "loss", value: 1 },
    { call: "init", name: "piped" },
    { call: "set_params", overrides: ["lr=0.9"] },
    ...Array.from({ length: 2000 }, (_, step) => ({ call: "log_metric", name: "loss", value: 1 / (step + 1), step })),
    { call: "make_checkpoint" },
    { call: "log_metric", name: "loss" },
    { call: "save" },
    { call: "log_metric", name: "loss", value: 0 },
  ];

  const { stdout } = await journey.exp("track --stdio", {
    stdin: calls.map((call) => JSON.stringify(call)).join("\n") + "\nnot json\n",
  });

  const answers = stdout.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(answers.map(({ ok, call, state }) => [ok, call, state]), [
    [false, "log_metric", "uninitialized"],
    [true, "init", "active"],
    [true, "set_params", "active"],
    [true, "make_checkpoint", "active"],
    [false, "log_metric", "active"],
    [true, "save", "persisted"],
    [false, "log_metric", "persisted"],
    [false, "?", "persisted"],
  ]);
  assert.equal((await journey.repo.readOf("piped", "tracked/plots/loss.tsv")).split("\n").length, 2002);
});

scenario("a pipe that is killed leaves what it was told, and another process goes on", async (journey) => {
  journey.repo.write(FILES);
  await journey.repo.commit("a project");

  await journey.sh(`set -e
    mkfifo calls; exp track --stdio < calls > answers & pid=$!
    exec 3> calls
    echo '{"call":"init","name":"cut"}' >&3
    for i in 1 2 3; do echo "{\\"call\\":\\"log_metric\\",\\"name\\":\\"loss\\",\\"value\\":$i}" >&3; done
    echo '{"call":"status"}' >&3
    while [ "$(grep -c . answers)" != 2 ]; do sleep 0.05; done
    kill -9 $pid
    exec 3>&-`);
  const { id } = JSON.parse(journey.repo.read("answers").split("\n")[0] ?? "");
  await journey.exp(`track metric loss=4 --id ${id}`);
  await journey.exp(`track save --id ${id}`);

  assert.deepEqual(await losses(journey, "cut"), [4]);
});

/** Each call, what goes before it, and how the experiment ends after it was repeated where that is needed. */
const CRASHES: readonly { readonly call: string; readonly before: readonly string[] }[] = [
  { call: "params lr=0.7", before: [] },
  { call: "metric loss=2", before: ["metric loss=1"] },
  { call: "checkpoint", before: ["metric loss=2"] },
  { call: "checkpoint", before: ["metric loss=1", "checkpoint", "metric loss=2"] },
  { call: "complete", before: ["metric loss=2"] },
  { call: "save", before: ["metric loss=1", "checkpoint", "metric loss=2", "complete"] },
  { call: "discard", before: ["metric loss=1", "checkpoint"] },
];

for (const { call, before } of CRASHES) {
  scenario(
    `kill -9 at every write of 'track ${call}' after ${before.length} calls: the next call goes on`,
    async (journey) => {
      const { repo, exp, sh, git } = journey;
      repo.write(FILES);
      await repo.commit("a project");
      const EXP_TRACK = (await exp("track init --name t")).stdout.trim();
      const track = (words: string, env: Record<string, string> = {}, code: number | "any" = 0) =>
        exp(`track ${words}`, { env: { EXP_TRACK, ...env }, code });
      for (const words of before) await track(words);
      await sh("cp -a ../repo ../start");
      const trace = `${repo.around}/trace`;
      await track(call, { EXP_CRASH_TRACE: trace });
      const count = Deno.readTextFileSync(trace).trim().split("\n").length;

      // after one step is before the next
      for (const at of [...Array.from({ length: count }, (_, i) => `${i + 1}`), `${count}+`]) {
        await sh("find . -mindepth 1 -delete && cp -a ../start/. .");
        await track(call, { EXP_CRASH_AT: at }, "any");
        const state = (await track("status")).stdout.trim();
        if (call === "discard") {
          if (state === "active") await track("discard");
          assert.deepEqual(await losses(journey, "t"), [], at);
          await exp("track init --name t");
          const left = (await sh("ls .dvc/tmp/exp/track")).stdout.trim().split("\n");
          assert.equal(left.length, 1, `${at}: ${left}`);
          continue;
        }
        if (state === "active" && call !== "metric loss=2") await track(call);
        await track("save");
        const found = await losses(journey, "t");
        assert.ok(
          call.startsWith("metric") ? found[0] === 1 || found[0] === 2 : call.startsWith("params") || found[0] === 2,
          at,
        );
        if (call === "params lr=0.7") assert.equal(await repo.readOf("t", "params.yaml"), "lr: 0.7\n", at);
        assert.equal((await git("fsck --no-dangling")).stderr, "", at);
        assert.equal((await git("status --porcelain")).stdout, "", at);
      }
    },
  );
}
