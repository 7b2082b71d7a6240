/** `exp plots` beside DVC's manner: what is drawn where, what is written, what is refused. */
import assert from "node:assert/strict";
import { scenario, type ScenarioRepo } from "../support/scenario.ts";

const PIXEL = "GIF89a";

function writeProject(repo: ScenarioRepo): void {
  repo.write({
    "dvc.yaml": "plots:\n- loss.csv:\n    x: step\n- pics\n- gone.csv\n",
    "loss.csv": "step,loss\n0,1\n1,0.5\n",
    "pics/a&b.gif": PIXEL,
  });
}

scenario("a terminal gets curves, a pipe and `exp dvc` the page", async ({ repo, exp, sh }) => {
  writeProject(repo);

  const here = await sh("script -qefc 'exp plots' /dev/null");
  const dvc = await sh("script -qefc 'exp dvc plots show' /dev/null");
  const piped = await exp("plots");

  assert.match(here.stdout, /┤/);
  assert.match(here.stdout, /workspace: loss 0\.5 at the end/);
  assert.match(dvc.stdout, /file:\/\/\S+\/dvc_plots\/index\.html/);
  assert.equal(piped.stdout, `file://${repo.root}/dvc_plots/index.html\n`);
  assert.match(piped.stderr, /gone\.csv of workspace: .*No such file/);
}, { needsTerminal: true });

