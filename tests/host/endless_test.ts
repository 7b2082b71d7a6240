/** A pipe, a socket or a device in a file's place is refused; nothing waits for somebody to write into it. */
import assert from "node:assert/strict";
import { createHost, isInTheWay, MachineError } from "../../src/host/mod.ts";

const host = createHost();
const { fs } = host;

async function withPipe(work: (pipe: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    host.processes.runSync({ program: "sh", args: ["-c", "mkfifo pipe"], cwd: folder });
    await work(`${folder}/pipe`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function isRefusedPipe(error: unknown): boolean {
  assert.ok(error instanceof MachineError, String(error));
  assert.ok(isInTheWay(error));
  assert.match(error.words, /^'.*\/pipe' is a pipe, not a file$/);
  return true;
}

const USES: Readonly<Record<string, (pipe: string) => unknown>> = {
  "read as bytes": (pipe) => fs.readBytes(pipe),
  "read as text": (pipe) => fs.readText(pipe),
  "read if it is there": (pipe) => fs.readTextIfThere(pipe),
  "read in pieces": (pipe) => fs.readChunks(pipe, 10, () => {}),
  "read in part": (pipe) => fs.readPart(pipe, 0, 10),
  "appended to": (pipe) => fs.append(pipe, "text"),
  "opened to be appended to": (pipe) => fs.openAppend(pipe),
  "forced to the disk": (pipe) => fs.syncFolder(pipe),
  "copied": (pipe) => fs.copyFile(pipe, `${pipe}.copy`),
  "cloned": (pipe) => fs.reflink(pipe, `${pipe}.copy`),
  "locked by SQLite": (pipe) => fs.tryLock(pipe),
  "opened as a database": (pipe) => host.openDatabase(pipe),
};

for (const [how, use] of Object.entries(USES)) {
  Deno.test(`a pipe that would be ${how} is refused`, () =>
    withPipe((pipe) => assert.throws(() => use(pipe), isRefusedPipe)));
}

Deno.test("a pipe that would be locked, or copied by another thread, is refused as a promise", () =>
  withPipe(async (pipe) => {
    await assert.rejects(fs.lock(pipe, { exclusive: true, timeoutMs: 0 }), isRefusedPipe);
    await assert.rejects(fs.copyLargeFile(pipe, `${pipe}.copy`, {}), isRefusedPipe);
    await assert.rejects(fs.syncFiles([pipe]), isRefusedPipe);
  }));

Deno.test("a link to a pipe is one, a pipe is nothing to write to, and it can be looked at and replaced", () =>
  withPipe((pipe) => {
    fs.symLink(pipe, `${pipe}.link`);
    assert.throws(() => fs.readText(`${pipe}.link`), { code: "EFTYPE" });
    assert.equal(fs.isWritable(pipe), false);
    assert.equal(fs.stat(pipe)?.kind, "other");

    fs.writeAtomic(pipe, "text");

    assert.equal(fs.readText(pipe), "text");
  }));

Deno.test("/dev/null is an empty file, and a device that never ends is none", () =>
  withPipe((pipe) => {
    const named = `${pipe}.link`;
    fs.symLink("/dev/null", named);
    assert.equal(fs.readText(named), "");
    fs.remove(named);

    fs.symLink("/dev/zero", named);

    assert.throws(() => fs.readBytes(named), { code: "EFTYPE", words: `'${named}' is a device, not a file` });
  }));
