/** What is no part of a project, what cannot be run, and what `--pull`, `--allow-missing` and `-k` promise. */
import assert from "node:assert/strict";
import { scenario, type ScenarioRepo } from "../support/scenario.ts";

const lines = (repo: ScenarioRepo, path: string) => repo.has(path) ? repo.read(path).trim().split("\n").join(" ") : "";

scenario("pipelines that Git ignores are passed over, tracked ones beside them are not", async ({ repo, dvc, git }) => {
  const stray = "stages:\n  stray: {cmd: echo stray >> ../ran, outs: [o]}\n";
  repo.write({
    "dvc.yaml": "stages:\n  own: {cmd: echo own >> ran}\n",
    ".gitignore": "/data/*\n!/data/*.dvc\nran\n",
    "data/kept.dvc": "outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  size: 0\n  hash: md5\n  path: kept\n",
    "data/kept": "",
    "data/lost.yaml/dvc.yaml": stray,
    "cache.d/dvc.yaml": stray,
    "broken.d/x.dvc": "no: [yaml",
  });
  await git("config core.excludesFile .mine");
  repo.write({ ".mine": "*.d/\n" });
  await repo.commit("pipelines");

  const listed = await dvc("stage list --all --name-only");
  await dvc("repro -P");
  await dvc("exp run -n one -P");
  const named = await dvc("repro cache.d/dvc.yaml", { code: 255 });

  assert.deepEqual(listed.stdout.trim().split("\n").sort(), ["data/kept.dvc", "own"]);
  assert.equal(lines(repo, "ran"), "own own");
  assert.match(named.stderr, /'cache\.d\/dvc\.yaml' is git-ignored/);
});

