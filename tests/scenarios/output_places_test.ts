/** Outputs in harmful places: nothing outside of the repository, and nothing that others own, is ever removed. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

const stage = (outs: string, more = ""): string => `stages:\n  one:\n    cmd: touch ran\n${more}    outs: [${outs}]\n`;

scenario("an output that holds the repository, its machinery or the home folder is refused by every command", async ({
  repo,
  exp,
  dvc,
  sh,
}) => {
  repo.write({ "deep/own.txt": "mine\n", "store/.keep": "" });
  await dvc("config --local cache.dir store/objects");
  await repo.commit("own");
  const before = (await sh("git status --porcelain && cat .git/HEAD .dvc/config")).stdout;
  const places = [".", "deep/../..", "'../../..'", ".git", "{.dvc: {persist: true}}", "{store: {cache: false}}"];
  for (const out of [...places, `{${repo.around}/home: {cache: false}}`, `{${repo.around}: {cache: false}}`]) {
    repo.write({ "dvc.yaml": stage(out) });
    for (const words of ["repro -s one", "checkout --force", "untrack --outs one"]) {
      const { stderr } = await exp(words, { code: 2 });
      assert.match(stderr, /^error: the output '.*' of stage 'one' (holds|lies in) /, `${out}: ${words}`);
    }
  }
  repo.write({ "deep/dvc.yaml": stage("..", "    wdir: ../deep\n"), "dvc.yaml": null });
  await exp("repro deep/dvc.yaml", { code: 2 });
  assert.equal(repo.has("ran"), false);
  repo.write({ "deep/dvc.yaml": null });
  assert.equal((await sh("git status --porcelain && cat .git/HEAD .dvc/config")).stdout, before);
});

scenario(
  "an output that holds another stage's file is refused, also where no graph is built",
  async ({ repo, exp }) => {
    repo.write({
      "dvc.yaml": stage("sub"),
      "sub/dvc.yaml": "stages:\n  two:\n    cmd: 'true'\n",
      "raw/x.dvc": "outs:\n- path: x\n",
      "sub/x.txt": "x",
    });
    await repo.commit("nested");
    for (const words of ["repro", "repro -s one", "checkout --force one", "untrack --outs one"]) {
      await exp(words, { code: "any" });
      assert.equal(repo.has("sub/dvc.yaml"), true, words);
    }
    repo.write({ "dvc.yaml": stage("{raw: {cache: false}}") });
    const { stderr } = await exp("repro -s one", { code: 2 });
    assert.match(stderr, /raw\/x\.dvc/);
    assert.equal(repo.has("ran"), false);
  },
);

scenario("a lock file is no output: with it all that stages have recorded would be removed", async ({ repo, exp }) => {
  repo.write({ "dvc.yaml": stage("{dvc.lock: {cache: false}}"), "dvc.lock": "schema: '2.0'\nstages: {}\n" });
  const { stderr } = await exp("repro", { code: 2 });
  assert.match(stderr, /^error: dvc\.lock is a pipeline file, so it cannot be an output of stage 'one'/);
  assert.equal(repo.has("dvc.lock"), true);
});

scenario("what a stage wrote itself is no stranger: its pipeline files may be made again", async ({ repo, exp }) => {
  const cmd = "mkdir -p o && printf 'stages:\\n  x: {cmd: a}\\n' > o/dvc.yaml";
  repo.write({ "dvc.yaml": `stages:\n  one:\n    cmd: ${JSON.stringify(cmd)}\n    outs: [o]\n` });
  await exp("repro");
  await exp("repro --force");
  assert.equal(repo.has("o/dvc.yaml"), true);
});

scenario("an uncached output beside the repository is written, not removed", async ({ repo, exp, dvc }) => {
  Deno.writeTextFileSync(`${repo.around}/log`, "mine\n");
  repo.write({
    "dvc.yaml": "stages:\n  one:\n    cmd: echo more >> ../log\n    outs: [{../log: {cache: false}}]\n",
  });
  await exp("repro one");
  await exp("repro --force one");
  repo.write({ "sub/lost.dvc": "outs:\n- path: ../../log2\n" });
  Deno.writeTextFileSync(`${repo.around}/log2`, "mine\n");
  await dvc("checkout --force sub/lost.dvc", { code: "any" });
  await exp("checkout --force", { code: "any" });
  await dvc("gc -w -f");
  await dvc("remove --outs one");
  assert.equal(Deno.readTextFileSync(`${repo.around}/log`), "mine\nmore\nmore\n");
  assert.equal(Deno.readTextFileSync(`${repo.around}/log2`), "mine\n");
});

scenario(
  "a path outside of the repository is called so; only a symlink is called a symlink",
  async ({ repo, exp, sh }) => {
    await sh("mkdir ../other && ln -s ../other link && echo mine > ../other/f");
    const md5 = "d41d8cd98f00b204e9800998ecf8427e";
    repo.write({
      "empty": "",
      "out.dvc": `outs:\n- md5: ${md5}\n  hash: md5\n  path: ../other/f\n`,
      "in.dvc": `outs:\n- md5: ${md5}\n  hash: md5\n  path: link/f\n`,
    });
    await exp("add empty");

    const outside = await exp("checkout -f out.dvc", { code: 2 });
    const behind = await exp("checkout -f in.dvc", { code: 2 });

    assert.match(outside.stderr, /^error: .*other\/f is outside of the repository/);
    assert.doesNotMatch(outside.stderr, /symlink/);
    assert.match(behind.stderr, /^error: link\/f leaves the repository by a symlink/);
    assert.equal(Deno.readTextFileSync(`${repo.around}/other/f`), "mine\n");
  },
);
