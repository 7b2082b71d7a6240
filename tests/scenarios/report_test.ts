import assert from "node:assert/strict";
import type { Report } from "../../src/report/data.ts";
import { writeProgram } from "../support/command.ts";
import { docPage } from "../support/doc_page.ts";
import { type Scenario, scenario } from "../support/scenario.ts";
import { until } from "../support/wait.ts";

docPage("report.md", () => Promise.resolve(), { bare: true });

const PROJECT = {
  "params.yaml": "lr: 0.1\n",
  "train.sh": 'lr=$(sed "s/lr: //" params.yaml)\necho "{\\"acc\\": $lr}" > metrics.json\n' +
    'printf "step,acc\\n0,0.5\\n1,$lr\\n" > history.csv\n',
  "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    params: [lr]
    metrics:
    - metrics.json:
        cache: false
    plots:
    - history.csv
`,
};

async function withExperiments({ repo, exp }: Scenario, ...rates: readonly number[]): Promise<void> {
  repo.write(PROJECT);
  await exp("run -q");
  await repo.commit("a baseline of <script>alert(1)</script>");
  for (const lr of rates) await exp(`run -q -n lr-${lr} -S lr=${lr}`);
}

function reportIn(html: string): Report {
  return JSON.parse(/<script type="application\/json" id="report">(.*)<\/script>/.exec(html)![1]!);
}

scenario("exp report writes one file with all that the experiments are", async (journey) => {
  const { repo, exp } = journey;
  await withExperiments(journey, 0.2, 0.3);

  const { stdout, stderr } = await exp("report");

  const html = repo.read("report.html");
  const report = reportIn(html);
  assert.equal(stdout, "report.html\n");
  assert.match(stderr, /^2 experiments, curves of 1 plot\n$/);
  assert.deepEqual(report.rows.map(({ id }) => id).sort(), ["lr-0.2", "lr-0.3", "main", "workspace"]);
  assert.equal(report.rows.find(({ id }) => id === "main")!.message, "a baseline of <script>alert(1)</script>");
  assert.ok(!html.includes("<script>alert"));
  assert.deepEqual(report.curves[0]!.curves.map(({ xs }) => xs), [[0, 1], [0, 1], [0, 1], [0, 1]]);
  assert.deepEqual(report.pipeline.stages, ["train"]);
  assert.ok(!/(?:src|href)=["']?https?:/.test(html));
});

scenario(
  "a report is of the commits and experiments that were named, and of metrics that there are",
  async (journey) => {
    const { repo, exp } = journey;
    await withExperiments(journey, 0.2, 0.3);
    repo.write({ "train.sh": `${PROJECT["train.sh"]}# more\n` });
    await repo.commit("other code");

    await exp("report lr-0.3 -o one.html");
    const one = reportIn(repo.read("one.html"));
    assert.deepEqual(one.rows.map(({ kind }) => kind), ["workspace", "baseline", "experiment"]);
    assert.equal(one.rows[2]!.id, "lr-0.3");

    await exp("report -A -o all.html");
    const all = reportIn(repo.read("all.html"));
    assert.equal(all.rows.filter(({ kind }) => kind === "experiment").length, 3);
    assert.deepEqual(Object.keys(all.code.files), [".gitignore", "dvc.yaml", "train.sh"]);

    const unknown = await exp("report --metric accc", { code: "any" });
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /accc/);
    assert.ok(!repo.has("report.html"));
  },
);

scenario("a report is opened in the user's browser; where there is none, it is said what to open", async (journey) => {
  const { repo, exp } = journey;
  await withExperiments(journey, 0.2);
  writeProgram(`${repo.around}/browser`, `#!/bin/sh\necho "$1" >'${repo.around}/opened'\n`);

  await exp("report --open -o a#b.html", { env: { BROWSER: `${repo.around}/browser` } });
  const opened = Deno.readTextFileSync(`${repo.around}/opened`);
  assert.equal(opened, `file://${repo.root}/a%23b.html\n`);

  const { stderr } = await exp("report --open", { env: { BROWSER: "/nowhere", PATH: onlyGit(repo.around) } });
  assert.match(stderr, /no browser can be started here: open file:\/\/.*\/report\.html/);
});

