/** What commands print with `--json` has the shape that docs/schemas promises. */
import assert from "node:assert/strict";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { prepareQueue } from "../support/queue_project.ts";
import { type Scenario, scenario } from "../support/scenario.ts";
import { assertValid } from "../support/schemas.ts";

/** Lines, each with its schema's name in front where that is not its first words. */
async function validate({ exp }: Scenario, lines: readonly (string | readonly [string, string])[]): Promise<void> {
  for (const line of lines) {
    const [name, words] = typeof line === "string" ? [line.split(" ")[0]!, line] : line;
    const { stdout } = await exp(`${words} --json`, { code: "any" });
    assert.notEqual(stdout, "", words);
    assertValid(name, stdout);
  }
}

scenario("results of experiments, pipelines and data are as their schemas say", async (journey) => {
  const { repo, exp, sh } = journey;
  repo.write({ ...PREPARE_THEN_TRAIN, "data/a": "a", "curve.csv": "step,loss\n1,0.5\n2,0.25\n" });
  await exp("add -q data");
  await exp("remote add -q -d store ../store");
  await sh("printf 'plots:\\n- curve.csv: {x: step, y: loss}\\n' >>dvc.yaml");
  await repo.commit("a pipeline");
  await validate(journey, ["run -S lr=0.2 -n a", "run -S lr=0.3 -n b --temp", ["save", "save -n by-hand"]]);
  await sh("echo new >data/b; echo '{\"lr\": NaN}' >metrics.json; echo 'lr: 0.9' >params.yaml");
  await validate(journey, [
    "show",
    "show -A --sort-by params.yaml:lr",
    "ls",
    "diff a b",
    "diff",
    ["params-diff", "params diff"],
    ["metrics-diff", "metrics diff"],
    ["metrics-show", "metrics show"],
    ["metrics-show", "metrics show -a"],
    "status",
    "status -c",
    "why",
    "dag",
    ["stage-list", "stage list"],
    ["data-status", "data status --granular --unchanged"],
    ["data-status", "data status --not-in-remote"],
    ["data-diff", "data diff"],
    ["data-list", "data list ."],
    "config --list",
    ["remote-list", "remote list"],
    "doctor",
    "self-test",
    "version",
    ["plots-show", "plots show"],
    ["plots-diff", "plots diff HEAD"],
    "plots",
    "repro",
  ]);
  repo.write({ "dvc.yaml": "stages: [\n" });
  await validate(journey, ["show", ["metrics-show", "metrics show"]]);
});

scenario("results of the queue, of tracking and of squashing are as their schemas say", async (journey) => {
  const { repo, exp } = journey;
  await prepareQueue(journey);
  await validate(journey, [
    "run --queue -S n=1,2 -S mode=ok,fail",
    ["queue-status", "queue status"],
    ["queue-drain", "queue drain"],
    ["queue-status", "queue status"],
    "run --run-all",
    "show",
    ["queue-sync", "queue sync"],
    ["track", "track init -n tracked"],
    ["track", "track status"],
  ]);
  const [tracked = ""] = (await exp("track status")).stdout.split("\t");
  await validate(journey, [["track", `track save --id ${tracked}`], ["squash", "squash tracked"]]);
  await exp(["remove", "-q", ...(await repo.experiments())]);
  await validate(journey, [["undo", "undo --list"]]);
});

scenario("results of searches are as their schemas say", async (journey) => {
  await prepareQueue(journey);
  const lines = [["search-list", "search list"], ["search-show", "search show s"]] as const;
  await validate(journey, [["search-list", "search list"]]);
  await journey.exp("search new s -S mode=ok,fail -S n=range(1,3) --metric metrics.json:n --sampler grid --trials 9");
  await validate(journey, lines);
  await journey.exp("queue drain", { code: 1 });
  await validate(journey, [...lines, ["search-best", "search best s"]]);
});

scenario("answers about Hydra are as their schemas say, by line, too", async (journey) => {
  const { repo, exp } = journey;
  repo.write({ "params.yaml": "lr: 1\n", "conf/config.yaml": "a: 1\n" });
  await validate(journey, [
    ["hydra-parse", "hydra parse lr=0.1,0.2"],
    ["hydra-parse", "hydra parse lr=="],
    ["hydra-sweep", "hydra sweep lr=0.1,0.2"],
    ["hydra-apply", "hydra apply params.yaml lr=3"],
    ["hydra-compose", "hydra compose a=2"],
  ]);
  const cases = {
    parse: '{"s": "lr=1"}',
    sweep: '{"overrides": {"params.yaml": ["lr=1,2"]}}',
    apply: "{}",
    compose: "{}",
  };
  for (const [name, line] of Object.entries(cases)) {
    assertValid(`hydra-${name}`, (await exp(`hydra ${name} --jsonl`, { stdin: `${line}\n`, code: "any" })).stdout);
  }
});
