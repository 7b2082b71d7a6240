/** With --quiet, what went well says nothing at all; standard output is for results alone. */
import assert from "node:assert/strict";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { scenario } from "../support/scenario.ts";

/** What is changed one after the other; each needs what those before it have left. */
const CHANGES = [
  "add -q data",
  "stage add -q -n extra -o extra.txt cp data extra.txt",
  "repro -q",
  "commit -q",
  "checkout -q",
  "freeze -q extra",
  "unfreeze -q extra",
  "unprotect -q data",
  "data move -q data renamed",
  "run -q -n one -S lr=0.3",
  "run -q --temp -n two -S lr=0.4",
  "save -q -n three --force",
  "apply -q one",
  "branch -q one a-branch",
  "rename -q two deux",
  "remote add -q -d store ../store",
  "remote modify -q store jobs 2",
  "data push -q",
  "data pull -q",
  "run -q --queue -n later -S lr=0.5",
  "queue hold -q later",
  "queue release -q later",
  "queue move -q later --first",
  "queue drain -q",
  "run -q --queue -n last -S lr=0.6",
  "run -q --run-all",
  "queue remove -q --success",
  "search new -q s -S lr=1,2 --metric metrics.json:lr --trials 1",
  "queue drain -q",
  "search stop -q s",
  "search resume -q s",
  "search extend -q s --trials 1",
  "search remove -q s",
  "remove -q deux",
  "undo -q",
  "import-url -q renamed copy",
  "update -q copy.dvc",
  "config -q core.autostage true",
  "clean -q",
  "gc -q -w --yes",
];

scenario("whatever is changed with --quiet, standard output stays empty", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await sh("mkdir ../store && echo 1 > data");

  for (const words of CHANGES) {
    const { stdout } = await exp(words);
    assert.equal(stdout, "", words);
    await sh("git add -A && git commit -qm step --allow-empty");
  }
});

scenario("with --json standard output is one document, whatever stages print", async ({ repo, exp }) => {
  repo.write({ "dvc.yaml": "stages:\n  loud:\n    cmd: echo loud && echo lr > out.txt\n    outs: [out.txt]\n" });
  await repo.commit("a pipeline");
  const lines = [
    "repro --json",
    "run --json -n one",
    "run --json --queue -n two",
    "run --json --run-all",
    "queue drain --json",
  ];

  for (const words of lines) {
    const { stdout } = await exp(words);
    assert.equal(typeof JSON.parse(stdout), "object", words);
    assert.equal(stdout.trim().split("\n").length, 1, words);
  }
});
