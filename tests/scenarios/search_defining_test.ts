/** What a search may be told besides its space and its metric. */
import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

const PROJECT = {
  "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    params: [x, layers, dropout]
    metrics: [metrics.json: {cache: false}]
`,
  "params.yaml": "x: 0\nlayers: 1\ndropout: 0.25\n",
  "train.sh": `get() { sed -n "s/^$1: //p" params.yaml; }
echo "{\\"loss\\": $(get x), \\"size\\": $(get layers)}" >metrics.json
`,
};

const METRIC = "--metric metrics.json:loss";

async function prepare({ repo }: Scenario): Promise<void> {
  repo.write(PROJECT);
  await repo.commit("a project");
}

interface Shown {
  readonly history: readonly {
    readonly experiment: string;
    readonly enqueued: boolean;
    readonly overrides: Record<string, string[]>;
  }[];
}

async function shown({ exp }: Scenario, name: string): Promise<Shown> {
  return JSON.parse((await exp(`search show ${name} --json`)).stdout);
}

scenario("a search begins with the points that it is given, and tells of them", async (journey) => {
  const { exp, sh } = journey;
  await prepare(journey);
  const given = "--enqueue 'x=0.5 layers=3' --enqueue layers=2";
  await sh(`exp search new s -S 'x=interval(0,1)' -S 'layers=range(1,5)' ${METRIC} --trials 3 ${given}`);

  await exp("queue drain");

  const { history } = await shown(journey, "s");
  assert.deepEqual(history[0]!.overrides, { "params.yaml": ["x=0.5", "layers=3"] });
  assert.equal(history[1]!.overrides["params.yaml"]![1], "layers=2");
  assert.deepEqual(history.map(({ enqueued }) => enqueued), [true, true, false]);
  const { stdout } = await exp("search show s");
  assert.match(stdout, /^enqueued first: 2$/m);
  assert.match(stdout, /^s-1 .* x=0\.5 layers=3 \(enqueued\)$/m);
  const refused = await exp(`search new t -S x=interval(0,1) ${METRIC} --trials 3 --enqueue x=2`, { code: 2 });
  assert.match(refused.stderr, /'x=2' is no point of the search/);
});

scenario("a parameter that depends on another one is set where it counts, and else as in its file", async (journey) => {
  const { exp, sh, repo } = journey;
  await prepare(journey);
  const space = "-S 'layers=range(1,3)' -S 'dropout=0.1,0.5'";
  await sh(`exp search new s ${space} --when 'layers>1 -> dropout' ${METRIC} --sampler grid --trials 9`);

  await exp("queue drain");

  const { history } = await shown(journey, "s");
  assert.deepEqual(history.map(({ overrides }) => overrides["params.yaml"]), [
    ["layers=1"],
    ["layers=2", "dropout=0.1"],
    ["layers=2", "dropout=0.5"],
  ]);
  assert.equal(await repo.readOf("s-1", "params.yaml"), "x: 0\nlayers: 1\ndropout: 0.25\n");
  const never = await sh(`exp search new t ${space} --when 'layers>2 -> dropout' ${METRIC} --trials 9`, {
    code: "any",
  });
  assert.match(never.stderr, /'layers>2' never holds/);
});

scenario("a search that a file defines is the one that the same options define", async (journey) => {
  const { exp, sh, repo } = journey;
  await prepare(journey);
  repo.write({
    "search.yaml": `metric: metrics.json:loss
trials: 30
seed: 4
max-failures: 2
space:
  x: interval(0,1)
  layers: range(1,4)
  dropout: [0.1, 0.5]
when:
  layers>1: dropout
enqueue:
  - { x: 0.5, layers: 3 }
`,
  });
  await exp("search new a -f search.yaml --trials 5");
  const space = "-S 'x=interval(0,1)' -S 'layers=range(1,4)' -S 'dropout=choice(0.1,0.5)'";
  const rest = "--seed 4 --max-failures 2 --when 'layers>1 -> dropout' --enqueue 'x=0.5 layers=3'";
  await sh(`exp search new b ${METRIC} --trials 5 ${space} ${rest}`);

  const { searches } = JSON.parse((await exp("search list --json")).stdout);
  assert.deepEqual({ ...searches[0], name: "b" }, searches[1]);

  repo.write({ "search.yaml": "trials: 3\nspace:\n  x: interval(0,1\n" });
  const refused = await exp(`search new c -f search.yaml ${METRIC}`, { code: 2 });
  assert.match(refused.stderr, /^error: search\.yaml:3: /);
  assert.match((await exp("search new c -f serach.yaml", { code: "any" })).stderr, /there is no file 'serach\.yaml'/);
});

scenario("what is wrong in a file with the project, or with its other lines, has its line", async (journey) => {
  const { exp, repo } = journey;
  await prepare(journey);
  const mistakes = [
    ["max-time: soon\nspace:\n  x: interval(0,1)", 3, /--max-time/],
    ["sampler: grid\nspace:\n  x: interval(0,1)", 5, /an interval has no grid/],
    ["sampler: cmaes\nspace:\n  dropout: [0.1, 0.5]", 5, /cmaes chooses among numbers/],
    ["space:\n  layrs: range(1,4)", 4, /no stage reads 'layrs' .*\nhint: did you mean 'layers'\?/],
    ["space:\n  x: 0,1\n  layers: 1,2\nwhen:\n  layers > 7: x", 7, /'layers>7' never holds/],
    ["space:\n  x: interval(0,1)\nenqueue:\n- x: 0.5\n- x: 1.5", 7, /'x=1.5' is no point of the search/],
    ["space:\n  x: interval(0,1)\nenqueue:\n- seed: 3", 6, /'seed=3': the search does not vary that/],
  ] as const;

  for (const [text, line, says] of mistakes) {
    repo.write({ "search.yaml": `metric: metrics.json:loss\ntrials: 3\n${text}\n` });
    const { stderr } = await exp("search new c -f search.yaml", { code: 2 });
    assert.ok(stderr.startsWith(`error: search.yaml:${line}: `), `${text}: ${stderr}`);
    assert.match(stderr, says);
  }
  repo.write({ "search.yaml": "metric: metrics.json:loss\ntrials: 3\n" });
  assert.match((await exp("search new c -f search.yaml -S y=1,2", { code: 2 })).stderr, /^error: no stage reads 'y'/);
});

scenario("a trial that breaks a constraint is told as such, and never the best", async (journey) => {
  const { exp, sh } = journey;
  await prepare(journey);
  const space = "-S x=1,2,3 -S layers=1,2 --sampler grid --trials 6";
  await sh(
    `exp search new s ${METRIC} ${space} --constraint 'metrics.json:size > 1' --constraint 'metrics.json:loss>=2'`,
  );

  await exp("queue drain");

  const { stdout } = await exp("search show s");
  assert.match(stdout, /^only where metrics\.json:size > 1 and metrics\.json:loss >= 2$/m);
  assert.match(stdout, /^best: s-4, loss 2$/m);
  assert.deepEqual(stdout.match(/(?<=^s-\d +)\w+/gm), [
    "infeasible",
    "infeasible",
    "infeasible",
    "finished",
    "infeasible",
    "finished",
  ]);
  assert.equal((await exp("search best s")).stdout, "s-4\n");
  const { history } = JSON.parse((await exp("search show s --json")).stdout);
  assert.deepEqual(history.map(({ violation = 0 }) => Math.round(violation)), [1, 1, 0, 0, 0, 0]);
});

scenario("a search with several metrics has a front", async (journey) => {
  const { exp, sh, repo } = journey;
  await prepare(journey);
  const goal = `${METRIC} --metric metrics.json:size --direction minimize --direction maximize`;
  await sh(`exp search new s ${goal} --trials 12 -S 'x=int(interval(1,9))' -S layers=1,2,3 --enqueue 'x=1 layers=3'`);

  await exp("queue drain");

  assert.equal((await exp("search best s")).stdout.split("\n")[0], "s-1");
  const { front } = JSON.parse((await exp("search best s --json")).stdout);
  assert.deepEqual([front[0].value, front[0].others], [1, [3]]);
  const { stdout } = await exp("search show s");
  assert.match(stdout, /^to minimize metrics\.json:loss and maximize metrics\.json:size, by tpe$/m);
  assert.match(stdout, /^front: s-1/m);
  assert.match(stdout, /^Trial +State +loss +size +Parameters$/m);
  await exp("report -q");
  const [drawn] = JSON.parse(/id="report">(.*)<\/script>/.exec(repo.read("report.html"))![1]!).searches;
  assert.deepEqual([drawn.metric, drawn.better, drawn.further], ["loss", "lower", [{
    metric: "size",
    better: "higher",
  }]]);
  const isFirst = ({ value, others }: { value: number; others: number[] }) => value === 1 && others[0] === 3;
  assert.deepEqual(drawn.trials[0].others, [3]);
  for (const trial of drawn.trials) assert.equal(trial.isOfFront ?? false, isFirst(trial), trial.name);
  for (
    const [words, says] of [
      [`${goal} --pruner asha`, /a search with several metrics has no pruner/],
      [`${METRIC} --direction minimize --direction maximize`, /1 metric has 2 directions/],
      [`${METRIC} --constraint 'metrics.json:size = 3'`, /'metrics\.json:size = 3' is no constraint/],
    ] as const
  ) {
    assert.match((await sh(`exp search new t -S x=1,2 --trials 3 ${words}`, { code: "any" })).stderr, says);
  }
});

scenario("a search chooses among the files of a config group as among values", async (journey) => {
  const { exp, repo } = journey;
  repo.write({
    "conf/config.yaml": "defaults:\n- model: small\n- _self_\nx: 0\n",
    "conf/model/small.yaml": "layers: 1\n",
    "conf/model/large.yaml": "layers: 9\n",
    "params.yaml": "x: 0\nmodel:\n  layers: 1\n",
    "dvc.yaml": "stages:\n  train:\n    cmd: sh train.sh\n    deps: [train.sh]\n    params: [x, model]\n" +
      "    metrics: [metrics.json: {cache: false}]\n",
    "train.sh": `sed -n 's/^ *layers: \\(.*\\)/{"loss": \\1}/p' params.yaml >metrics.json\n`,
  });
  await exp("config hydra.enabled true");
  await repo.commit("a project with a config group");

  await exp(`search new s -S model=small,large -S x=1,2 ${METRIC} --direction maximize --sampler grid --trials 4`);
  await exp("queue drain");

  const { history } = JSON.parse((await exp("search show s --json")).stdout);
  assert.deepEqual(
    history.map(({ overrides, value }: { overrides: Record<string, string[]>; value: number }) => [overrides, value]),
    [[1, "small", 1], [2, "small", 1], [1, "large", 9], [2, "large", 9]].map(([x, model, loss]) => [
      { "params.yaml": [`model=${model}`, `x=${x}`] },
      loss,
    ]),
  );
});
