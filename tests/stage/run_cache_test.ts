import assert from "node:assert/strict";
import { isMap } from "../../packages/values/value.ts";
import { parseYaml } from "../../packages/formats/yaml.ts";
import { RunCache, runKey, runValue } from "../../src/stage/run_cache.ts";
import { folderRepo } from "../support/folder_repo.ts";

/** As DVC 3.67.1 wrote it, at runs/31/KEY/VALUE. */
const RECORDED = {
  key: "317aa56353f9fce461ba56a91d6200d09f971ec62b16dcd7d4aa489c8236ff08",
  value: "4087ddc589b3080e6792c74a8570fd52d7b0fff4484f482a63ff9a4e70808741",
  text: `cmd: 'true'
deps:
- path: in
  hash: md5
  md5: ba8d2b9408ed255ee92a112fe7ba59be
  size: 3
outs:
- path: b
  hash: md5
  md5: 26ab0db90d72e28ad0ba1e22ee510510
  size: 2
- path: b2
  hash: md5
  md5: b026324c6904b2a9cb4b88d6d61c81d1
  size: 2
`,
};

function entry(text: string) {
  const { value } = parseYaml(text, { file: "entry" });
  assert.ok(isMap(value));
  return value;
}

Deno.test("keys and names of run-cache entries are DVC's", () => {
  assert.equal(runKey(entry(RECORDED.text)), RECORDED.key);
  assert.equal(runValue(entry(RECORDED.text)), RECORDED.value);
});

Deno.test("a key knows the command, the inputs and the outs' paths, but nothing of the outs' content or of sizes", () => {
  const keyOf = (from: string, to: string) => runKey(entry(RECORDED.text.replace(from, to)));

  assert.equal(keyOf("26ab0db9", "00000000"), RECORDED.key);
  assert.equal(keyOf("size: 3", "size: 4"), RECORDED.key);
  assert.notEqual(keyOf("'true'", "'false'"), RECORDED.key);
  assert.notEqual(keyOf("ba8d2b94", "00000000"), RECORDED.key);
  assert.notEqual(keyOf("path: b2", "path: b3"), RECORDED.key);
});

Deno.test("an entry whose content is not what its name says is deleted and told of, not believed", async () => {
  const place = `.dvc/cache/runs/31/${RECORDED.key}`;
  const [good, bad] = [`${place}/${RECORDED.value}`, `${place}/${"0".repeat(64)}`];
  using files = folderRepo({ [good]: RECORDED.text, [bad]: RECORDED.text.replace("26ab0db9", "00000000") });
  const warnings: string[] = [];

  const found = await new RunCache(await files.open()).find(
    RECORDED.key,
    entry(RECORDED.text),
    (text) => warnings.push(text),
  );

  assert.deepEqual(found, [entry(RECORDED.text)]);
  assert.equal(warnings.length, 1);
  assert.deepEqual([good, bad].map((path) => files.host.fs.exists(`${files.root}/${path}`)), [true, false]);
});

Deno.test("of several results the newest comes first", async () => {
  const other = RECORDED.text.replace("26ab0db9", "00000000");
  const place = `.dvc/cache/runs/31/${RECORDED.key}`;
  const [old, young] = [`${place}/${RECORDED.value}`, `${place}/${await runValue(entry(other))}`];
  using files = folderRepo({ [old]: RECORDED.text, [young]: other });
  const find = async (older: string) => {
    Deno.utimeSync(`${files.root}/${older}`, 1, 1);
    return await new RunCache(await files.open()).find(RECORDED.key, entry(RECORDED.text), assert.fail);
  };

  assert.deepEqual(await find(old), [entry(other), entry(RECORDED.text)]);
  Deno.utimeSync(`${files.root}/${old}`, 2, 2);
  assert.deepEqual(await find(young), [entry(RECORDED.text), entry(other)]);
});

Deno.test("an entry of other inputs under the same key, sizes aside, is not this stage's result", async () => {
  const path = `.dvc/cache/runs/31/${RECORDED.key}/${RECORDED.value}`;
  using files = folderRepo({ [path]: RECORDED.text });

  const asked = entry(RECORDED.text.replace("size: 3", "size: 4"));

  assert.deepEqual(await new RunCache(await files.open()).find(RECORDED.key, asked, assert.fail), []);
});
