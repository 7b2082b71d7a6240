/** What a shell offers while a line is typed. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario("-S offers parameters of every format, then values, and no files", async ({ repo, exp, sh }) => {
  repo.write({
    "params.yaml": "lr: 0.5\nnet: {depth: 3, lr: 1}\nlog: true\n",
    "more.toml": "[data]\nlag = 2\n",
    "load.py": "LAYERS = 2\n",
    "dvc.yaml": "stages:\n  a: {cmd: 'true', params: [lr, more.toml: [data.lag], load.py: [LAYERS]]}\n",
    "conf/db/mysql.yaml": "port: 3306\n",
    "conf/db/sqlite.yaml": "file: x\n",
  });
  const offered = async (...words: string[]) =>
    (await exp(["internal", "complete", "--plain", "--", "run", "-S", ...words])).stdout.trimEnd().split("\n");

  assert.deepEqual(await offered("l"), ["lr=", "log=", "load.py:LAYERS="]);
  assert.deepEqual(await offered("more.toml:d"), ["more.toml:data.lag="]);
  assert.deepEqual(await offered("log="), ["log=true", "log=false"]);
  assert.deepEqual(await offered("net.depth="), ["net.depth=3"]);
  assert.deepEqual(await offered("db"), [""]);
  await exp("config hydra.enabled true");
  assert.deepEqual(await offered("d"), ["db="]);
  assert.deepEqual((await offered("db=")).sort(), ["db=mysql", "db=sqlite"]);

  repo.write({
    "try.sh": 'eval "$(exp completion bash)"; t() { COMP_LINE=$1 COMP_POINT=${#1}; shift; COMP_WORDS=("$@"); ' +
      'COMP_CWORD=$(($# - 1)); _exp; echo "${COMPREPLY[@]}"; }\n' +
      "t 'exp run -S lo' exp run -S lo\n" +
      "t 'exp run -S more.toml:da' exp run -S more.toml : da\n" +
      "t 'exp run -S lr=' exp run -S lr =\n" +
      "t 'exp run -S lr= ' exp run -S lr = ''\n" +
      "t 'exp run --set-param=ne' exp run --set-param = ne\n" +
      "t 'exp run -n l' exp run -n l\n" +
      "t 'exp add l' exp add l\n",
  });
  assert.deepEqual((await sh("bash try.sh")).stdout.split("\n"), [
    "log= load.py:LAYERS=",
    "data.lag=",
    "0.5",
    "a",
    "net.depth= net.lr=",
    "",
    "load.py",
    "",
  ]);
});

scenario("values of other options are what they can be", async ({ repo, exp }) => {
  repo.write({ "m.json": '{"acc": 1}', "dvc.yaml": "metrics: [m.json]\n" });
  await repo.commit("metrics");
  await exp("save -n brave-fox");
  const offered = async (...words: string[]) =>
    (await exp(["internal", "complete", "--plain", "--", ...words])).stdout.trimEnd().split("\n");

  assert.deepEqual(await offered("show", "--sort-by", "a"), ["acc"]);
  assert.deepEqual(await offered("show", "--sort-order="), ["--sort-order=asc", "--sort-order=desc"]);
  assert.deepEqual(await offered("push", "origin", ""), ["brave-fox"]);
  assert.deepEqual(await offered("diff", "brave-fox", "ma"), ["main"]);
  assert.deepEqual(await offered("completion", "z"), ["zsh"]);
});

scenario("a template's name is offered where one is asked for: the project's own and DVC's", async ({ repo, exp }) => {
  repo.write({ ".dvc/plots/lossy.json": "{}", ".dvc/plots/notes.txt": "" });
  const offered = async (line: string) =>
    (await exp(["internal", "complete", "--plain", "--", ...line.split(" ")], { code: "any" })).stdout.trimEnd();

  assert.equal(await offered("plots show -t l"), "lossy\nlinear");
  assert.equal(
    await offered("dvc plots diff --template=conf"),
    "--template=confusion\n--template=confusion_normalized",
  );
  assert.equal(await offered("plots templates sm"), "smooth");
  assert.equal((await exp("internal complete --plain -- plots show -t here/", { code: 1 })).stdout, ""); // files, then
});
