import assert from "node:assert/strict";
import { placesAt } from "../../src/revisions/rev_places.ts";
import { ExpError } from "../../src/common/mod.ts";
import type { Git } from "../../src/git/mod.ts";
import { makeProject } from "../support/exp_repo.ts";

const FILES = {
  "dvc.yaml": "stages:\n  t: {cmd: x, plots: [{curves: {cache: false}}]}\n",
  "curves/one.csv": "step,acc\n0,1\n",
  "curves/other/.dvc/config": "",
  "curves/other/two.csv": "step,acc\n0,1\n",
};

/** Counts how often objects are asked for, each time a process. */
function counting(git: Git): { git: Git; readonly count: number } {
  const counted = { count: 0 };
  const readObjects: Git["readObjects"] = (names) => {
    if (names.length > 0) counted.count++;
    return git.readObjects(names);
  };
  const wrapped = new Proxy(git, {
    get: (target, name) => {
      if (name === "readObjects") return readObjects;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return {
    git: wrapped,
    get count() {
      return counted.count;
    },
  };
}

Deno.test("ten commits are read with as many processes as one, and files that are read ahead cost none", async () => {
  using project = await makeProject(FILES);
  const revs = Array.from({ length: 10 }, (_, i) => {
    project.write("curves/one.csv", `step,acc\n0,${i}\n`);
    return project.commit(`number ${i}`);
  });
  const one = counting(project.git), ten = counting(project.git);

  await placesAt(project.repo, one.git, revs.slice(0, 1));
  const { places, readAhead } = await placesAt(project.repo, ten.git, revs);
  assert.equal(ten.count, one.count);

  readAhead(places.map((place) => [place, "curves/one.csv"] as const));
  const before = ten.count;
  const texts = places.map(({ files }) => {
    const found = files.find("curves/one.csv");
    return "error" in found ? "" : new TextDecoder().decode(found.bytes());
  });
  assert.deepEqual(texts, revs.map((_, i) => `step,acc\n0,${i}\n`));
  assert.equal(ten.count, before);
});

Deno.test("what lies in a project within the project is not the outer one's, at a commit as in the workspace", async () => {
  using project = await makeProject(FILES);
  const rev = project.commit("both");

  const { places } = await placesAt(project.repo, project.git, ["workspace", rev]);

  assert.deepEqual(places.map(({ files }) => files.expand("curves")), [["curves/one.csv"], ["curves/one.csv"]]);
});

Deno.test("an id that names no commit is said", async () => {
  using project = await makeProject(FILES);

  await assert.rejects(
    placesAt(project.repo, project.git, ["0123456789012345678901234567890123456789"]),
    (error) => error instanceof ExpError && error.kind === "not-found",
  );
});