scenario("a page has all of its own, but images, which lie beside it under addresses", async ({ repo, exp }) => {
  writeProject(repo);

  await exp("plots show -o out dir", { code: "any" });
  await exp(["plots", "show", "-o", "out put"]);

  const page = repo.read("out put/index.html");
  assert.ok(repo.has("out put/static/workspace_pics_a&b.gif"));
  assert.ok(page.includes('src="static/workspace_pics_a%26b.gif"'));
  assert.doesNotMatch(page.replace(/<script>[^]*?<\/script>/g, ""), /(src|href)="https?:/);
});

scenario("hostile data stays data: in the page, and on the terminal", async ({ repo, exp }) => {
  repo.write({
    "dvc.yaml":
      `plots:\n- "<img src=x onerror=alert(1)>":\n    y: {l.csv: loss}\n    title: "</script><script>alert(1)"\n`,
    "l.csv": "note,loss\n0,1\n1,2\n</script><script>alert(2)</script>,3\n",
  });

  await exp("plots -o out");
  repo.write({ "dvc.yaml": `plots:\n- l.csv:\n    title: "\\e]0;owned\\a"\n` });
  const { stdout } = await exp("plots --text");

  const page = repo.read("out/index.html");
  assert.equal(page.match(/alert\(\d\)/g)?.length, 3);
  assert.doesNotMatch(page, /<script>alert|<img src=x/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(stdout, /\x1b|\x07/);
});

scenario("a page of the user's own gets the plots where it says", async ({ repo, exp }) => {
  writeProject(repo);
  repo.write({ "mine.html": "<body>{scripts}<h1>Mine</h1>{plot_divs}</body>", "bad.html": "<body></body>" });

  await exp("plots --html-template mine.html");
  const bad = await exp("plots --html-template bad.html", { code: "any" });
  const gone = await exp("plots --html-template gone.html", { code: "any" });
  await exp("config plots.html_template ../mine.html");
  await exp("plots -o again");

  assert.match(repo.read("dvc_plots/index.html"), /<h1>Mine<\/h1>\s*<section><div data-vega="plot-1"/);
  assert.match(bad.stderr, /error: the HTML template .*bad\.html has no place for plots: write \{plot_divs\}/);
  assert.match(gone.stderr, /error: there is no HTML template .*gone\.html/);
  assert.match(repo.read("again/index.html"), /<h1>Mine/);
});

scenario("what is shown with nothing to show says so", async ({ repo, exp, dvc }) => {
  const nothing = await exp("plots");
  const dvcNothing = await dvc("plots show");
  repo.write({ "dvc.yaml": "plots: [empty.csv]\n", "empty.csv": "a,b\n" });
  const empty = await exp("plots");

  assert.match(nothing.stderr, /there are no plots/);
  assert.match(dvcNothing.stderr, /No plots were loaded, visualization file will not be created\./);
  assert.match(empty.stderr, /the plots have no data yet/);
  assert.ok(!repo.has("dvc_plots"));
});

scenario("modify makes an output a plot, and changes it, and takes it back", async ({ repo, exp, dvc }) => {
  repo.write({ "dvc.yaml": "# mine\nstages:\n  train:\n    cmd: train\n    outs:\n    - l.csv\n    - model\n" });

  await exp(["plots", "modify", "l.csv", "-x", "step", "--title", "The loss"]);
  const changed = repo.read("dvc.yaml");
  const refused = await dvc("plots modify l.csv --unset y", { code: 255 });
  const noPlot = await dvc("plots modify model --unset y", { code: 255 });
  const noOut = await exp("plots modify nope.csv -x a", { code: "any" });
  const noTemplate = await exp("plots modify l.csv -t nope", { code: "any" });
  await exp("plots modify l.csv --unset x title");

  assert.match(changed, /^# mine\nstages:\n {2}train:\n {4}cmd: train\n {4}outs:\n {4}- model\n/);
  assert.match(changed, / {4}plots:\n {4}- l\.csv:\n {8}x: step\n {8}title: The loss\n/);
  assert.match(refused.stderr, /ERROR: display properties \['y'\] not found in plot 'l\.csv'/);
  assert.match(noPlot.stderr, /'model' is not a known plot/);
  assert.match(noOut.stderr, /no stage has an output 'nope\.csv'/);
  assert.match(noTemplate.stderr, /there is no template 'nope'/);
  assert.match(repo.read("dvc.yaml"), / {4}plots:\n {4}- l\.csv\n/);
});

scenario("experiments by name, and data that lies in the cache alone", async ({ repo, exp, dvc }) => {
  repo.write({
    "params.yaml": "n: 1\n",
    "train.sh": 'printf "step,loss\\n0,$(sed "s/n: //" params.yaml)\\n" > loss.csv\n',
    "dvc.yaml":
      "stages:\n  train:\n    cmd: sh train.sh\n    params: [n]\n    deps: [train.sh]\n    plots: [loss.csv]\n",
  });
  await exp("run -q");
  await repo.commit("one");
  await exp("run -q -n two -S n=2");
  repo.write({ "loss.csv": null });

  const { stdout } = await dvc("plots diff HEAD two --json --split");

  const [plot] = JSON.parse(stdout).data["loss.csv"];
  assert.deepEqual(plot.revisions, ["HEAD", "two"]);
  assert.deepEqual(plot.anchor_definitions["<DVC_METRIC_DATA>"].map((row: { loss: string }) => row.loss), ["1", "2"]);
});

scenario("each commit's own rows are drawn, also of files that Git has", async ({ repo, git, dvc }) => {
  repo.write({ "dvc.yaml": "plots:\n- loss.csv\n", "loss.csv": "loss\n1\n" });
  await repo.commit("one");
  repo.write({ "loss.csv": "loss\n2\n" });
  await repo.commit("two");
  repo.write({ "loss.csv": "loss\n3\n" });
  await git("tag second");

  const { stdout } = await dvc("plots diff workspace second second~1 HEAD --json --split");

  const points: { rev: string; loss: string }[] =
    JSON.parse(stdout).data["loss.csv"][0].anchor_definitions["<DVC_METRIC_DATA>"];
  assert.deepEqual(points.map(({ rev, loss }) => `${rev} ${loss}`), [
    "workspace 3",
    "second 2",
    "second~1 1",
    "HEAD 2",
  ]);
});

scenario(
  "data that a .dvc file of DVC 2 calls a plot or a metric is one, wherever it lies",
  async ({ repo, exp, dvc }) => {
    repo.write({ "loss.csv": "step,loss\n0,1\n", "scores.json": '{"acc": 0.5}' });
    await dvc("add loss.csv scores.json");
    repo.write({
      "loss.csv.dvc": `${repo.read("loss.csv.dvc")}  plot: {x: step, title: Loss}\n`,
      "scores.json.dvc": `${repo.read("scores.json.dvc")}  metric: true\n`,
      "loss.csv": null,
    });

    const plots = await exp("plots --text");
    const metrics = JSON.parse((await exp("metrics show --json")).stdout);

    assert.match(plots.stdout, /^Loss\n[^]*workspace: loss 1 at the end/);
    assert.deepEqual(metrics, { "": { data: { "scores.json": { data: { acc: 0.5 } } } } });
  },
);

scenario("revisions and choices that mean nothing are refused", async ({ repo, exp, dvc }) => {
  writeProject(repo);

  assert.match((await dvc("plots diff nope --json", { code: 1 })).stderr, /unknown Git revision 'nope'/);
  assert.match((await exp("plots --text --html", { code: 2 })).stderr, /--text and --html/);
  assert.match((await dvc("plots show --show-vega", { code: 1 })).stderr, /please specify a target for `--show-vega`/);
  assert.match((await exp("plots templates scater", { code: 2 })).stderr, /did you mean 'scatter'/);
  assert.match((await dvc("plots show -t nope", { code: 255 })).stderr, /Template 'nope' not found/);
});

scenario("a target stands in ids as it was called, and a list of them may be empty", async ({ repo, dvc }) => {
  writeProject(repo);
  repo.write({ "more/in.csv": "loss\n1\n" });
  const ids = async (line: string) => Object.keys(JSON.parse((await dvc(`plots ${line} --json`)).stdout).data);

  assert.deepEqual(await ids("show ./more"), ["./more/in.csv"]);
  assert.deepEqual(await ids("show more/"), ["more/in.csv"]);
  assert.deepEqual(await ids(`show ${repo.root}/more`), ["more/in.csv"]);
  assert.deepEqual(await ids("diff HEAD --targets"), await ids("diff HEAD"));
});

scenario("DVC's clients get a page also where nothing could be read", async ({ repo, exp, dvc }) => {
  const page = await dvc("plots show gone.csv");
  const said = await exp("plots show gone.csv");

  assert.equal(page.stdout, `file://${repo.root}/dvc_plots/index.html\n`);
  assert.equal(said.stdout, "");
  assert.match(said.stderr, /the plots have no data yet/);
});

scenario("a broken dvc.yaml is told with the commit that has it", async ({ repo, git, dvc }) => {
  repo.write({ "dvc.yaml": "plots:\n  loss.csv:\n    x: step\n" });
  await repo.commit("broken");
  const { stdout: rev } = await git("rev-parse HEAD");
  repo.write({ "dvc.yaml": "plots:\n- loss.csv\n- ${nope}\n" });

  const { errors } = JSON.parse((await dvc("plots diff HEAD --json")).stdout);

  assert.deepEqual(errors.map((error: { msg: string }) => error.msg), [
    "failed to parse 'plots.1' in 'dvc.yaml': Could not find 'nope'",
    `'./dvc.yaml' validation failed in revision '${rev.slice(0, 7)}'`,
  ]);
});

scenario("DVC's clients may leave a template's name out, and it says nothing then", async ({ repo, exp, dvc }) => {
  writeProject(repo);
  const plain = (await dvc("plots show loss.csv --json")).stdout;

  assert.equal((await dvc("plots show loss.csv --json -t")).stdout, plain);
  assert.equal((await dvc("plots show loss.csv -t --json")).stdout, plain);
  assert.match((await exp("plots show loss.csv -t", { code: 2 })).stderr, /'-t, --template <name>' argument missing/);
});
