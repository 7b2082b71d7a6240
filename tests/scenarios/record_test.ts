import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

/** A stage that waits for the file `go` when it has read what it needs, or before. */
const WAITING = {
  "dvc.yaml": `stages:
  train:
    cmd: cat src/lib.txt params.toml > seen; touch ../started; until [ -e ../go ]; do sleep 0.05; done; cp seen model
    deps: [src]
    params:
      - params.toml: [lr]
    outs: [model]
`,
  "params.toml": "lr = 1\n",
  "src/lib.txt": "first\n",
  "src/other.txt": "other\n",
  ".gitignore": "/seen\n",
};

scenario("what changes while its stage runs is recorded as the stage found it", async ({ repo, sh, exp, git }) => {
  repo.write(WAITING);
  await repo.commit("a pipeline");

  const { stderr } = await sh(
    `exp run -n one & until [ -e ../started ]; do sleep 0.05; done
     echo 'lr = 7' > params.toml; echo second > src/lib.txt; touch ../go; wait $!`,
  );

  assert.match(stderr, /warning: 'params.toml' changed while stage 'train' ran/);
  assert.match(stderr, /warning: 'src' changed while stage 'train' ran/);
  assert.match(repo.read("dvc.lock"), /lr: 1$/m);
  assert.equal(await repo.readOf("one", "params.toml"), "lr = 1\n");
  assert.equal(await repo.readOf("one", "src/lib.txt"), "first\n");
  assert.match(await repo.readOf("one", "dvc.lock"), /lr: 1$/m);
  assert.equal(repo.read("params.toml"), "lr = 7\n");
  assert.equal((await git("status --short src params.toml")).stdout, " M params.toml\n M src/lib.txt\n");
  assert.equal(repo.has(".dvc/cache/runs"), false);

  await exp("repro");
  assert.equal(repo.read("model"), "second\nlr = 7\n");
});

scenario("a params file that is broken while its stage runs costs neither result nor lock", async ({ repo, sh }) => {
  repo.write(WAITING);
  await repo.commit("a pipeline");

  const { stderr } = await sh(
    `exp run --json -q -n one >../out & until [ -e ../started ]; do sleep 0.05; done
     echo 'lr = [' > params.toml; touch ../go; wait $!`,
  );

  assert.match(stderr, /'params.toml' changed/);
  assert.equal(await repo.readOf("one", "params.toml"), "lr = 1\n");
  assert.match(await repo.readOf("one", "dvc.lock"), /lr: 1$/m);
});

scenario("results alone are on standard output, and messages are committed byte for byte", async (journey) => {
  const { repo, exp, git } = journey;
  repo.write({ "dvc.yaml": "stages:\n  s:\n    cmd: echo chatter; echo 1 > o\n    outs: [o]\n" });
  await repo.commit("a pipeline");

  const run = await exp(["run", "--json", "-n", "one", "-m", "first \n\n  zweite Zeile \u00fc "]);
  assert.equal(JSON.parse(run.stdout).experiments[0].name, "one");
  assert.match(run.stderr, /chatter/);
  const repro = await exp("repro -f --json");
  assert.deepEqual(JSON.parse(repro.stdout), { schema: 1, stages: [{ stage: "s", outcome: "ran" }] });
  assert.equal((await exp("repro -f -q")).stdout, "");
  const queued = await exp("run --queue --json -n later");
  assert.equal(JSON.parse(queued.stdout).queued[0].name, "later");

  const { rev } = JSON.parse(run.stdout).experiments[0];
  const commit = (await git(`cat-file commit ${rev}`)).stdout;
  assert.equal(commit.slice(commit.indexOf("\n\n") + 2), "first \n\n  zweite Zeile \u00fc ");
});

scenario("without an identity experiments are made by user and machine, as DVC does", async ({ repo, exp, git }) => {
  repo.write({ "dvc.yaml": "stages:\n  s:\n    cmd: echo 1 > o\n    outs: [o]\n" });
  await repo.commit("a pipeline");
  await git("config user.useConfigOnly true");
  const nobody = Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((who) => [[`GIT_${who}_NAME`, ""], [`GIT_${who}_EMAIL`, ""]]),
  );

  await exp("run -n here", { env: nobody });
  await exp("run --temp -f -n there", { env: nobody });
  await exp("run --queue -n later", { env: nobody });
  await exp("queue drain", { env: nobody });
  await exp("save -n kept", { env: nobody });

  assert.deepEqual(await repo.experiments(), ["here", "kept", "later", "there"]);
});

