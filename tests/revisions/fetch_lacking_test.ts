/** Metrics that the cache has lost, and a remote has: read by whoever compares or shows. */
import assert from "node:assert/strict";
import type { ExpError } from "../../src/common/mod.ts";
import { openDataStore, transferAll } from "../../src/data/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { collectExperiments } from "../../src/revisions/mod.ts";
import { sidesAt } from "../../src/revisions/rev_side.ts";
import { makeProject } from "../support/exp_repo.ts";
import { type HttpFiles, startHttpFiles } from "../support/http_files.ts";

/** Three commits, each with metrics of its own: a file and one in a folder. The cache is empty, a web server has it all. */
async function lostMetrics(server: HttpFiles) {
  const project = await makeProject({
    "dvc.yaml": "stages:\n  t: {cmd: x, metrics: [m.json], outs: [out]}\nmetrics: [out/n.json]\n",
    ".gitignore": "/m.json\n/out\n",
    ".dvc/config": `[core]\n    remote = web\n['remote "web"']\n    url = ${server.url}/store\n    method = PUT\n`,
  });
  const clock = { ...project.host.clock, sleep: () => Promise.resolve() }; // whoever tries again does so at once
  const repo = await openRepo({ ...project.host, clock }, { cwd: project.root });
  using store = openDataStore(repo);
  for (const acc of [1, 2, 3]) {
    project.write("m.json", `{"acc": ${acc}}`);
    project.write("out/n.json", `{"loss": ${acc}}`);
    project.write("out/big", `${acc}`);
    store.forget();
    const items = ["m.json", "out"].map((path) => {
      const observed = store.observe(`${repo.root}/${path}`);
      assert.ok(observed.kind !== "missing");
      store.commit(`${repo.root}/${path}`, observed);
      return { path, info: observed.info };
    });
    await transferAll(repo, items, "push");
    const outs = items.map(({ path, info }) =>
      `    - {path: ${path}, hash: md5, md5: ${info.hash}, size: ${info.size}}\n`
    );
    project.write("dvc.lock", `schema: '2.0'\nstages:\n  t:\n    cmd: x\n    outs:\n${outs.join("")}`);
    project.commit(`with ${acc}`);
  }
  const lose = () => {
    for (const path of [".dvc/cache", "m.json", "out"]) repo.host.fs.removeTree(`${project.root}/${path}`);
  };
  lose();
  return { ...project, repo, lose };
}

const gets = (server: HttpFiles) =>
  server.requests.filter(({ line }) => line.startsWith("GET")).map(({ line }) => line);

Deno.test("of all sides of a comparison only what is named is fetched, once each", async () => {
  await using server = startHttpFiles();
  using project = await lostMetrics(server);
  const before = gets(server).length;

  const sides = await sidesAt(project.repo, project.git, ["HEAD~2", "HEAD", "HEAD"], { onUnfetched: assert.fail });

  const files = (value: bigint) =>
    new Map([["m.json", { data: new Map([["acc", value]]) }], ["out/n.json", { data: new Map([["loss", value]]) }]]);
  assert.deepEqual(sides.map(({ metrics }) => metrics), [files(1n), files(3n), files(3n)]);
  const fetched = gets(server).slice(before);
  assert.equal(new Set(fetched).size, fetched.length);
  assert.equal(fetched.length, 6); // of two commits the file, the folder, and the file in it; not the big one
});

Deno.test("a table of experiments has what remotes have; without leave nobody asks them", async () => {
  await using server = startHttpFiles();
  using project = await lostMetrics(server);
  const show = async (reading: { onUnfetched?: (error: ExpError) => void }) => {
    const entries = await collectExperiments(project.repo, project.git, { revs: ["HEAD", "HEAD~1"] }, [], reading);
    return entries.map(({ data }) => data?.metrics.get("m.json"));
  };
  const before = server.requests.length;

  const unasked = await show({});
  assert.equal(server.requests.length, before);
  const asked = await show({ onUnfetched: assert.fail });

  assert.ok(unasked.every((file) => file !== undefined && "error" in file));
  assert.deepEqual(asked.map((file) => file !== undefined && "data" in file && file.data), [
    new Map([["acc", 3n]]),
    new Map([["acc", 3n]]),
    new Map([["acc", 2n]]),
  ]);
});

Deno.test("a remote that cannot be reached is told of once, and nothing else is lost", async () => {
  const server = startHttpFiles();
  using project = await lostMetrics(server);
  await server[Symbol.asyncDispose]();
  const told: string[] = [];

  const [side] = await sidesAt(project.repo, project.git, ["HEAD"], { onUnfetched: ({ fault }) => told.push(fault) });

  assert.equal(told.length, 1);
  assert.match(told[0] ?? "", /^remote-failed\//);
  assert.ok("error" in (side?.metrics.get("m.json") ?? {}));
  assert.ok("data" in (side?.params.get("params.yaml") ?? {}));
});
