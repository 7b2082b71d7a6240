/** Parameter files that are unusual: dates, YAML 1.1, tags, slips. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

const stage = (params: string): string =>
  `stages:\n  s:\n    cmd: echo >> log && echo > out\n    params: [${params}]\n    outs: [out]\n`;

scenario("dates and times as parameters are recorded, compared and restored", async ({ repo, exp, dvc }) => {
  repo.write({
    "p.yaml": "day: 2024-02-29\nat: [2024-02-29 10:00:00Z]\n",
    "p.toml": "day = 2024-02-29\nclock = {tm = 10:00:00.5, at = 2024-02-29T10:00:00+01:00}\n",
    "dvc.yaml": stage("{p.yaml: [day, at]}, {p.toml: }"),
  });
  await repo.commit("dates");
  await exp("repro");
  assert.equal((await dvc("status")).stdout, "Data and pipelines are up to date.\n");
  const lock = repo.read("dvc.lock");

  repo.write({ "dvc.lock": null, "out": null });
  await exp("repro");
  await exp("run -f -S p.toml:day=2024-03-01 -n moved");
  await exp("params diff");

  assert.equal(repo.read("log"), "\n\n"); // restored once, run for the new date
  assert.match(lock, /tm: '?10:00:00\.500000'?/);
  assert.match(repo.read("p.toml"), /tm = 10:00:00\.5, at/);
});

scenario("a file that says YAML 1.1 has its words, in params, vars and overrides", async ({ repo, exp, dvc }) => {
  repo.write({
    "v.yaml": "%YAML 1.1\n---\non: no\nn: [017, 1:30:00, 1e3, 2024-01-01, 'off', 0o7]\n",
    "dvc.yaml":
      "vars: [v.yaml]\nstages:\n  s:\n    cmd: echo ${n[0]} ${n[1]} ${n[2]} ${n[4]} ${n[5]}\n    params: [{v.yaml: [n]}]\n",
  });
  await repo.commit("1.1");

  assert.match((await dvc("repro")).stdout, /^15 5400 1000\.0 off 0o7$/m);
  await exp("run -f -S v.yaml:n.0=9 -n nine");
  assert.match(repo.read("v.yaml"), /^%YAML 1\.1\n---\non: no\nn: \[9, 1:30:00,/);
});

scenario("tags of one's own stay in a file that an override edits", async ({ repo, exp }) => {
  repo.write({
    "c.yaml": "a: !Model {size: 3, of: !env HOME}\nlist: [!a 1, 2]\n",
    "dvc.yaml": "stages:\n  s: {cmd: cp c.yaml out, deps: [c.yaml], outs: [out]}\n",
  });
  await repo.commit("tags");
  await exp("run -S c.yaml:a.size=4 -S c.yaml:list.1=5 -S c.yaml:+new=1");
  assert.match(repo.read("out"), /!Model \{size: 4, of: !env HOME\}\nlist: \[!a 1, 5\]\n/);
  assert.match(repo.read("out"), /^new: 1$/m);
});

scenario("an override whose key is nearly another one is refused with both ways out", async ({ repo, exp }) => {
  repo.write({ "params.yaml": "model: {depth: 1, layer_1: 2}\n", "dvc.yaml": stage("model") });
  await repo.commit("model");
  for (const words of ["run", "run --queue", "run --temp", "run --queue --samples 2"]) {
    const { stderr } = await exp([...words.split(" "), "-S", "model.dept=2", "-S", "model.layer_1=interval(1,2)"], {
      code: "any",
    });
    if (words.includes("samples") || words === "run") assert.match(stderr, /^error: /m, words);
  }
  const { stderr } = await exp("run -S modle.depth=2", { code: 2 });
  assert.match(
    stderr,
    /no key 'modle\.depth'\nhint: did you mean 'model\.depth'\? A new key is added by \+modle\.depth=2/,
  );
  await exp("run -S +model.dept=2 -S model.layer_2=3 -S other=1 -n meant");
  assert.match(repo.read("params.yaml"), /dept: 2.*layer_2: 3/);
});

scenario("the caret of a YAML error stands below what it means", async ({ repo, exp }) => {
  repo.write({ "dvc.yaml": "stages:\n  s: {cmd: [}\n" });
  const { stderr } = await exp("status", { code: 2 });
  const lines = stderr.split("\n");
  const caret = lines.findIndex((line) => line.trim() === "^");
  const column = Number(/dvc\.yaml:2:(\d+)/.exec(stderr)?.[1]);
  assert.equal(lines[caret - 1]?.slice(lines[caret]?.indexOf("^")), "  s: {cmd: [}".slice(column - 1));
});

scenario("what DVC does not see or compare, exp does: null, and numbers as keys", async ({ repo, exp, dvc }) => {
  repo.write({
    "params.yaml": "gone: null\n",
    "p.yaml": "keys: {a: 1, 0: 3}\n",
    "dvc.yaml": stage("{p.yaml: [keys]}"),
  });
  await repo.commit("odd");
  repo.write({ "params.yaml": "{}\n", "p.yaml": "keys: {a: 4, 0: 3}\n" });
  const changed = (text: string) =>
    Object.values(JSON.parse(text) as object).flatMap((file) => Object.keys(file)).sort();

  assert.deepEqual(changed((await exp("params diff --json")).stdout), ["gone", "keys.a"]);
  assert.deepEqual(changed((await dvc("params diff --json")).stdout), []);
});
