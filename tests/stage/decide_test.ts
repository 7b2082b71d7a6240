import assert from "node:assert/strict";
import { parseYaml } from "../../packages/formats/yaml.ts";
import { Project } from "../../src/pipeline/mod.ts";
import { findChanges } from "../../src/stage/decide.ts";
import { describeReason } from "../../src/stage/describe.ts";
import type { HashInfo } from "../../src/data/types.ts";
import type { UrlLook } from "../../src/stage/url_looks.ts";
import type { StageView } from "../../src/stage/view.ts";
import { folderRepo } from "../support/folder_repo.ts";

const [IN, OUT, OTHER] = ["1".repeat(32), "2".repeat(32), "3".repeat(32)];
const DVC_YAML = "stages:\n  s: {cmd: run, deps: [in], params: [lr, net.size], outs: [out]}\n";
const DVC_LOCK = `schema: '2.0'
stages:
  s:
    cmd: run
    deps: [{path: in, hash: md5, md5: '${IN}', size: 1}]
    params: {params.yaml: {lr: 0.1, net.size: 3}}
    outs: [{path: out, hash: md5, md5: '${OUT}', size: 1}]
`;

interface World {
  readonly hashes?: Readonly<Record<string, string | undefined>>;
  readonly urls?: Readonly<Record<string, UrlLook>>;
  readonly params?: string;
  readonly cached?: boolean;
  readonly dvcYaml?: string;
  readonly lock?: string;
}

/** Why the stage would run, with everything as recorded but for `changes`. */
async function reasons(changes: World, options = {}): Promise<string[]> {
  using files = folderRepo({ "dvc.yaml": changes.dvcYaml ?? DVC_YAML, "dvc.lock": changes.lock ?? DVC_LOCK });
  const [stage] = await new Project(await files.open()).stages();
  assert.ok(stage);
  const hashes: Record<string, string | undefined> = { in: IN, out: OUT, ...changes.hashes };
  const view: StageView = {
    url: (url) => changes.urls?.[url] ?? { kind: "missing" },
    observe(path) {
      const hash = hashes[path];
      if (hash === undefined) return { kind: "missing" };
      const info: HashInfo = { algorithm: "md5", hash, size: 1 };
      return { kind: "file", info };
    },
    params: () => parseYaml(changes.params ?? "lr: 0.1\nnet: {size: 3}\n", { file: "params.yaml" }).value,
    inCache: () => changes.cached ?? true,
  };
  return [...findChanges(stage, view, options)].flatMap(describeReason);
}

Deno.test("a stage whose world is as recorded does not run", async () => {
  assert.deepEqual(await reasons({}), []);
  assert.deepEqual(await reasons({ params: "lr: 1e-1\nnet: {size: 3.0}\nother: 1\n" }), []);
});

Deno.test("each reason names what changed, params with both values", async () => {
  assert.deepEqual(await reasons({ hashes: { in: OTHER } }), ["dependency in changed"]);
  assert.deepEqual(await reasons({ hashes: { in: undefined } }), ["dependency in does not exist"]);
  assert.deepEqual(await reasons({ hashes: { out: OTHER } }), ["output out changed"]);
  assert.deepEqual(await reasons({ hashes: { out: undefined } }), ["output out does not exist"]);
  assert.deepEqual(await reasons({ cached: false }), ["output out is not in the cache"]);
  assert.deepEqual(await reasons({ params: "lr: 0.2\nnet: {size: 3}\n" }), ["params.yaml:lr changed: 0.1 -> 0.2"]);
  assert.deepEqual(await reasons({ params: "lr: 0.1\nnet: {}\n" }), ["params.yaml:net.size is gone: 3 -> nothing"]);
  assert.deepEqual(await reasons({ dvcYaml: DVC_YAML.replace("run", "go") }), ["the command changed: run -> go"]);
});

Deno.test("of a params file that is a dep as a whole each key counts, also one that is gone or new", async () => {
  const dvcYaml = DVC_YAML.replace("[lr, net.size]", "[{params.yaml: null}]");
  const lock = DVC_LOCK.replace("net.size: 3", "a.b: 1");
  const ask = (params: string) => reasons({ dvcYaml, lock, params });

  assert.deepEqual(await ask("lr: 0.1\na.b: 1\n"), []);
  assert.deepEqual(await ask("lr: 0.1\n"), ["params.yaml:a.b is gone: 1 -> nothing"]);
  assert.deepEqual(await ask("lr: 0.1\na.b: 1\nmore: 2\n"), ["params.yaml:more is new: nothing -> 2"]);
});

Deno.test("with --allow-missing only what is there and differs counts", async () => {
  const allowMissing = { allowMissing: true };

  assert.deepEqual(await reasons({ hashes: { in: undefined, out: undefined }, cached: false }, allowMissing), []);
  assert.deepEqual(await reasons({ hashes: { in: OTHER } }, allowMissing), ["dependency in changed"]);
});

Deno.test("a stage that always changes, or has nothing to compare, always runs", async () => {
  assert.notDeepEqual(await reasons({ dvcYaml: DVC_YAML.replace("{cmd", "{always_changed: true, cmd") }), []);
  assert.notDeepEqual(await reasons({ dvcYaml: "stages:\n  s: {cmd: run}\n" }), []);
});

Deno.test("what lies at a URL is compared by the hash that its kind of place has", async () => {
  const dvcYaml = "stages:\n  s: {cmd: run, deps: ['s3://b/f'], outs: ['s3://b/o': {cache: false}]}\n";
  const lock = "schema: '2.0'\nstages:\n  s:\n    cmd: run\n" +
    "    deps: [{path: 's3://b/f', hash: md5, etag: e1, size: 1}]\n" +
    "    outs: [{path: 's3://b/o', hash: md5, etag: e2, size: 1}]\n";
  const seen = (value: string): UrlLook => ({ kind: "seen", state: { hash: { name: "etag", value }, size: 9 } });
  const world = (urls: Record<string, UrlLook>) => reasons({ dvcYaml, lock, urls });

  assert.deepEqual(await world({ "s3://b/f": seen("e1"), "s3://b/o": seen("e2") }), []);
  assert.deepEqual(await world({ "s3://b/f": seen("e2"), "s3://b/o": seen("e1") }), [
    "dependency s3://b/f changed",
    "output s3://b/o changed",
  ]);
  assert.deepEqual(await world({}), ["dependency s3://b/f does not exist", "output s3://b/o does not exist"]);
});
