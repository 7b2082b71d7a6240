import type { Git } from "../../src/git/mod.ts";
import assert from "node:assert/strict";
import fc from "fast-check";
import { ExpError } from "../../src/common/errors.ts";
import { chooseBaselines } from "../../src/records/baselines.ts";
import { generateName, isValidName } from "../../src/records/names.ts";
import { describeCommits, experimentRefName, listExperimentRefs } from "../../src/records/refs.ts";
import { chooseDoomed, removeDoomed, type RemoveRequest, type WaitingTasks } from "../../src/records/remove.ts";
import { renameExperiment } from "../../src/records/rename.ts";
import { ADJECTIVES, NOUNS } from "../../src/records/words.ts";
import { makeRepo, type TestRepo } from "../support/git_repo.ts";

const FILES = { "a.txt": "a\n" };
const NO_TASKS = { list: () => [], remove: () => {} };

function addExperiment(repo: TestRepo, baseline: string, name: string): string {
  const tree = repo.run("rev-parse", `${baseline}^{tree}`);
  const rev = repo.git.commitTree(tree, [baseline], `experiment ${name}\n`).rev;
  repo.git.updateRefs([{ ref: experimentRefName(baseline, name), to: rev, from: "absent" }]);
  return rev;
}

const names = (repo: TestRepo) => listExperimentRefs(repo.git).map((ref) => ref.name);
const kind = (expected: string) => (error: unknown) => error instanceof ExpError && error.kind === expected;

Deno.test("generated names have the shape that DVC's clients know, and are never taken", () => {
  const random = { next: Math.random, hex: () => "" };
  const seen = new Set<string>();
  for (let i = 0; i < 2000; i++) {
    const name = generateName(random, (candidate) => seen.has(candidate));
    assert.match(name, /^[a-z]{4,5}-[a-z]{4}$/);
    assert.equal(seen.has(name), false);
    seen.add(name);
  }
  assert.equal(new Set(ADJECTIVES).size > 150 && new Set(NOUNS).size > 200, true);
});

Deno.test("a name is always found, however many are taken", () => {
  let asked = 0;
  const name = generateName({ next: Math.random, hex: () => "" }, () => ++asked < 300);
  assert.match(name, /^[a-z]+-[a-z]+-\d+$/);
});

Deno.test("names are valid exactly where git check-ref-format accepts them as one part of a ref", () => {
  using repo = makeRepo();
  const odd = fc.string({
    unit: fc.constantFrom(..."ab.-@{}/~^:?*[\\ é\u0001lock".split("")),
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.oneof(odd, fc.constantFrom("x.lock", "a..b", "@", "a@{b", "-x", "a.", ".a", "A.B_c-1")), (name) => {
      const code = repo.git.run(["check-ref-format", `refs/exps/aa/bb/${name}`]).code;
      // a hyphen in front would be an option
      const isExtra = name.startsWith("-") || name.includes("/");
      assert.equal(isValidName(name), code === 0 && !isExtra, JSON.stringify(name));
    }),
    { numRuns: 150 },
  );
});

Deno.test("removing an unknown name among known ones removes nothing", () => {
  using repo = makeRepo(FILES);
  const head = repo.run("rev-parse", "HEAD");
  addExperiment(repo, head, "e1");

  assert.throws(() => removeExperiments(repo.git, { names: ["e1", "nope"] }, NO_TASKS), kind("not-found"));
  assert.deepEqual(names(repo), ["e1"]);

  assert.deepEqual(removeExperiments(repo.git, { names: ["e1"] }, NO_TASKS), ["e1"]);
  assert.deepEqual(names(repo), []);
});

Deno.test("an experiment that was applied takes EXEC_APPLY with it", () => {
  using repo = makeRepo(FILES);
  const rev = addExperiment(repo, repo.run("rev-parse", "HEAD"), "e1");
  repo.git.updateRefs([{ ref: "refs/exps/exec/EXEC_APPLY", to: rev }]);

  removeExperiments(repo.git, { names: ["e1"] }, NO_TASKS);

  assert.deepEqual(repo.git.refs("refs/exps"), []);
});

