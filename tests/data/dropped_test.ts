/** Outs that were put in place and are outs no more: they are taken away, if nothing is lost by it. */
import assert from "node:assert/strict";
import { openDataStore } from "../../src/data/mod.ts";
import { makeProject } from "../support/exp_repo.ts";

Deno.test("what was put in place goes, unless it is an out still, was changed since, or is Git's by now", async () => {
  using project = await makeProject();
  const { repo, root } = project;
  const names = ["gone", "changed", "tracked", "still"];
  {
    using store = openDataStore(repo);
    for (const name of names) {
      project.write(name, `${name}\n`);
      store.commit(`${root}/${name}`, store.observe(`${root}/${name}`));
    }
  }
  project.write("changed", "still\n"); // which the cache has: nothing would be lost, but it is the user's choice
  project.run("add", "-f", "tracked");

  using store = openDataStore(repo);
  const changes = store.removeDropped(new Set([`${root}/still`]));

  assert.deepEqual(changes.map(({ kind, path }) => `${kind} ${path}`), ["deleted gone"]);
  assert.deepEqual(names.filter((name) => repo.host.fs.exists(`${root}/${name}`)), ["changed", "tracked", "still"]);
});
