import assert from "node:assert/strict";
import fc from "fast-check";
import { type Value, valueMap } from "../../packages/values/value.ts";
import { updateLock } from "../../packages/formats/yaml_document_edit.ts";
import { completeLocks, LockFile } from "../../src/pipeline/mod.ts";
import type { Repo } from "../../src/repo/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

const entryOf = (cmd: string) =>
  valueMap([["cmd", cmd], ["outs", [valueMap([["path", "out"], ["md5", "0".repeat(32)]])] as Value]]);

/** So big that it has a journal. */
const BIG = updateLock(undefined, "old", entryOf("x".repeat(40_000)));
const JOURNALS = ".dvc/tmp/exp/locks";

function journalOf(root: string): string {
  const [journal] = [...Deno.readDirSync(`${root}/${JOURNALS}`)];
  return `${root}/${JOURNALS}/${journal?.name}`;
}

function onDisk({ root }: Repo): string {
  return Deno.readTextFileSync(`${root}/dvc.lock`);
}

/** As a run that is killed does it. */
function putAll(repo: Repo, stages: readonly string[]): LockFile {
  const lock = LockFile.read(repo, "dvc.lock");
  for (const stage of stages) lock.put(stage, entryOf(stage));
  return lock;
}

function whole(stages: readonly string[], start = BIG): string {
  return stages.reduce((text, stage) => updateLock(text, stage, entryOf(stage)), start);
}

Deno.test("a run that is killed loses nothing of a big dvc.lock", async () => {
  const names = fc.array(fc.constantFrom("a", "b", "b@1", "c: d", "é", "old"), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(names, async (stages) => {
      using files = folderRepo({ "dvc.lock": BIG });
      const repo = await files.open();

      putAll(repo, stages);
      const seen = LockFile.read(repo, "dvc.lock");
      for (const stage of stages) assert.deepEqual(seen.entry(stage), entryOf(stage));
      await completeLocks(repo);

      assert.equal(onDisk(repo), whole(stages));
    }),
    { numRuns: 30 },
  );
});

Deno.test("only the first entry of many is written into the file itself, and all of them at the end", async () => {
  using files = folderRepo({ "dvc.lock": BIG });
  const repo = await files.open();

  const lock = putAll(repo, ["a", "b", "c"]);
  assert.equal(onDisk(repo), whole(["a"]));
  assert.ok(lock.isBehind);
  lock.settle(["c", "b", "a"]);

  assert.equal(onDisk(repo), whole(["c", "b", "a"]));
  assert.deepEqual([...Deno.readDirSync(`${files.root}/${JOURNALS}`)], []);
});

Deno.test("a small dvc.lock has no journal", async () => {
  using files = folderRepo();
  const repo = await files.open();

  const lock = putAll(repo, ["a", "b"]);

  assert.ok(!lock.isBehind);
  assert.match(onDisk(repo), /^ {2}a:[^]*^ {2}b:/m);
});

Deno.test("a journal that a power cut has shortened gives the entries that are whole", async () => {
  using files = folderRepo({ "dvc.lock": BIG });
  const repo = await files.open();
  putAll(repo, ["a", "b", "c", "d"]);
  const journal = Deno.readTextFileSync(journalOf(files.root));
  const ends = [...journal.matchAll(/\n/g)].map(({ index }) => index + 1);

  for (let length = 0; length <= journal.length; length++) {
    Deno.writeTextFileSync(journalOf(files.root), journal.slice(0, length));
    const seen = LockFile.read(repo, "dvc.lock");
    const lines = ends.filter((end) => end <= length).length - 1;
    assert.deepEqual(
      ["b", "c", "d"].filter((stage) => seen.entry(stage)),
      ["b", "c", "d"].slice(0, Math.max(0, lines)),
    );
  }
});

Deno.test("blocks of the disk that were never written end a journal", async () => {
  using files = folderRepo({ "dvc.lock": BIG });
  const repo = await files.open();
  putAll(repo, ["a", "b", "c"]);
  const path = journalOf(files.root);
  const [head, first, second] = Deno.readTextFileSync(path).split("\n");

  Deno.writeTextFileSync(path, `${head}\n${first}\n${"\0".repeat(second!.length)}\n`);
  await completeLocks(repo);

  assert.equal(onDisk(repo), whole(["a", "b"]));
});

Deno.test("a journal says nothing of the dvc.lock of another branch", async () => {
  using files = folderRepo({ "dvc.lock": BIG });
  const repo = await files.open();
  putAll(repo, ["a", "b"]);

  const theirs = whole(["z"]);
  Deno.writeTextFileSync(`${files.root}/dvc.lock`, theirs);
  assert.equal(LockFile.read(repo, "dvc.lock").entry("b"), undefined);
  await completeLocks(repo);

  assert.equal(onDisk(repo), theirs);
  assert.deepEqual([...Deno.readDirSync(`${files.root}/${JOURNALS}`)], []);
});

Deno.test("another run writes what it finds in the journal, and both go on", async () => {
  using files = folderRepo({ "dvc.lock": BIG });
  const repo = await files.open();
  const lock = putAll(repo, ["a", "b"]);
  const other = putAll(repo, ["x", "y"]);

  lock.put("c", entryOf("c"));
  other.put("z", entryOf("z"));
  lock.settle([]);
  other.settle([]);

  assert.equal(onDisk(repo), whole(["a", "b", "x", "y", "c", "z"]));
});

Deno.test("what was put stays when DVC, who reads no journal, writes the file meanwhile", async () => {
  using files = folderRepo({ "dvc.lock": BIG });
  const repo = await files.open();
  const lock = putAll(repo, ["a", "b", "c"]);

  const theirs = updateLock(updateLock(onDisk(repo), "b", entryOf("their b")), "x", entryOf("x"));
  Deno.writeTextFileSync(`${files.root}/dvc.lock`, theirs);
  lock.put("d", entryOf("d"));
  lock.settle([]);

  assert.equal(onDisk(repo), whole(["c", "d"], theirs)); // their `b` is newer
});

Deno.test("a dvc.lock that is gone or damaged makes its journal void", async () => {
  for (const text of [undefined, "<<<<<<< HEAD\n" + BIG]) {
    using files = folderRepo({ "dvc.lock": BIG });
    const repo = await files.open();
    putAll(repo, ["a", "b"]);

    Deno.removeSync(`${files.root}/dvc.lock`);
    if (text !== undefined) Deno.writeTextFileSync(`${files.root}/dvc.lock`, text);
    await completeLocks(repo);

    assert.equal(files.host.fs.readTextIfThere(`${files.root}/dvc.lock`), text);
  }
});

Deno.test("nothing is completed while another process is at work, and it is read all the same", async () => {
  using files = folderRepo({ "dvc.lock": BIG });
  const repo = await files.open();
  putAll(repo, ["a", "b"]);
  const isBusy: Repo = {
    ...repo,
    host: { ...repo.host, fs: { ...repo.host.fs, lock: () => Promise.resolve(undefined) } },
  };

  await completeLocks(isBusy);

  assert.equal(onDisk(repo), whole(["a"]));
  assert.deepEqual(LockFile.read(repo, "dvc.lock").entry("b"), entryOf("b"));
});
