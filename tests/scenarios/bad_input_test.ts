import assert from "node:assert/strict";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { scenario } from "../support/scenario.ts";

scenario("outside of a repository the program says so", async ({ exp }) => {
  const { stderr } = await exp("run", { code: 3 });

  assert.match(stderr, /^error: .*repository/m);
  assert.doesNotMatch(stderr, /\n\s+at /);
}, { bare: true });

scenario("without Git pipelines run, and experiments say what they need", async ({ repo, exp }) => {
  repo.write({ ...PREPARE_THEN_TRAIN, ".dvc/config": "[core]\n    no_scm = true\n" });

  const { stderr } = await exp("run", { code: 3 });
  await exp("repro");

  assert.match(stderr, /^error: .*Git.*\nhint: .*git init/m);
  assert.ok(repo.has("model.txt"));
}, { bare: true });

scenario("without a dvc.yaml the program says what is missing", async ({ exp }) => {
  const { stderr } = await exp("run", { code: 2 });

  assert.match(stderr, /^error: .*dvc\.yaml.*\nhint: .*exp stage add/m);
});

scenario("a cycle is refused and its stages are named", async ({ repo, exp }) => {
  repo.write({
    "dvc.yaml": "stages:\n  one:\n    cmd: 'true'\n    deps: [b]\n    outs: [a]\n" +
      "  two:\n    cmd: 'true'\n    deps: [a]\n    outs: [b]\n",
  });
  await repo.commit("a cycle");

  const { stderr } = await exp("run", { code: 2 });

  assert.match(stderr, /one/);
  assert.match(stderr, /two/);
});

scenario("two stages with one output are refused and both are named", async ({ repo, exp }) => {
  repo.write({
    "dvc.yaml": "stages:\n  one:\n    cmd: 'true'\n    outs: [a]\n  two:\n    cmd: 'true'\n    outs: [a]\n",
  });
  await repo.commit("overlap");

  const { stderr } = await exp("run", { code: 2 });

  assert.match(stderr, /one/);
  assert.match(stderr, /two/);
});

scenario("a mistyped key is refused with its line and a guess", async ({ repo, exp }) => {
  repo.write({ "dvc.yaml": "stages:\n  one:\n    cmd: 'true'\n    dep: [a]\n" });
  await repo.commit("a typo");

  const { stderr } = await exp("run", { code: 2 });

  assert.match(stderr, /dvc\.yaml:4/);
  assert.match(stderr, /did you mean .?deps/);
});

scenario("a mistyped stage is refused with a guess", async ({ repo, exp }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");

  const { stderr } = await exp("run trian", { code: 2 });

  assert.match(stderr, /did you mean .?train/);
});

scenario("a missing dependency is named before anything runs", async ({ repo, exp }) => {
  repo.write(PREPARE_THEN_TRAIN);
  repo.write({ "raw.txt": null });
  await repo.commit("no raw data");

  const { stderr } = await exp("run", { code: 1 });

  assert.match(stderr, /raw\.txt/);
  assert.equal(repo.has("clean.txt"), false);
});

scenario("a params file that does not parse is named with its line", async ({ repo, exp }) => {
  repo.write({ ...PREPARE_THEN_TRAIN, "params.yaml": "lr: 0.1\nbad: [1, 2\nnext: 3\n" });
  await repo.commit("broken params");

  const { stderr } = await exp("run", { code: 2 });

  assert.match(stderr, /params\.yaml:\d/);
});

scenario("a command that is not found fails its stage by name", async ({ repo, exp }) => {
  repo.write({ "dvc.yaml": "stages:\n  one:\n    cmd: no-such-program-anywhere\n    outs: [a]\n" });
  await repo.commit("no such command");

  const { stderr } = await exp("run", { code: 1 });

  assert.match(stderr, /one/);
});

scenario("a command killed by a signal fails its stage and the signal is told", async ({ repo, exp }) => {
  repo.write({ "dvc.yaml": "stages:\n  one:\n    cmd: kill -9 $$\n    outs: [a]\n" });
  await repo.commit("suicidal");

  const { stderr } = await exp("run", { code: 1 });

  assert.match(stderr, /one[^]*(SIGKILL|signal 9|killed|137)/i);
});

scenario("a detached HEAD is a baseline like any other", async ({ repo, exp, git }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await git("checkout -q --detach");

  await exp("run -n floating");

  assert.deepEqual(await repo.experiments(), ["floating"]);
  await git("symbolic-ref -q HEAD", { code: 1 });
});

