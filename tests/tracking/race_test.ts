import assert from "node:assert/strict";
import { Tracked } from "../../src/tracking/mod.ts";
import { makeProject } from "../support/exp_repo.ts";

Deno.test("what somebody has added to a tracked experiment is not lost when it is discarded", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  using tracked = Tracked.init(repo, git, { name: "mine" });
  tracked.logMetric("loss", 1);
  const rev = await tracked.makeCheckpoint();
  const ref = git.refs("refs/exps").find(({ name }) => name.endsWith("/mine"))!.name;
  const theirs = git.commitTree(project.run("rev-parse", `${rev}^{tree}`), [rev], "theirs", {}).rev;
  git.updateRefs([{ ref, to: theirs }]);

  assert.throws(() => tracked.discard());

  assert.equal(git.readRef(ref), theirs);
});

Deno.test("two tracked experiments of one baseline have two names", async () => {
  using project = await makeProject();
  using _first = Tracked.init(project.repo, project.git, { name: "mine" });

  assert.throws(() => Tracked.init(project.repo, project.git, { name: "mine" }), { kind: "exists" });
});
