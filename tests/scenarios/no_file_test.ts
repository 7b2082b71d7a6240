/** What is no file where one belongs: to open a pipe waits for whoever opens its other end, and nobody does. */
import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

async function tracked({ repo, exp }: Scenario): Promise<void> {
  repo.write({ "data.bin": "data\n", "folder/sub/f": "f\n", "folder/g": "g\n" });
  await exp("add data.bin folder");
  await repo.commit("data");
}

scenario("a pipe in the place of data is named by whatever would read it, and is not waited for", async (at) => {
  const { exp, sh } = at;
  await tracked(at);
  await sh("rm data.bin folder/sub/f && mkfifo data.bin folder/sub/f");

  for (const line of ["add data.bin", "add folder", "commit -f data.bin", "data status data.bin"]) {
    const { stderr } = await exp(line, { code: 2 });
    assert.match(stderr, /^error: .*(data\.bin|folder\/sub\/f) is neither a file nor a folder\nhint: move it away/);
  }
  const { stderr } = await exp("status");
  for (const path of ["data.bin", "folder/sub/f"]) assert.match(stderr, new RegExp(`/${path} is neither a file nor`));
});

scenario("checkout asks before a pipe goes, and --force puts the data back", async (at) => {
  const { repo, exp, sh } = at;
  await tracked(at);
  await sh("rm data.bin folder/sub/f && mkfifo data.bin folder/sub/f");

  const { stderr } = await exp("checkout", { code: 2 });
  assert.match(stderr, /data\.bin.*folder\/sub\/f/s);
  await sh("test -p data.bin && test -p folder/sub/f");
  await exp("checkout --force");

  assert.equal(repo.read("data.bin"), "data\n");
  assert.equal(repo.read("folder/sub/f"), "f\n");
  await exp("status");
});

scenario("a pipe among Git's rules in any folder is named before git would wait for it", async (at) => {
  const { exp, sh } = at;
  await tracked(at);
  await sh("mkdir -p other/sub && mkfifo other/sub/.gitignore");

  for (const line of ["data status --untracked-files", "save"]) {
    const { stderr } = await exp(line, { code: 74 });
    assert.match(stderr, /^error: '.*other\/sub\/\.gitignore' is a pipe, not a file\nhint: /m);
  }
});

scenario(
  "a pipe in the place of attributes beside a changed file is named by whatever has git look at it",
  async (at) => {
    const { repo, exp, sh } = at;
    repo.write({
      "dvc.yaml": "stages:\n  s:\n    cmd: cp sub/code out\n    deps: [sub/code]\n    outs: [out]\n",
      "sub/code": "1\n",
    });
    await repo.commit("a stage");
    await exp("run -n one");
    repo.write({ "sub/code": "2\n" });
    await sh("mkfifo sub/.gitattributes");

    for (const line of ["run", "run s", "run --queue", "run --temp", "save", "apply --force one"]) {
      const { stderr } = await exp(line, { code: 74 });
      assert.match(
        stderr,
        /^error: '.*\/sub\/\.gitattributes' is a pipe, not a file\nhint: nothing can be read from it/m,
        line,
      );
    }
  },
);

scenario("a pipe where Git keeps a file is named by whatever keeps the work tree, which leaves nothing", async (at) => {
  const { repo, exp, sh, git } = at;
  repo.write({ "dvc.yaml": "stages:\n  s:\n    cmd: echo 1 > out\n    outs: [out]\n", "notes/code": "1\n" });
  await repo.commit("a stage");
  await sh("rm notes/code && mkfifo notes/code");

  for (const line of ["run", "run --temp", "run --queue", "save"]) {
    const { stderr } = await exp(line, { code: 74 });
    assert.match(stderr, /^error: notes\/code is no file, and Git keeps one there\nhint: .*move it away$/m, line);
  }
  assert.equal((await git("for-each-ref refs/exps")).stdout, "");
});

scenario("a folder and a link to itself in the place of a project's file are told in words", async (at) => {
  const { exp, sh } = at;
  await tracked(at);
  await sh("rm .dvcignore && mkdir .dvcignore");

  const folder = await exp("status", { code: 74 });
  await sh("rmdir .dvcignore && ln -s .dvcignore .dvcignore");
  const loop = await exp("status", { code: 74 });

  assert.match(
    folder.stderr,
    /^error: '.*\.dvcignore' is a folder, not a file\nhint: move it away: a file belongs there$/m,
  );
  assert.match(loop.stderr, /^error: '.*\.dvcignore' is a symbolic link that leads back to itself\nhint: /m);
});

scenario("a link to itself in the place of data leads nowhere, and checkout puts the data back", async (at) => {
  const { repo, exp, sh } = at;
  await tracked(at);
  await sh("rm data.bin folder/g && ln -s data.bin data.bin && ln -s g folder/g");

  const { stderr } = await exp("add folder", { code: 2 });
  await exp("checkout --force");

  assert.match(stderr, /folder\/g is a symlink to nowhere/);
  assert.equal(repo.read("data.bin"), "data\n");
  assert.equal(repo.read("folder/g"), "g\n");
});
