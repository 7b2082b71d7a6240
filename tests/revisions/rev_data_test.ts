import assert from "node:assert/strict";
import { RevReader } from "../../src/revisions/rev_data.ts";
import { filesOf } from "../../src/revisions/rev_files.ts";
import { shapeOf } from "../../src/revisions/shape.ts";
import { makeProject } from "../support/exp_repo.ts";

const DVC_YAML = `stages:
  a: {cmd: x, deps: [d, both], outs: [both2, o]}
  b: {cmd: y, deps: [d2]}
  c: {cmd: z, deps: [d3]}
`;

const DVC_LOCK = `schema: '2.0'
stages:
  a:
    cmd: x
    deps:
    - {path: d, hash: md5, md5: first, size: 1}
    - {path: d, hash: md5, md5: second, size: 2}
    - {path: both, hash: md5, md5: dep, size: 3}
    - {path: 7, hash: md5, md5: number}
    - no map
    outs:
    - {path: both, hash: md5, md5: out, size: 4}
    - {path: o, hash: md5, md5: dir.dir, size: 5, nfiles: 6}
  b: no map
`;

Deno.test("hashes are those that the lock has for a stage's paths; of a path that is there twice the first", async () => {
  using project = await makeProject({ "dvc.yaml": DVC_YAML });
  const { repo } = project;
  const shape = await shapeOf(repo); // of another commit: that one's lock is checked
  project.write("dvc.lock", DVC_LOCK);
  const about = { rev: "workspace", timestamp: null };

  const data = await new RevReader(repo).read(shape, filesOf(repo), about);

  const facts = [...data.deps, ...data.outs].map(([path, { hash, size, nfiles }]) => [path, hash, size, nfiles]);
  assert.deepEqual(facts, [
    ["d", "first", 1, null],
    ["both", "dep", 3, null],
    ["d2", null, null, null],
    ["d3", null, null, null],
    ["both2", null, null, null],
    ["o", "dir.dir", 5, 6],
  ]);
});