scenario("a dvc.lock that Git ignores, and what .dvcignore hides, are refused before a stage runs", async (journey) => {
  const { repo, dvc, exp } = journey;
  const pipeline = "stages:\n  a: {cmd: echo a >> ran; echo 1 > first, outs: [first]}\n" +
    "  z: {cmd: echo z > m.json, metrics: [m.json: {cache: false}]}\n";
  repo.write({ "dvc.yaml": pipeline, ".gitignore": "*.lock\n" });
  await repo.commit("a pipeline");

  const locked = await dvc("exp run --queue", { code: 255 });
  repo.write({ ".gitignore": null, ".dvcignore": "*.json\n" });
  const hidden = await exp("repro", { code: 2 });
  const asDvc = await dvc("status", { code: 1 });
  repo.write({ ".dvcignore": "m.json/\n" });
  await dvc("repro");

  assert.match(locked.stderr, /dvc\.lock' is git-ignored/);
  assert.match(hidden.stderr, /^error: .*'m\.json' of stage 'z' is ignored by \.dvcignore:1 \(\*\.json\)/m);
  assert.match(asDvc.stderr, /is ignored by \.dvcignore:1:\*\.json/);
  assert.equal(lines(repo, "ran"), "a", "a pattern for folders alone does not hide a file");
});

scenario("a pipeline in a file of another name is refused, and the file stays as it is", async ({ repo, dvc, git }) => {
  const pipeline = "stages:\n  a: {cmd: echo 1 > o, outs: [o]}\n";
  repo.write({ "dvc.yaml": pipeline, "sub/pipe.yml": pipeline });
  await repo.commit("pipelines");

  const codes = [];
  for (const command of ["repro", "stage list", "dag", "status", "unfreeze", "remove", "commit", "checkout", "push"]) {
    const { code, stderr } = await dvc(`${command} sub/pipe.yml:a`, { code: "any" });
    codes.push(code);
    assert.match(stderr, /bad DVC file name 'sub\/pipe\.yml'/, command);
  }
  const whole = await dvc("exp run sub/pipe.yml", { code: 255 });

  assert.deepEqual(codes, [255, 255, 255, 1, 1, 1, 1, 255, 1]);
  assert.match(whole.stderr, /'sub\/pipe\.yml' does not exist as an output or a stage name/);
  assert.equal((await git("status --porcelain")).stdout, "");
});

scenario(
  "URLs are refused before a stage runs, but a frozen stage and an import are what they are",
  async (journey) => {
    const { repo, dvc, exp } = journey;
    const pipeline = (rest: string) => `stages:\n  a: {cmd: echo a >> ran; echo 1 > o, outs: [o]}\n${rest}`;
    await repo.commit("start");
    for (
      const [item, ours, theirs] of [
        ["deps: ['remote://store/x'], outs: [p]", 'no remote "store"', "remote 'store' doesn't exist"],
        [
          "deps: [o], metrics: ['remote://store/x': {cache: false}]",
          'no remote "store"',
          "remote 'store' doesn't exist",
        ],
        ["deps: [o], outs: ['s3://bucket/x']", "s3://bucket/x", "s3://bucket/x"],
      ]
    ) {
      repo.write({ "dvc.yaml": pipeline(`  z: {cmd: echo z, ${item}}\n`) });
      const plain = await exp("repro", { code: 2 });
      const asDvc = await dvc("exp run -n x", { code: 255 });
      assert.match(plain.stderr, new RegExp(`^error: .*${ours}`, "m"));
      assert.match(asDvc.stderr, new RegExp(`ERROR: .*${theirs}`));
    }
    assert.ok(!repo.has("ran"));

    const data = "outs:\n- md5: b026324c6904b2a9cb4b88d6d61c81d1\n  size: 2\n  hash: md5\n  path: d\n";
    repo.write({
      "dvc.yaml": pipeline("  z: {cmd: echo z > p, deps: ['http://host/x'], outs: [p], frozen: true}\n"),
      "p": "z\n",
      "dvc.lock":
        "schema: '2.0'\nstages:\n  z:\n    cmd: echo z > p\n    deps:\n    - path: http://host/x\n      etag: abc\n" +
        "    outs:\n    - path: p\n      hash: md5\n      md5: 98d12db73adaebd5d40e4f0f4de60a84\n      size: 2\n",
      "d": "1\n",
      "d.dvc": `frozen: true\ndeps:\n- path: d\n  repo: {url: /srv/other, rev_lock: abc}\n${data}`,
    });
    await dvc("repro -P");
    assert.equal(lines(repo, "ran"), "a");
    assert.equal((await dvc("status --json --no-updates")).stdout, '{"d.dvc": ["changed checksum"]}\n');
    repo.write({
      "d.dvc": `deps:\n- path: d\n  repo: {url: 'file:///nowhere/other', rev_lock: abc}\n${data}`,
      "o": "edited\n",
    });
    const asked = await dvc("status", { code: 1 });
    assert.match(asked.stdout, /^a:\n\tchanged outs:\n\t\tmodified:\s+o$/m, "the others are told all the same");
    assert.match(asked.stderr, /nowhere\/other/);
    assert.equal((await dvc("status --json --no-updates")).code, 0);
  },
);

const CHAIN = `stages:
  first: {cmd: echo first >> ran; cp in mid, deps: [in], outs: [mid]}
  second: {cmd: echo second >> ran; cp mid out, deps: [mid], outs: [out]}
  apart: {cmd: echo apart >> ran; echo 1 > other, outs: [other]}
`;

scenario("--force-downstream runs what follows, though its result is known", async ({ repo, exp, dvc }) => {
  repo.write({ "dvc.yaml": CHAIN, "in": "1\n" });
  await exp("repro");
  repo.write({ "in": "2\n" });
  await exp("repro");
  repo.write({ "ran": null, "in": "1\n" });
  await repo.commit("all known");

  const { stderr } = await exp("repro --force-downstream");
  await dvc("exp run --force-downstream -n again");

  assert.equal(lines(repo, "ran"), "second");
  assert.match(stderr, /second: running \(a stage before it has run\)/);
});

scenario("with --allow-missing what never ran or is stale runs, what is only missing does not", async (journey) => {
  const { repo, exp, dvc } = journey;
  repo.write({ "dvc.yaml": CHAIN, "in": "1\n" });

  await exp("repro --allow-missing first second");
  await dvc("repro --allow-missing apart");
  assert.equal(lines(repo, "ran"), "first second apart");

  repo.write({ "ran": null, "mid": null, "out": null, "other": null });
  await exp("repro --allow-missing");
  assert.ok(!repo.has("ran"));
  repo.write({
    "dvc.yaml": CHAIN.replace("outs: [other]", "outs: [other, new]").replace("1 > other", "1 | tee other > new"),
  });
  await exp("repro --allow-missing apart");
  assert.equal(lines(repo, "ran"), "apart", "an output that was never made is not only missing");
});

scenario("--pull takes results of elsewhere, and gets only what the stages that run lack", async (journey) => {
  const { repo, exp, dvc, sh } = journey;
  repo.write({
    "dvc.yaml": CHAIN + "  part: {cmd: cat raw/a > p, deps: [raw/a], outs: [p]}\n",
    "in": "1\n",
    ".gitignore": "ran\n",
    "raw/a": "a\n",
    "raw/b": "b\n",
  });
  await exp(["remote", "add", "-d", "store", `${repo.around}/store`]);
  await exp("add raw");
  await exp("repro");
  await repo.commit("results");
  await exp("push --run-cache");
  const forget = async () => {
    await sh("git checkout -q . && git clean -fdxq -e .dvc && rm -rf .dvc/cache .dvc/tmp raw");
  };

  await forget();
  repo.write({ "dvc.lock": null });
  await dvc("repro --pull second");
  assert.equal(lines(repo, "ran") + repo.read("out"), "1\n", "both are restored from the remote's run-cache");

  await forget();
  repo.write({ "dvc.yaml": repo.read("dvc.yaml").replace("cat raw/a", "cat  raw/a").replace("cp mid", "cp  mid") });
  await exp("repro --pull --allow-missing");
  assert.equal(lines(repo, "ran"), "second");
  assert.equal(repo.read("p"), "a\n");
  assert.ok(repo.has("mid") && !repo.has("other") && !repo.has("raw/b"));
});

scenario("every failure that is passed over is told, with what is left out for it", async ({ repo, dvc, exp }) => {
  repo.write({
    "dvc.yaml": "stages:\n  a: {cmd: 'false', outs: [oa]}\n  b: {cmd: cat oa > ob, deps: [oa], outs: [ob]}\n" +
      "  c: {cmd: cat ob > oc, deps: [ob], outs: [oc]}\n  x: {cmd: exit 3, outs: [ox]}\n",
  });

  const going = await dvc("repro --keep-going", { code: 255 });
  const one = await dvc("repro -k c", { code: 255 });
  const ignored = await dvc("repro --ignore-errors");
  const ours = await exp("repro -k", { code: 1 });

  assert.equal(
    going.stderr,
    "WARNING: failed to run: false, exited with 1\nWARNING: Stages 'b' and 'c' will be skipped due to this failure\n" +
      "WARNING: failed to run: exit 3, exited with 3\nERROR: failed to reproduce stages: 'a' and 'x'\n",
  );
  assert.match(one.stderr, /^ERROR: failed to reproduce 'a'$/m);
  assert.match(ignored.stderr, /^WARNING: failed to run: exit 3, exited with 3 \(ignored\)$/m);
  assert.match(ours.stderr, /1 more failed: x/);
});

scenario("a leftover checkpoint: true is an output like any other to repro", async ({ repo, dvc }) => {
  repo.write({ "dvc.yaml": "stages:\n  a: {cmd: echo x >> o; cp o p, outs: [o: {checkpoint: true}, p]}\n" });

  await dvc("repro");
  const again = await dvc("repro");
  await dvc("repro -f");

  assert.match(again.stdout, /didn't change, skipping/);
  assert.equal(repo.read("p"), "x\n", "it is removed before each run, as any output");
});

scenario("stage list writes paths as their file does, and passes over a file that cannot be read", async (journey) => {
  const { repo, dvc } = journey;
  repo.write({
    "sub/dvc.yaml": "stages:\n  s: {wdir: .., cmd: 'true', deps: [sub/in], plots: [sub/p/]}\n" +
      "  d: {cmd: 'true', params: [{conf.yaml: [lr]}], deps: [x]}\n",
    "bad/dvc.yaml": "stages:\n  t: {cmd: '${nope}'}\n",
  });

  const listed = await dvc("stage list -R .", { cwd: "sub" });
  const all = await dvc("stage list -R ..", { cwd: "sub" });
  await dvc("stage list --all --fail", { code: 255 });
  await dvc("stage list -R . --fail", { code: 255 });

  assert.equal(listed.stdout, "s  Reports sub/p/\nd  Depends on x, conf.yaml\n");
  assert.equal(all.stdout, listed.stdout);
});

scenario("remote://NAME of a folder on this machine is a path like any other", async ({ repo, exp, dvc }) => {
  Deno.mkdirSync(`${repo.around}/store`);
  Deno.writeTextFileSync(`${repo.around}/store/in`, "1\n");
  await exp(["remote", "add", "store", `${repo.around}/store`]);
  repo.write({
    "dvc.yaml": "stages:\n  s: {cmd: echo x >> ran; cp ../store/in m, deps: ['remote://store/in'], metrics: [m]}\n",
  });

  await dvc("repro");
  await dvc("repro");
  const locked = repo.read("dvc.lock");
  Deno.writeTextFileSync(`${repo.around}/store/in`, "2\n");
  const { stdout } = await dvc("status");
  await dvc("repro :");

  assert.match(locked, /path: remote:\/\/store\/in\n\s+hash: md5\n\s+md5: b026324c6904b2a9cb4b88d6d61c81d1/);
  assert.match(stdout, /modified:\s+\S*store\/in/);
  assert.equal(lines(repo, "ran") + repo.read("m"), "x x2\n");
});

scenario("stage add refuses what could not be kept, and writes .gitignore where an output lies", async (journey) => {
  const { repo, dvc, sh } = journey;
  repo.write({ "real/in": "1\n", "taken.dvc": "outs:\n- path: taken\n", "taken": "" });
  await sh("ln -s real link; ln -s .. away");
  for (
    const [words, told] of [
      ["-o ../x", /^ERROR: Cached output\(s\) outside of DVC project: \/\S+\/x\. /m],
      ["-o https://host/x", /^ERROR: Cached output\(s\) outside of DVC project: https:\/\/host\/x\. /m],
      ["-O remote://none/x", /config file error: remote 'none' doesn't exist/],
      [
        "-o taken",
        /^ERROR: output 'taken' is already specified in stage: 'taken\.dvc'\.\nUse `dvc remove taken\.dvc` /m,
      ],
      ["-o away/x", /'\S+\/away\/x' is outside of git repository/],
    ] as const
  ) {
    const { stderr } = await dvc(`stage add -n s ${words} true`, { code: "any" });
    assert.match(stderr, told);
    assert.match(repo.has("dvc.yaml") ? repo.read("dvc.yaml") : "", /^(?!.*(?:x|taken))/, words);
  }

  await dvc("stage add -n below -w link -d in -o out true", { code: 0 });
  assert.equal(repo.read("real/.gitignore"), "/out\n");
});

scenario("dag lists edges by the node that they leave, collapsed groups last", async ({ repo, dvc }) => {
  repo.write({
    "dvc.yaml": "stages:\n  a: {cmd: 'true', outs: [oa]}\n  g:\n    foreach: [x, y]\n" +
      "    do: {cmd: 'true', deps: [oa], outs: ['g_${item}']}\n  z: {cmd: 'true', deps: [g_y, oa], outs: [oz]}\n",
  });

  const plain = await dvc("dag --dot");
  const collapsed = await dvc("dag --dot --collapse-foreach-matrix");
  await dvc("dag --outs --collapse-foreach-matrix", { code: 255 });

  const edges = (text: string) => text.split("\n").filter((line) => line.includes("->")).join(" ");
  assert.equal(edges(plain.stdout), '"a" -> "g@x"; "a" -> "g@y"; "a" -> "z"; "g@y" -> "z";');
  assert.match(collapsed.stdout, /"a";\n"z";\n"g";\n/);
});