for (const [signal, code] of [["TERM", 143], ["HUP", 129], ["QUIT", 131]] as const) {
  scenario(`SIG${signal} ends a run with ${code}, and what it had started`, async ({ repo, sh }) => {
    repo.write({
      "dvc.yaml": 'stages:\n  s:\n    cmd: touch "$DVC_ROOT/../started"; sleep 60; echo 1 > o\n    outs: [o]\n',
    });
    await repo.commit("a pipeline");
    for (const command of ["exp repro", "exp run -f -n x", "exp run --temp -n y", "exp dvc exp run -f -n z"]) {
      const { stdout } = await sh(
        `rm -f ../started; ${command} >../out 2>&1 & pid=$!
         until [ -e ../started ]; do sleep 0.05; done; kill -${signal} $pid; wait $pid; echo $?`,
      );
      assert.equal(stdout, `${code}\n`, command);
    }
  });
}

scenario("a copied folder leaves out what it would never end with, a dep of another repository stays there", async (
  { repo, exp, sh },
) => {
  repo.write({
    "dvc.yaml": "stages:\n  s:\n    cmd: cat extra/x sub/file > o\n    deps: [sub/file]\n    outs: [o]\n",
    ".gitignore": "/extra\n",
    "extra/x": "x\n",
  });
  await sh(
    "ln -s .. extra/up; git init -q -b main ../sub; cd ../sub; echo content > file; git add .; git commit -qm s",
  );
  await sh('git -c protocol.file.allow=always submodule --quiet add "$PWD/../sub" sub');
  await repo.commit("a pipeline");

  await exp("run -n here");
  await exp("run --temp -f -n there -C . -C sub");

  assert.deepEqual(await repo.experiments(), ["here", "there"]);
});

scenario("what was committed by mistake stays out of experiments; a saved one is pushed when it is asked for", async (
  { repo, exp, dvc, git, sh },
) => {
  repo.write({ "params.yaml": "a: 1\n", "dvc.yaml": "params: [params.yaml]\n" });
  await sh("mkdir -p .dvc/tmp; echo mine > .dvc/tmp/repro.dat; git add -f .dvc/tmp/repro.dat");
  await repo.commit("by mistake");
  await sh("git init -q --bare ../up; git remote add up ../up; git push -q up main");

  const { stderr } = await exp("run -n one");
  await exp("save -n two", { env: { DVC_EXP_AUTO_PUSH: "yes", DVC_EXP_GIT_REMOTE: "up" } });

  assert.match(stderr, /Temporary DVC file '\.dvc\/tmp\/repro\.dat'/);
  const misconfigured = { DVC_EXP_AUTO_PUSH: "yes", DVC_EXP_GIT_REMOTE: "nowhere" };
  assert.match((await exp("save -n three", { env: misconfigured })).stderr, /Failed to validate remotes: .*'nowhere'/);
  assert.doesNotMatch((await git("ls-tree -r --name-only refs/exps/exec/EXEC_APPLY", { code: "any" })).stdout, /repro/);
  const one = (await git("for-each-ref --format=%(objectname) refs/exps/*/*/one")).stdout.trim();
  assert.doesNotMatch((await git(`ls-tree -r --name-only ${one}`)).stdout, /repro\.dat/);
  assert.equal(repo.read(".dvc/tmp/repro.dat"), "mine\n");
  assert.match((await git("ls-remote up")).stdout, /\/two$/m);
  await dvc("exp list");
});

scenario(
  "a params file that Git ignores is edited for a checkout, and in no experiment",
  async ({ repo, exp, git }) => {
    repo.write({
      "dvc.yaml": "stages:\n  s:\n    cmd: cat conf/secret.json > seen\n    outs:\n    - seen: {cache: false}\n",
      "conf/secret.json": '{"a": 1, "key": "hunter2"}\n',
      ".gitignore": "secret.json\n",
    });
    await repo.commit("a pipeline");

    await exp("run --queue -n later -S conf/secret.json:a=2");
    await exp("queue drain");
    await exp("run --temp -n there -S conf/secret.json:a=3");
    await exp("run -n here -S conf/secret.json:a=4");

    assert.match(await repo.readOf("later", "seen"), /"a": 2, "key"/);
    assert.match(await repo.readOf("there", "seen"), /"a": 3, "key"/);
    assert.match(await repo.readOf("here", "seen"), /"a": 4, "key"/);
    const refs = (await git("for-each-ref --format=%(objectname) refs/exps")).stdout.trim().split("\n");
    for (const rev of refs) assert.doesNotMatch((await git(`ls-tree -r --name-only ${rev}`)).stdout, /secret/);
  },
);

