import assert from "node:assert/strict";
import fc from "fast-check";
import { type Value, valueMap } from "../../packages/values/value.ts";
import { updateLock } from "../../packages/formats/yaml_document_edit.ts";
import { LockFile } from "../../src/pipeline/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

const entryOf = (cmd: string, hash: string) =>
  valueMap([["cmd", cmd], ["outs", [valueMap([["path", "out"], ["md5", hash.padStart(32, "0")]])] as Value]]);

Deno.test("entries spliced in give the same bytes as the whole file emitted again", async () => {
  const puts = fc.array(
    fc.record({
      stage: fc.constantFrom("a", "b", "b@1", "c d"),
      cmd: fc.string(),
      hash: fc.constantFrom("0", "1", "a"),
    }),
    { maxLength: 12 },
  );
  using files = folderRepo();
  const repo = await files.open();
  await fc.assert(
    fc.asyncProperty(puts, (list) => {
      files.host.fs.remove(`${files.root}/dvc.lock`);
      const lock = LockFile.read(repo, "dvc.lock");
      let emitted: string | undefined;
      for (const { stage, cmd, hash } of list) {
        lock.put(stage, entryOf(cmd, hash));
        emitted = updateLock(emitted, stage, entryOf(cmd, hash));
        assert.equal(files.host.fs.readText(`${files.root}/dvc.lock`), emitted);
      }
      return Promise.resolve();
    }),
    { numRuns: 60 },
  );
});

Deno.test("a file that is settled is as if the stages had been put in that order", async () => {
  using files = folderRepo();
  const lock = LockFile.read(await files.open(), "dvc.lock");
  for (const stage of ["c", "a", "b"]) lock.put(stage, entryOf(stage, "0"));

  lock.settle(["a", "b", "c"]);

  const order = [...files.host.fs.readText(`${files.root}/dvc.lock`).matchAll(/^ {2}(\w):/gm)].map(([, name]) => name);
  assert.deepEqual(order, ["a", "b", "c"]);
});

Deno.test("what somebody else has written meanwhile stays", async () => {
  using files = folderRepo();
  const repo = await files.open();
  const lock = LockFile.read(repo, "dvc.lock");
  lock.put("b", entryOf("b", "0"));
  LockFile.read(repo, "dvc.lock").put("theirs", entryOf("x", "1"));

  lock.put("a", entryOf("a", "0"));
  lock.settle(["a", "b"]);

  assert.match(files.host.fs.readText(`${files.root}/dvc.lock`), /^ {2}b:[^]*^ {2}theirs:[^]*^ {2}a:/m);
});

Deno.test("after somebody else has written the order stays theirs", async () => {
  using files = folderRepo();
  const repo = await files.open();
  const lock = LockFile.read(repo, "dvc.lock");
  for (const stage of ["b", "a"]) lock.put(stage, entryOf(stage, "0"));
  LockFile.read(repo, "dvc.lock").put("theirs", entryOf("x", "1"));

  lock.settle(["a", "b"]);

  assert.match(files.host.fs.readText(`${files.root}/dvc.lock`), /^ {2}b:[^]*^ {2}a:[^]*^ {2}theirs:/m);
});

Deno.test("an entry that is as it was is not written, and comments stay", async () => {
  const text = "# mine\nschema: '2.0'\nstages:\n  a:\n    cmd: x\n";
  using files = folderRepo({ "dvc.lock": text });
  const lock = LockFile.read(await files.open(), "dvc.lock");

  assert.equal(lock.put("a", valueMap([["cmd", "x"]])), "unchanged");

  assert.equal(files.host.fs.readText(`${files.root}/dvc.lock`), text);
});

Deno.test("a lock with conflict markers is refused by its name", async () => {
  using files = folderRepo({ "dvc.lock": "<<<<<<< HEAD\nschema: '2.0'\n=======\n>>>>>>> b\n" });
  const repo = await files.open();

  assert.throws(() => LockFile.read(repo, "dvc.lock"), { kind: "invalid-file" });
});