scenario("a repository without a commit is refused in one line", async ({ repo, exp, git }) => {
  await git("init -q -b main");
  repo.write({ ...PREPARE_THEN_TRAIN, ".dvc/config": "", ".dvc/.gitignore": "/tmp\n/cache\n" });

  const { stderr } = await exp("run", { code: 2 });

  assert.match(stderr, /^error: .*commit.*\nhint: git add/m);
  assert.doesNotMatch(stderr, /\n\s+at /);
}, { bare: true });

scenario("a Git worktree has experiments of its own baseline", async ({ repo, exp, git }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await git("worktree add -q ../side");

  await exp("run -n aside", { cwd: "../side" });

  assert.deepEqual(await repo.experiments(), ["aside"]);
});

scenario("a submodule with a pipeline runs as a repository", async ({ repo, exp, git }) => {
  repo.write({ "inner/keep": "" });
  await git("init -q inner");
  repo.write(Object.fromEntries(Object.entries(PREPARE_THEN_TRAIN).map(([path, text]) => [`inner/${path}`, text])));
  repo.write({ "inner/.dvc/config": "", "inner/.dvc/.gitignore": "/tmp\n/cache\n" });
  await git("-C inner add -A");
  await git("-C inner commit -q -m inner");
  await git("-c protocol.file.allow=always submodule --quiet add ./inner");
  await repo.commit("with a submodule");

  await exp("run -n within", { cwd: "inner" });

  assert.match((await git("-C inner for-each-ref refs/exps")).stdout, /within/);
});

scenario("paths with spaces, quotes, line ends and other alphabets are paths", async ({ repo, exp }) => {
  const names = ["with space", `it's "quoted"`, "two\nlines", "каталог", "数据"];
  const quoted = names.map((name) => JSON.stringify(`${name}.in`)).join(", ");
  repo.write(Object.fromEntries(names.map((name) => [`${name}.in`, `${name}\n`])));
  repo.write({
    "dvc.yaml":
      `stages:\n  join:\n    cmd: cat *.in > "all of them"\n    deps: [${quoted}]\n    outs: ["all of them"]\n`,
  });
  await repo.commit("names");

  await exp("run -n named");
  await exp("run");

  assert.equal(repo.read("all of them").split("\n").length, names.length + 2);
  assert.ok((await repo.experiments()).includes("named"));
}, { folder: 'a repo\'s "folder" ü' });

scenario("a run started in a subfolder runs the whole repository's experiment", async ({ repo, exp }) => {
  repo.write({ ...PREPARE_THEN_TRAIN, "deep/er/file": "" });
  await repo.commit("a pipeline");

  await exp(["run", "-n", "deep", "../../dvc.yaml"], { cwd: "deep/er" });

  assert.deepEqual(await repo.experiments(), ["deep"]);
});

scenario("a standard output that is closed early is no bug", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  for (const lr of ["0.2", "0.3", "0.4"]) await exp(`run -S lr=${lr}`);

  const { stderr } = await sh("exp show | head -n 1; exp show --json | head -c 1");

  assert.equal(stderr, "");
});

scenario("a cache that cannot be written is told in one line", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  // a plain file in the cache's place refuses even root
  await sh("rm -rf .dvc/cache && touch .dvc/cache");

  const { stderr } = await exp("run", { code: 74 });

  assert.match(stderr, /^error: .*cache/m);
  assert.doesNotMatch(stderr, /\n\s+at /);
  assert.deepEqual(await repo.experiments(), []);
});

scenario("a full disk is told in one line and leaves no experiment", async ({ repo, exp, sh }) => {
  const mounted = await sh("mkdir small && mount -t tmpfs -o size=300k tmpfs small", { code: "any" });
  if (mounted.code !== 0) return; // only root can make a small disk
  try {
    repo.write({
      ".dvc/config": `[cache]\n    dir = ${repo.root}/small\n    type = copy\n`,
      "dvc.yaml": "stages:\n  fill:\n    cmd: head -c 900000 /dev/zero > big\n    outs: [big]\n",
    });
    await repo.commit("a big output");

    const { stderr } = await exp("run", { code: 74 });

    assert.match(stderr, /^error: .*(space|disk)/m);
    assert.deepEqual(await repo.experiments(), []);
  } finally {
    await sh("umount small");
  }
});

scenario("what means nothing on a line is refused in one line, before anything is asked or read", async ({ exp }) => {
  for (
    const [words, said] of [
      ["gc -w --date foo", "'foo' is no day"],
      ["gc -w --date 2024-02-31", "'2024-02-31' is no day"],
      ["push --no-cache", "--no-cache goes with the name of a Git remote"],
      ["push --rev HEAD", "--rev goes with the name of a Git remote"],
      ["pull -n 3", "--num goes with the name of a Git remote"],
    ] as const
  ) {
    const { stderr } = await exp(words, { code: 2 });
    assert.equal(stderr.split("\n")[0], `error: ${said}`, words);
  }
});