scenario("a dvc.lock that Git ignores is refused before anything runs or is edited", async ({ repo, exp, dvc }) => {
  repo.write({
    "sub/dvc.yaml": "stages:\n  s:\n    cmd: echo 1 > o\n    params: [a]\n    outs: [o]\n",
    "sub/params.yaml": "a: 1\n",
    ".gitignore": "*.lock\n",
  });
  await repo.commit("a pipeline");

  for (const command of ["run -S a=2", "run --temp -S a=2", "run --queue -S a=2", "repro", "commit -f", "save"]) {
    const { stderr } = await exp(command, { code: 2, cwd: "sub" });
    assert.match(stderr, /sub\/dvc\.lock is ignored by Git/, command);
  }
  assert.match((await dvc("repro", { code: 255, cwd: "sub" })).stderr, /sub\/dvc\.lock' is git-ignored\./);
  assert.equal(repo.has("sub/o"), false);
  assert.equal(repo.read("sub/params.yaml"), "a: 1\n");
});

scenario("an experiment of a part of the pipeline can be applied; what it never made is named and goes", async (
  { repo, exp, dvc },
) => {
  repo.write({
    "dvc.yaml": "stages:\n  a:\n    cmd: cp params.yaml o\n    params: [lr]\n    outs: [o]\n" +
      "  b:\n    cmd: cp o p\n    deps: [o]\n    outs: [p]\n",
    "params.yaml": "lr: 1\n",
    ".gitignore": "/o\n/p\n",
  });
  await repo.commit("a pipeline");
  await exp("run --temp -n part -S lr=2 a");
  await exp("run -n whole -S lr=3");

  const { stderr } = await exp("apply part");

  assert.match(stderr, /warning: 'part' never made p$/m);
  assert.equal(repo.read("o"), "lr: 2\n");
  assert.equal(repo.has("p"), false);
  repo.write({ "p": "by hand\n" });
  await dvc("exp apply part", { code: 255 });
  assert.equal(repo.read("p"), "by hand\n");
});

scenario("a pipeline that is edited while it runs is recorded as it ran", async ({ repo, sh }) => {
  const wait = "touch ../started; until [ -e ../go ]; do sleep 0.05; done";
  repo.write({
    "dvc.yaml": `stages:\n  a:\n    cmd: ${wait}; echo ${"${lr}"} > m\n    outs: [m]\n`,
    "params.yaml": "lr: 1\n",
  });
  await repo.commit("a pipeline with a value in its command");
  const during = (name: string, edit: string) =>
    sh(`rm -f ../started ../go; exp run -f -n ${name} & until [ -e ../started ]; do sleep 0.05; done
        ${edit}; touch ../go; wait $!`);
  const recorded = (name: string, file: string) =>
    sh(`git show "$(git for-each-ref --format='%(refname)' refs/exps | grep /${name}$):${file}"`).then(({ stdout }) =>
      stdout
    );

  const vars = await during("vars", "echo 'lr: 7' > params.yaml");
  assert.match(vars.stderr, /warning: 'params.yaml' changed while stages ran/);
  assert.equal(await recorded("vars", "params.yaml"), "lr: 1\n");
  assert.equal(repo.read("params.yaml"), "lr: 7\n", "the workspace keeps the edit");

  const command = await during("command", "sed -i 's/> m/>> m/' dvc.yaml");
  assert.match(command.stderr, /warning: 'dvc.yaml' changed while stages ran/);
  assert.match(await recorded("command", "dvc.yaml"), /[^>]> m/);

  const gone = await during("gone", "rm dvc.yaml");
  assert.match(gone.stderr, /warning: 'dvc.yaml' changed while stages ran/);
  assert.match(await recorded("gone", "dvc.yaml"), />> m/);

  await sh("git checkout -q dvc.yaml");
  const added = await during("added", "echo 'metrics: [x.json]' >> dvc.yaml; echo 'other: 1' >> params.yaml");
  assert.doesNotMatch(added.stderr, /warning/, "what defines no stage otherwise is part of the result");
  assert.match(await recorded("added", "dvc.yaml"), /metrics/);
});

scenario("a date that Git does not take is found before anything runs", async ({ repo, exp }) => {
  repo.write({ "dvc.yaml": "stages:\n  a: {cmd: touch ran}\n" });
  await repo.commit("a stage");

  for (const name of ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"]) {
    const { stderr } = await exp("run", { code: 2, env: { [name]: "soon" } });
    assert.match(stderr, new RegExp(`${name} is no date that Git takes: soon`));
  }
  assert.equal(repo.has("ran"), false);
});
