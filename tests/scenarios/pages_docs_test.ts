/** Pages whose sessions need no more than a small project. */
import assert from "node:assert/strict";
import { training } from "../support/checkpoint_project.ts";
import { docPage } from "../support/doc_page.ts";
import { scenario } from "../support/scenario.ts";

const NOTHING = () => Promise.resolve();

docPage("queue.md", NOTHING, {
  codes: { "exp queue drain": 1, "exp queue drain --exit-code": 5, "exp queue remove --all": 2 },
});

docPage("git-hooks.md", NOTHING);

docPage("exit-codes.md", NOTHING);

docPage("checkpoints.md", async ({ repo }) => {
  repo.write(training(3));
  await repo.commit("a long training");
});

scenario("the line of checkpoints.md that registers one does, in a stage", async ({ repo, exp }) => {
  const page = Deno.readTextFileSync(new URL("../../docs/checkpoints.md", import.meta.url));
  const [, line = ""] = /^(exp checkpoint .*)$/m.exec(page) ?? [];
  repo.write(training(1, { ask: line }));
  await repo.commit("a long training");

  await exp("run -n made");

  assert.deepEqual(JSON.parse(await repo.readOf("made", "metrics.json")), { loss: 0.25, step: 3 });
});

docPage("from-dvc.md", async ({ repo, exp }) => {
  repo.write({
    "dvc.yaml": "stages:\n  copy:\n    cmd: cp data.txt copy.txt\n    deps: [data.txt]\n    outs: [copy.txt]\n",
  });
  repo.write({ "data.txt": "1\n" });
  await exp("repro");
  await repo.commit("a project");
});