Deno.test("--keep removes the others", () => {
  using repo = makeRepo(FILES);
  const head = repo.run("rev-parse", "HEAD");
  for (const name of ["a", "b", "c"]) addExperiment(repo, head, name);

  assert.deepEqual(removeExperiments(repo.git, { names: ["b"], keep: true }, NO_TASKS), ["a", "c"]);
  assert.deepEqual(names(repo), ["b"]);
});

Deno.test("a name under several baselines means the one of HEAD, else it is ambiguous", () => {
  using repo = makeRepo(FILES);
  const first = repo.run("rev-parse", "HEAD"), second = repo.commit("second");
  addExperiment(repo, first, "same");
  const ofHead = addExperiment(repo, second, "same");

  assert.equal(renameExperiment(repo.git, "same", "new"), true);
  assert.equal(repo.git.readRef(experimentRefName(second, "new")), ofHead);

  addExperiment(repo, second, "same");
  repo.commit("third");
  assert.throws(() => removeExperiments(repo.git, { names: ["same"] }, NO_TASKS), kind("invalid-name"));
});

Deno.test("renaming onto a taken name changes nothing", () => {
  using repo = makeRepo(FILES);
  const head = repo.run("rev-parse", "HEAD");
  addExperiment(repo, head, "e1");
  addExperiment(repo, head, "e2");

  assert.throws(() => renameExperiment(repo.git, "e1", "e2"), kind("exists"));
  assert.deepEqual(names(repo), ["e1", "e2"]);
});

function removeExperiments(git: Git, request: RemoveRequest, waiting: WaitingTasks): string[] {
  const doomed = chooseDoomed(git, request, waiting);
  removeDoomed(git, doomed, waiting);
  return [...doomed.refs, ...doomed.tasks].map(({ name }) => name);
}

Deno.test("a commit is called by the current branch, else by a tag, else by a branch", () => {
  using repo = makeRepo({ "a.txt": "1\n" });
  const revs = ["old", "tagged", "annotated", "new"].map((message) => {
    const rev = repo.commit(message);
    if (message !== "new") repo.run("branch", `b-${message}`);
    return rev;
  });
  const [, tagged, annotated, head] = revs as [string, string, string, string];
  repo.run("tag", "light", tagged);
  repo.run("tag", "-m", "x", "heavy", annotated);
  repo.run("tag", "newest", head);

  assert.deepEqual(revs.map(describeCommits(repo.git)), ["b-old", "light", "heavy", "main"]);
  assert.deepEqual(chooseBaselines(repo.git, { allTags: true }), [annotated, tagged, head]);

  repo.run("checkout", "-q", "--detach");
  assert.deepEqual(revs.map(describeCommits(repo.git)), ["b-old", "light", "heavy", "newest"]);
});

Deno.test("a baseline may be named by an experiment", () => {
  using repo = makeRepo(FILES);
  const head = repo.run("rev-parse", "HEAD");
  const rev = addExperiment(repo, head, "mine");
  assert.deepEqual(chooseBaselines(repo.git, { revs: ["mine", "main"] }), [rev, head]);
  assert.throws(() => chooseBaselines(repo.git, { revs: ["nobody"] }), ExpError);
});

Deno.test("of all commits a newer one stands before its parent, though one second made both", () => {
  using repo = makeRepo(FILES);
  const parent = repo.run("rev-parse", "HEAD");
  const timeMs = repo.git.commitInfo([parent])[0]!.commitTimeMs;
  const child = repo.git.commitTree(repo.run("rev-parse", "HEAD^{tree}"), [parent], "child\n", { timeMs }).rev;
  for (const name of ["a-first", "z-last"]) {
    repo.run("update-ref", `refs/heads/${name}`, child);
    assert.deepEqual(chooseBaselines(repo.git, { allCommits: true }), [child, parent]);
    repo.run("update-ref", "-d", `refs/heads/${name}`);
  }
});
