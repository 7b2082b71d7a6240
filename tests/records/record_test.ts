import assert from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import { recordExperiment, type RecordRequest } from "../../src/records/record.ts";
import { experimentRefName } from "../../src/records/refs.ts";
import { makeRepo, type TestRepo } from "../support/git_repo.ts";

function recording(repo: TestRepo, changes: Partial<RecordRequest> = {}): RecordRequest {
  const baseline = repo.run("rev-parse", "HEAD");
  return {
    place: repo.git,
    home: repo.git,
    baseline,
    name: "mine",
    expected: "absent",
    message: "an experiment\n",
    extra: [],
    always: [],
    ...changes,
  };
}

const kind = (expected: string) => (error: unknown) => error instanceof ExpError && error.kind === expected;

Deno.test("a name that somebody takes while the commit is made is refused; theirs stays, and nothing else happens", async () => {
  using repo = makeRepo({ "a.txt": "a\n" });
  const head = repo.run("rev-parse", "HEAD"), ref = experimentRefName(head, "mine");
  repo.write("a.txt", "b\n");
  const onCommit = () => repo.run("update-ref", ref, head);
  const also = [{ ref: "refs/exps/celery/task/1", to: head }];

  await assert.rejects(recordExperiment(recording(repo, { onCommit, also })), kind("exists"));

  assert.equal(repo.run("rev-parse", ref), head);
  assert.deepEqual(repo.git.refs("refs/exps").map(({ name }) => name), [ref]);
});

Deno.test("an experiment that is to be replaced must still be what it was", async () => {
  using repo = makeRepo({ "a.txt": "a\n" });
  const head = repo.run("rev-parse", "HEAD"), ref = experimentRefName(head, "mine");
  const first = (await recordExperiment(recording(repo))).rev;
  repo.write("a.txt", "b\n");
  const onCommit = () => repo.run("update-ref", ref, head);

  await assert.rejects(recordExperiment(recording(repo, { expected: first, onCommit })), kind("exists"));

  assert.equal(repo.run("rev-parse", ref), head);
});

Deno.test("git is not asked which of thousands of experiments a new commit is in", async () => {
  using repo = makeRepo({ "a.txt": "a\n" });
  if (repo.host.fs.stat(repo.root)?.bornNs === undefined) return; // this file system does not tell what is new
  const { runSync } = repo.host.processes;
  const asked: string[] = [];
  repo.host.processes.runSync = (command) => {
    asked.push(command.args.find((arg) => arg === "for-each-ref" || arg === "commit-tree") ?? "");
    return runSync(command);
  };

  await recordExperiment(recording(repo));

  assert.deepEqual(asked.filter(Boolean), ["commit-tree"]);
});

Deno.test("equal experiments of one second are as many commits", async () => {
  using repo = makeRepo({ "a.txt": "a\n" });
  const revs: string[] = [];
  // some of them are of the same second, however slow the machine is
  for (const name of ["a", "b", "c", "d", "e"]) revs.push((await recordExperiment(recording(repo, { name }))).rev);

  assert.equal(new Set(revs).size, revs.length);
});
