import assert from "node:assert/strict";
import { ExpError } from "../../src/common/errors.ts";
import { DVC_RULES, EXP_RULES } from "../../src/common/rules.ts";
import { createHost } from "../../src/host/mod.ts";
import { applyOverridesToFile } from "../../src/params/set_params.ts";

const host = createHost();

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = host.fs.makeTempDir("/tmp", "exp-params-");
  try {
    await test(folder);
  } finally {
    host.fs.removeTree(folder);
  }
}

Deno.test("the suffix decides the format, whatever its case", () =>
  inFolder(async (folder) => {
    const files: Readonly<Record<string, readonly [string, string]>> = {
      "p.JSON": ['{"a": 1}\n', '{"a": 2}\n'],
      "p.toml": ["a = 1 # c\n", "a = 2 # c\n"],
      "p.py": ["a=1 # c\n", "a=2 # c\n"],
      "p.yml": ["a:   1 # c\r\n", "a:   2 # c\r\n"],
      "p.conf": ["a: 1\n", "a: 2\n"],
    };
    for (const [name, [before, after]] of Object.entries(files)) {
      host.fs.writeAtomic(`${folder}/${name}`, before);
      await applyOverridesToFile(host, `${folder}/${name}`, ["a=2"], { rules: DVC_RULES });
      assert.equal(host.fs.readText(`${folder}/${name}`), after, name);
    }
  }));

Deno.test("a missing file is made by what is added to it", () =>
  inFolder(async (folder) => {
    for (
      const [name, text] of [["n.json", '{"a": 1}'], ["n.toml", "a = 1\n"], ["n.yaml", "a: 1\n"]]
    ) {
      await applyOverridesToFile(host, `${folder}/${name}`, ["+a=1"], { rules: EXP_RULES });
      assert.equal(host.fs.readText(`${folder}/${name}`), text);
    }
  }));

Deno.test("a Python file gets new names, but not by DVC's rules", () =>
  inFolder(async (folder) => {
    const path = `${folder}/params.py`;
    host.fs.writeAtomic(path, "a = 1\n");

    const refused = applyOverridesToFile(host, path, ["+b=2"], { rules: DVC_RULES });
    await assert.rejects(refused, { fault: "config/hydra" });
    assert.equal(host.fs.readText(path), "a = 1\n");

    await applyOverridesToFile(host, path, ["+b=2"], { rules: EXP_RULES });
    assert.equal(host.fs.readText(path), "a = 1\nb = 2\n");
  }));

Deno.test("a file whose values are already there is not written at all", () =>
  inFolder(async (folder) => {
    const path = `${folder}/params.yaml`;
    host.fs.writeAtomic(path, "lr: 1e-3\n");
    const { ino } = host.fs.stat(path) ?? {};

    await applyOverridesToFile(host, path, ["lr=0.001"], { rules: DVC_RULES });

    assert.equal(host.fs.stat(path)?.ino, ino);
    assert.equal(host.fs.readText(path), "lr: 1e-3\n");
  }));

Deno.test("one bad override of several leaves the file as it was", () =>
  inFolder(async (folder) => {
    const path = `${folder}/params.yaml`;
    host.fs.writeAtomic(path, "a: 1\n");

    await assert.rejects(applyOverridesToFile(host, path, ["a=2", "b=3"], { rules: DVC_RULES }), ExpError);

    assert.equal(host.fs.readText(path), "a: 1\n");
  }));

Deno.test("a file that is not UTF-8 is refused, not repaired", () =>
  inFolder(async (folder) => {
    const path = `${folder}/params.yaml`;
    host.fs.writeAtomic(path, Uint8Array.from([0x61, 0x3a, 0x20, 0x31, 0x20, 0x23, 0xe9, 0x0a]));

    await assert.rejects(applyOverridesToFile(host, path, ["a=2"], { rules: DVC_RULES }), {
      fault: "invalid-file/not-utf8",
    });

    assert.equal(host.fs.readBytes(path)[6], 0xe9);
  }));

Deno.test("the mode of a file and a symlink to it survive", () =>
  inFolder(async (folder) => {
    host.fs.writeAtomic(`${folder}/real.yaml`, "a: 1\n");
    host.fs.chmod(`${folder}/real.yaml`, 0o640);
    host.fs.symLink("real.yaml", `${folder}/params.yaml`);

    await applyOverridesToFile(host, `${folder}/params.yaml`, ["a=2"], { rules: DVC_RULES });

    assert.equal(host.fs.readLink(`${folder}/params.yaml`), "real.yaml");
    assert.equal(host.fs.readText(`${folder}/real.yaml`), "a: 2\n");
    assert.equal(host.fs.stat(`${folder}/real.yaml`)?.mode, 0o640);
  }));

Deno.test("interpolations that no override names stay; those of an override are resolved", () =>
  inFolder(async (folder) => {
    const path = `${folder}/params.yaml`;
    host.fs.writeAtomic(path, "a: 1\nb: ${a}\n");

    await applyOverridesToFile(host, path, ["a=2", "+c=${b}"], { rules: DVC_RULES });

    assert.equal(host.fs.readText(path), "a: 2\nb: ${a}\nc: 2\n");
  }));
