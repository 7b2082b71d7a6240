/** Pages whose sessions need no more than a small project. */
import { training } from "../support/checkpoint_project.ts";
import { docPage } from "../support/doc_page.ts";

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

docPage("from-dvc.md", async ({ repo, exp }) => {
  repo.write({
    "dvc.yaml": "stages:\n  copy:\n    cmd: cp data.txt copy.txt\n    deps: [data.txt]\n    outs: [copy.txt]\n",
  });
  repo.write({ "data.txt": "1\n" });
  await exp("repro");
  await repo.commit("a project");
});
