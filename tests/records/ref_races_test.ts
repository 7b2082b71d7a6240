/** Somebody else changes an experiment at the worst moment: between our look at it and our change of its ref. */
import assert from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import { experimentRefName, listExperimentRefs } from "../../src/records/refs.ts";
import { chooseDoomed, removeDoomed } from "../../src/records/remove.ts";
import { keepRemoved, listRemovals, undoRemoval } from "../../src/records/removed.ts";
import { renameExperiment } from "../../src/records/rename.ts";
import { squashExperiment } from "../../src/records/squash.ts";
import { makeRepo, type TestRepo } from "../support/git_repo.ts";

const DAY_MS = 24 * 3600 * 1000;
const NO_TASKS = { list: () => [], remove: () => {} };

interface Place extends Disposable {
  readonly repo: TestRepo;
  readonly ref: string;
  /** The experiment as it is, and as somebody else makes it: one commit further. */
  readonly rev: string;
  readonly further: string;
}

/** An experiment `mine` of two commits. */
function placeWithExperiment(): Place {
  const repo = makeRepo({ "a.txt": "a\n" });
  const head = repo.run("rev-parse", "HEAD"), tree = repo.run("rev-parse", "HEAD^{tree}");
  const chain = [head];
  for (const message of ["one", "two", "three"]) {
    chain.push(repo.git.commitTree(tree, [chain.at(-1)!], message, {}).rev);
  }
  const ref = experimentRefName(head, "mine");
  repo.git.updateRefs([{ ref, to: chain[2]! }]);
  return { repo, ref, rev: chain[2]!, further: chain[3]!, [Symbol.dispose]: () => repo[Symbol.dispose]() };
}

const moveOn = ({ repo, ref, further }: Place) => repo.beforeRefsChange(() => repo.run("update-ref", ref, further));
const conflict = (error: unknown) => error instanceof ExpError && error.kind === "conflict";

function remove({ git }: TestRepo, nowMs: number): void {
  const doomed = chooseDoomed(git, { names: ["mine"] }, NO_TASKS);
  removeDoomed(git, doomed, NO_TASKS, keepRemoved(git, doomed.refs, nowMs));
}

Deno.test("an experiment that moves on while it is removed stays, and nothing is kept of it", () => {
  using place = placeWithExperiment();
  moveOn(place);

  assert.throws(() => remove(place.repo, DAY_MS), conflict);

  assert.equal(place.repo.git.readRef(place.ref), place.further);
  assert.deepEqual(listRemovals(place.repo.git), []);
});

Deno.test("an experiment that moves on while it is renamed has its old name only", () => {
  using place = placeWithExperiment();
  moveOn(place);

  assert.throws(() => renameExperiment(place.repo.git, "mine", "other"), conflict);

  assert.deepEqual(listExperimentRefs(place.repo.git).map(({ name, rev }) => [name, rev]), [["mine", place.further]]);
});

Deno.test("a checkpoint that is made while the experiment is squashed is not lost", () => {
  using place = placeWithExperiment();
  moveOn(place);

  assert.throws(() => squashExperiment(place.repo.git, { name: "mine" }), conflict);

  assert.equal(place.repo.git.readRef(place.ref), place.further);
});

Deno.test("what was removed comes back; an experiment that takes its name meanwhile stays", () => {
  using place = placeWithExperiment();
  const { repo, ref, rev } = place;
  remove(repo, DAY_MS);
  moveOn(place);

  assert.throws(() => undoRemoval(repo.git), conflict);
  assert.equal(repo.git.readRef(ref), place.further);

  repo.run("update-ref", "-d", ref);
  assert.deepEqual(undoRemoval(repo.git), ["mine"]);
  assert.equal(repo.git.readRef(ref), rev);
  assert.deepEqual(listRemovals(repo.git), []);
});

Deno.test("an undo lets go of what was kept when the experiment's name is on the disk, not before", () => {
  using place = placeWithExperiment();
  const { repo } = place;
  remove(repo, DAY_MS);
  const { syncFolder } = repo.host.fs;
  const kept: number[] = [];
  repo.host.fs.syncFolder = (path) => {
    kept.push(listRemovals(repo.git).length);
    syncFolder(path);
  };

  undoRemoval(repo.git);

  assert.deepEqual(kept, [1]);
});

Deno.test("a removed experiment is kept for 14 days", () => {
  using place = placeWithExperiment();
  const { repo, ref, rev } = place;
  remove(repo, DAY_MS);
  const keptAfter = (days: number) => {
    repo.git.updateRefs(keepRemoved(repo.git, [], (1 + days) * DAY_MS));
    return listRemovals(repo.git).flatMap(({ experiments }) => experiments.map((each) => each.rev));
  };

  assert.equal(repo.git.readRef(ref), undefined);
  assert.deepEqual(keptAfter(14), [rev]);
  assert.deepEqual(keptAfter(14.01), []);
});
