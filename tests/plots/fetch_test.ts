/** Plots that the cache has lost, and a remote has. */
import assert from "node:assert/strict";
import { openDataStore, transferAll } from "../../src/data/mod.ts";
import { collectPlots } from "../../src/plots/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { makeProject } from "../support/exp_repo.ts";
import { startHttpFiles } from "../support/http_files.ts";

Deno.test("a folder of plots that only a web server has is fetched, and what it holds is drawn", async () => {
  await using server = startHttpFiles();
  using project = await makeProject({
    "dvc.yaml": "stages:\n  t: {cmd: x, plots: [logs]}\n",
    ".gitignore": "/logs\n",
    ".dvc/config": `[core]\n    remote = web\n['remote "web"']\n    url = ${server.url}/store\n    method = PUT\n`,
  });
  const repo = await openRepo(project.host, { cwd: project.root });
  project.write("logs/a.csv", "loss\n3\n");
  project.write("logs/b.csv", "loss\n4\n");
  using store = openDataStore(repo);
  const observed = store.observe(`${repo.root}/logs`);
  assert.ok(observed.kind !== "missing");
  store.commit(`${repo.root}/logs`, observed);
  await transferAll(repo, [{ path: "logs", info: observed.info }], "push");
  const { hash } = observed.info;
  project.write(
    "dvc.lock",
    `schema: '2.0'\nstages:\n  t:\n    cmd: x\n    outs:\n    - {path: logs, hash: md5, md5: ${hash}}\n`,
  );
  project.commit("all");
  for (const path of [".dvc/cache", "logs"]) repo.host.fs.removeTree(`${project.root}/${path}`);

  const { plots, errors } = await collectPlots(repo, project.git, {
    revs: ["HEAD"],
    describe: assert.fail,
    onUnfetched: assert.fail,
  });

  assert.deepEqual(errors, []);
  assert.deepEqual(plots.map(({ id }) => id), ["logs/a.csv", "logs/b.csv"]);
  assert.deepEqual(plots.flatMap((plot) => plot.kind === "vega" ? plot.points.map((row) => row.get("loss")) : []), [
    "3",
    "4",
  ]);
});