/** A path of programs on which there is no browser. */
function onlyGit(folder: string): string {
  Deno.mkdirSync(`${folder}/programs`);
  for (const name of ["git", "sh", "rm"]) Deno.symlinkSync(`/usr/bin/${name}`, `${folder}/programs/${name}`);
  return `${folder}/programs`;
}

scenario("without experiments of this commit, it is said how to see the others", async (journey) => {
  const { repo, exp } = journey;
  await withExperiments(journey, 0.2);
  repo.write({ "more.txt": "1" });
  await repo.commit("HEAD moves on");

  const { stderr } = await exp("report");

  assert.match(stderr, /^0 experiments.*\nnone of this commit, but 2 experiments of 2 other commits: exp report -A/s);
  assert.doesNotMatch((await exp("report -A")).stderr, /none of this commit/);
  assert.doesNotMatch((await exp("report HEAD")).stderr, /none of this commit/);
});

scenario("plots that cannot be drawn are told, and keep nothing else out of the report", async (journey) => {
  const { repo, exp } = journey;
  await withExperiments(journey, 0.2);
  repo.write({
    "dvc.yaml": `${PROJECT["dvc.yaml"]}plots:
- odd:
    template: nowhere
    x: step
    y: {history.csv: acc}
- lacking:
    x: step
    y: {history.csv: loss}
- gone.csv
- diverged.csv
`,
    "diverged.csv": "step,loss\n0,nan\n1,nan\n",
  });

  const { stderr } = await exp("report");

  const report = reportIn(repo.read("report.html"));
  assert.deepEqual(report.notes, [
    "not drawn: odd: there is no template 'nowhere'",
    "not drawn: diverged.csv: no value of loss is a number (workspace)",
    "not drawn: lacking: Could not find provided field ('loss') in data fields ('step, acc'). (workspace)",
    "not drawn: gone.csv: No such file or directory: 'gone.csv' (workspace)",
  ]);
  for (const note of report.notes) assert.ok(stderr.includes(note), note);
  assert.equal(report.curves.length, 1);
  assert.deepEqual(Object.keys(report.code.files), []);
});

scenario("while it watches, a report is written anew for each experiment, and in the end it rests", async (journey) => {
  const { repo, exp } = journey;
  await withExperiments(journey, 0.2);

  const watching = exp("report --watch", { code: 0, interruptWhen: /again: 2 experiments/ });
  await until("the first report", () => repo.has("report.html"), watching);
  assert.equal(reportIn(repo.read("report.html")).reloadMs, 3_000);
  await exp("run -q -n lr-0.3 -S lr=0.3");
  await watching;

  const report = reportIn(repo.read("report.html"));
  assert.deepEqual(report.rows.map(({ id }) => id).sort(), ["lr-0.2", "lr-0.3", "main", "workspace"]);
  assert.equal(report.reloadMs, undefined);
});

scenario("while it watches, a report follows the metrics of what runs", async (journey) => {
  const { repo, exp } = journey;
  repo.write({
    ...PROJECT,
    "train.sh": `echo '{"acc": 0.25}' >metrics.json\nuntil [ -e '${repo.around}/on' ]; do sleep 0.05; done\n` +
      `echo '{"acc": 0.75}' >metrics.json; echo >history.csv\nuntil [ -e '${repo.around}/end' ]; do sleep 0.05; done\n`,
  });
  await repo.commit("a stage that waits");
  const running = exp("run -q -n slow");
  await until("the first value", () => repo.has("metrics.json"), running);
  const accuracy = () => repo.has("report.html") && valueOf(reportIn(repo.read("report.html")), "acc", "slow");

  const watching = exp("report --watch", { code: "any" }); // the scenario ends it
  await until("a report of it", () => accuracy() === 0.25, watching);
  Deno.writeTextFileSync(`${repo.around}/on`, "");
  await until("a report of its next value", () => accuracy() === 0.75, watching);
  Deno.writeTextFileSync(`${repo.around}/end`, "");
  await running;
});

function valueOf({ rows, columns }: Report, name: string, id: string): unknown {
  return columns.find((column) => column.name === name)?.values[rows.findIndex((row) => row.id === id)];
}
