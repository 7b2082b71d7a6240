/** Targets that cannot be what a command needs are refused with the line that says what to do, before anything is written. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario(
  "add refuses URLs, folders that hold tracked files, and names without room for .dvc",
  async ({ dvc, repo }) => {
    repo.write({ "data/part/a.txt": "a\n", [`${"n".repeat(252)}`]: "x\n" });
    const line = async (words: string[], code = 1) => (await dvc(["add", ...words], { code })).stderr;
    assert.equal(await line(["gopher://host/x"]), "ERROR: config file error: Unsupported URL type gopher://\n");
    assert.match(
      await line(["https://host/x"]),
      /^ERROR: Cached output\(s\) outside of DVC project: https:\/\/host\/x\./,
    );
    assert.match(await line(["n".repeat(252)], 255), /File name too long: '.*n\.dvc'\n$/);
    await dvc("add data/part/a.txt");
    assert.equal(
      await line(["data"]),
      "ERROR: Cannot add 'data', because it is overlapping with other DVC tracked output: 'data/part/a.txt'.\n" +
        "To include 'data/part/a.txt' in 'data', run 'dvc remove data/part/a.txt.dvc' and then 'dvc add data'\n",
    );
    assert.ok(!repo.has("data.dvc"));
  },
);

scenario("add looks at the whole graph, --out at what is there", async ({ dvc, repo }) => {
  repo.write({ "a.txt": "a\n", "b.txt": "b\n", "taken/file": "x\n" });
  await dvc("add a.txt");
  assert.equal(
    (await dvc("add b.txt --out taken/file", { code: 1 })).stderr,
    "ERROR: The file 'taken/file' already exists locally. \nTo override it, re-run with '--force'.\n",
  );
  repo.write({ "dvc.yaml": "stages:\n  again:\n    cmd: echo a > a.txt\n    outs: [a.txt]\n" });
  const { stderr } = await dvc("add b.txt", { code: 1 });
  assert.match(stderr, /^ERROR: output 'a\.txt' is specified in:\n(\t- (again|a\.txt\.dvc)\n){2}Use `dvc remove`/);
  assert.ok(!repo.has("b.txt.dvc"));
});

scenario(
  "checkout of what only Git may know suggests Git; a plain name says dvc.yaml as it is written",
  async ({ dvc, repo }) => {
    const nothing = "'topic' does not exist as an output or a stage name in 'dvc.yaml': ";
    const line = async (words: string, code = 255) => (await dvc(words, { code })).stderr;
    assert.equal(
      await line("checkout topic"),
      `ERROR: Did you mean \`git checkout topic\`?: ${nothing}'dvc.yaml' does not exist\n`,
    );
    assert.equal(await line("status topic", 1), `ERROR: ${nothing}'dvc.yaml' does not exist\n`);
    repo.write({ "dvc.yaml": "stages:\n  one:\n    cmd: echo\n" });
    assert.match(
      await line("checkout one topic"),
      /^ERROR: Did you mean `git checkout topic`\?: .*Stage 'topic' not found inside/,
    );
  },
);

scenario(
  "stage add writes paths of the repository from where the stage stands, wherever they were given",
  async ({ dvc, repo }) => {
    repo.write({ "data/in.csv": "1\n", "own.yaml": "lr: 1\n" });
    const { root } = repo;
    await dvc([
      "stage",
      "add",
      "-n",
      "a",
      "-w",
      `${root}/data`,
      "-d",
      `${root}/data/in.csv`,
      "-p",
      `${root}/own.yaml:lr`,
      "-o",
      `${root}/out`,
      "true",
    ]);
    assert.equal(
      repo.read("dvc.yaml"),
      "stages:\n  a:\n    cmd: 'true'\n    wdir: data\n    deps:\n    - in.csv\n    params:\n    - ../own.yaml:\n      - lr\n    outs:\n    - ../out\n",
    );
    const before = repo.read("dvc.yaml");
    const line = async (...words: string[]) => (await dvc(["stage", "add", "-n", "b", ...words], { code: 255 })).stderr;
    assert.equal(
      await line("-w", "..", "true"),
      `ERROR: stage working dir '${root.replace(/\/[^/]*$/, "")}' is outside of DVC repo\n`,
    );
    assert.equal(
      await line("-w", "own.yaml", "true"),
      `ERROR: stage working dir '${root}/own.yaml' is not directory\n`,
    );
    assert.equal(
      await line("-d", "own.yaml", "-d", "./own.yaml", "true"),
      `ERROR: file '${root}/own.yaml' is specified more than once.\n`,
    );
    assert.equal(
      await line("-o", "x", "-d", "./x", "true"),
      `ERROR: '${root}/x' is specified as an output and as a dependency.\n`,
    );
    assert.equal(await line(""), "ERROR: command is not specified\n");
    assert.equal(
      await line("-o", "out", "true"),
      "ERROR: output 'out' is already specified in stage: 'a'.\nUse `dvc remove a` to stop tracking the overlapping output.\n",
    );
    assert.equal(repo.read("dvc.yaml"), before);
  },
);

scenario("what stage add --run and remove refuse is told without the story around it", async ({ dvc, repo }) => {
  repo.write({ "foo": "foo\n" });
  const line = async (words: string[], code = 255) => (await dvc(words, { code })).stderr;
  assert.equal(
    await line(["stage", "add", "--run", "-n", "a", "-d", "gone", "true"]),
    "ERROR: dependency 'gone' does not exist\n",
  );
  assert.equal(
    await line(["stage", "add", "--run", "-n", "b", "exit 3"]),
    "ERROR: failed to run: exit 3, exited with 3\n",
  );
  await dvc("add foo");
  assert.equal(
    await line(["remove", "foo"], 1),
    "ERROR: 'foo' is not a .dvc file. Do you mean 'foo.dvc'?: Stage 'foo' not found inside 'dvc.yaml' file\n",
  );
});

scenario(
  "config: an option that the level asked for has not is a fault, and so is a level that is not here",
  async ({ dvc, repo }) => {
    const refused = async (words: string, code: number, cwd?: string) =>
      (await dvc(words, { code, ...(cwd === undefined ? {} : { cwd }) })).stderr;
    const wrong = "ERROR: configuration error - config file error:";
    await dvc("remote add -q shared /srv/data");
    assert.equal((await dvc("config core.remote")).stdout, "");
    assert.equal(
      await refused("config --local core.remote", 251),
      `${wrong} option 'remote' doesn't exist in section 'core'\n`,
    );
    assert.equal(await refused("config --local remote.shared.url", 251), `${wrong} remote 'shared' doesn't exist\n`);
    assert.equal(
      await refused("config --project remote.shared.profile", 251),
      `${wrong} option 'profile' doesn't exist in remote 'shared'\n`,
    );
    assert.equal(await refused("config --project odd.one", 251), `${wrong} section 'odd' doesn't exist\n`);
    assert.match(await refused("config --list --unset", 1), /^ERROR: -l\/--list can't be used together/);
    assert.match(
      await refused("config --show-origin core.remote shared", 1),
      /^ERROR: --show-origin can't be used together/,
    );
    assert.equal(await refused("config", 1), "ERROR: name argument is required\n");
    assert.equal(await refused("config core.remote x", 251, ".."), `${wrong} Not inside a DVC repo\n`);
    assert.equal((await dvc("remote list", { cwd: ".." })).stdout, "");
    assert.ok(!repo.read(".dvc/config").includes("[core]\n    remote"));
  },
);

scenario("status -c and gc say which outputs were never recorded, push and fetch do not", async ({ dvc, repo }) => {
  await dvc(["remote", "add", "-q", "-d", "store", `${repo.around}/store`]);
  repo.write({
    "dvc.yaml": "stages:\n  make:\n    cmd: echo 1 > one; echo 2 > two\n    outs: [one, two]\n",
    "one": "1\n",
  });
  const told = "WARNING: Output 'one'(stage: 'make') is missing version info. Cache for it will not be collected. " +
    "Use `dvc repro` to get your pipeline up to date.\n" +
    "You can also use `dvc commit make` to associate existing 'one' with stage: 'make'.\n" +
    "WARNING: Output 'two'(stage: 'make') is missing version info. Cache for it will not be collected. " +
    "Use `dvc repro` to get your pipeline up to date.\n";
  for (const words of ["status -c", "gc -w -f"]) {
    const { stderr } = await dvc(words);
    assert.ok(stderr.endsWith(told), `${words}: ${stderr}`);
  }
  for (const words of ["push", "fetch", "push -d make"]) assert.equal((await dvc(words)).stderr, "", words);
});

scenario(
  "remote modify and remove look at all levels; what no remote of a kind has is refused",
  async ({ dvc, repo }) => {
    await dvc("remote add -q -d shared s3://bucket/data");
    await dvc("remote modify --local shared profile mine");
    assert.equal((await dvc("config remote.shared.profile")).stdout, "mine\n");
    await dvc("remote modify --unset shared region"); // it has none: nothing to do
    const { stderr } = await dvc("remote modify shared gdrive_client_id x", { code: 251 });
    assert.match(stderr, /extra keys not allowed @ data\['remote'\]\['shared'\]\['gdrive_client_id'\]/);
    await dvc("remote add -q other /srv/data");
    await dvc("config --local core.remote other");
    await dvc("remote remove other");
    assert.equal((await dvc("config core.remote")).stdout, "shared\n");
    assert.ok(!repo.read(".dvc/config.local").includes("other"));
  },
);

scenario("status refuses what means something of a remote alone", async ({ dvc, exp }) => {
  for (const option of ["--all-branches", "--all-tags", "--all-commits"]) {
    const { stderr } = await dvc(`status ${option}`, { code: 1 });
    assert.equal(stderr, `ERROR: The following options are meaningless for local status: ${option}\n`);
  }
  const { stderr } = await exp("status -A", { code: 2 });
  assert.equal(stderr, "error: --all-commits can't be used without --cloud\nhint: -c compares with the remote\n");
});
