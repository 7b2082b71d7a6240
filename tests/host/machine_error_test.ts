/** What the machine refuses comes as one type of error, by whichever of its interfaces it was asked. */
import assert from "node:assert/strict";
import { ExpError } from "../../src/common/mod.ts";
import { createHost, isInTheWay, isMissing, MachineError, refusalOf } from "../../src/host/mod.ts";

const host = createHost();
const { fs, processes } = host;

async function inFolder(work: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    Deno.writeTextFileSync(`${folder}/file`, "text");
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const REFUSED: readonly (readonly [string, string, (folder: string) => unknown, about: string])[] = [
  ["a file that is not there", "missing", (at) => fs.readText(`${at}/none`), "none"],
  ["a file in the place of a folder", "missing", (at) => fs.readBytes(`${at}/file/below`), "below"],
  ["a folder in the place of a file", "in-the-way", (at) => fs.readText(at), ""],
  ["a link that leads to itself", "in-the-way", (at) => {
    fs.symLink(`${at}/loop`, `${at}/loop`);
    fs.readText(`${at}/loop`);
  }, "loop"],
  ["a hard link where something is", "exists", (at) => fs.hardLink(`${at}/file`, `${at}/file`), "file"],
  ["a name that is too long", "io", (at) => fs.append(`${at}/${"n".repeat(300)}`, ""), "nnn"],
  ["a folder that is not empty", "io", (at) => fs.remove(at), ""],
  ["a full disk", "full-disk", () => fs.append("/dev/full", "x"), "/dev/full"],
  ["a full disk, by a file that stays open", "full-disk", () => {
    const file = fs.openAppend("/dev/full");
    try {
      file.append("x");
    } finally {
      file.close();
    }
  }, "/dev/full"],
  ["a database that is none", "damaged", (at) => {
    fs.writeAtomic(`${at}/file`, "neither a database nor anything else that SQLite knows ".repeat(100));
    using db = host.openDatabase(`${at}/file`);
    db.exec("CREATE TABLE t (x)");
  }, "file"],
  ["a database in a folder's place", "io", (at) => host.openDatabase(at), ""],
  ["a folder that holds something where a lock belongs", "in-the-way", (at) => fs.tryLock(at), ""],
  ["more arguments than the kernel takes", "io", () => {
    processes.runSync({ program: "sh", args: ["-c", "exit", "x".repeat(1 << 22)], cwd: "/" });
  }, "/"],
];

for (const [what, refusal, ask, about] of REFUSED) {
  Deno.test({
    name: `${what} is refused: ${refusal}`,
    ignore: Deno.build.os !== "linux",
    fn: () =>
      inFolder((folder) => {
        assert.throws(() => ask(folder), (error) => {
          assert.ok(error instanceof MachineError, String(error));
          assert.ok(error instanceof ExpError, "one family");
          assert.equal(error.refusal, refusal);
          assert.ok(error.path?.includes(about), `${error.path} is about ${about}`);
          assert.equal(error.kind, refusal === "full-disk" ? "full-disk" : "io");
          return true;
        });
      }),
  });
}

Deno.test("a lock that cannot be had for what is in its place fails as a promise", () =>
  inFolder(async (folder) => {
    await assert.rejects(fs.lock(folder, { exclusive: true, timeoutMs: 0 }), { refusal: "in-the-way" });
  }));

Deno.test("what our own code throws inside of an operation stays what it is", () =>
  inFolder((folder) => {
    const bug = new TypeError("a bug");
    const read = () =>
      fs.readChunks(`${folder}/file`, 10, () => {
        throw bug;
      });

    assert.throws(read, (error) => error === bug);
    assert.equal(refusalOf(bug), undefined);
    assert.equal(isMissing(bug) || isInTheWay(bug), false);
  }));

Deno.test("a name that no file can have, for it holds a NUL byte, is that of nothing", () =>
  inFolder((folder) => {
    assert.equal(fs.stat(`${folder}/a\0b`), undefined);
    assert.throws(() => fs.readText(`${folder}/a\0b`), isMissing);
    assert.throws(() => fs.makeDir(`${folder}/a\0b`), isMissing);
  }));

Deno.test("for whoever names the path already, the reason is told alone", () => {
  const reasonOf = (words: string) => new MachineError("EACCES", "stat", "/a/b", words).reason;

  assert.equal(reasonOf("Permission denied (os error 13): mkdir '/a/b'"), "permission denied");
  assert.equal(reasonOf("EACCES: permission denied, stat '/a/b'"), "permission denied");
  assert.equal(
    reasonOf("'/dev/x' is in a place that exp may not open"),
    "'/dev/x' is in a place that exp may not open",
  );
});
