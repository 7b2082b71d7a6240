import assert from "node:assert/strict";
import { emitYaml } from "../../packages/formats/yaml_emit.ts";
import { parseYaml } from "../../packages/formats/yaml.ts";
import { Project } from "../../src/pipeline/mod.ts";
import { formatLockEntry, lockParams } from "../../src/stage/lock_entry.ts";
import { folderRepo } from "../support/folder_repo.ts";

const DVC_YAML = `stages:
  s:
    cmd: run
    deps: [b, B, ä, a]
    params: [other.yaml: [z, a.b], x]
    outs: [out]
`;
/** As DVC 3.67.1 writes it. */
const ENTRY = `cmd: run
deps:
- path: B
  hash: md5
  md5: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  size: 1
- path: a
  hash: md5
  md5: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  size: 1
- path: b
  hash: md5
  md5: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  size: 1
- path: ä
  hash: md5
  md5: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  size: 1
params:
  params.yaml:
    x: 1
  other.yaml:
    a.b: 2
    z: 3
outs:
- path: out
  hash: md5
  md5: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.dir
  size: 5
  nfiles: 2
  isexec: true
`;

Deno.test("an entry stands as DVC writes it: paths and keys by code points, params.yaml before all other files", async () => {
  using files = folderRepo({ "dvc.yaml": DVC_YAML });
  const [stage] = await new Project(await files.open()).stages();
  assert.ok(stage);
  const content = { "params.yaml": "x: 1\n", "other.yaml": "z: 3\na: {b: 2}\nmore: 4\n" };
  const params = lockParams(stage, (path) => parseYaml(content[path as keyof typeof content], { file: path }).value);
  const dep = { algorithm: "md5", hash: "a".repeat(32), size: 1 } as const;
  const out = { algorithm: "md5", hash: `${"b".repeat(32)}.dir`, size: 5, nfiles: 2, isexec: true } as const;

  const entry = formatLockEntry(
    stage,
    stage.deps.map(({ written }) => ({ written, info: dep })),
    params,
    stage.outs.map(({ written }) => ({ written, info: out })),
  );

  assert.equal(emitYaml(entry), ENTRY);
});
