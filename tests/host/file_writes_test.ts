/** The order of a disk's steps, from which follows what a power cut leaves. */
import assert from "node:assert/strict";
import { type DiskSteps, fileWrites } from "../../src/host/file_writes.ts";
import { MachineError } from "../../src/host/machine_error.ts";

/** A disk that only tells what it is asked; one step may be refused. */
function tellingDisk(refuse?: { readonly step: string; readonly code: string }): { disk: DiskSteps; told: string[] } {
  const told: string[] = [];
  const tell = (step: string, path = "") => {
    told.push(path === "" ? step : `${step} ${path}`);
    if (step === refuse?.step) throw new MachineError(refuse.code, step, path);
  };
  const disk: DiskSteps = {
    open(path, how) {
      tell(`open ${how}`, path);
      return { write: () => tell("write"), sync: () => tell("sync"), close: () => tell("close") };
    },
    rename: (from, to) => tell("rename", `${from} ${to}`),
    remove: (path) => tell("remove", path),
    copy: (from, to) => tell("copy", `${from} ${to}`),
    sync: (path) => tell("sync", path),
    suffix: () => "00000000",
  };
  return { disk, told };
}

const TEMP = "/d/.f.00000000.tmp";

Deno.test("what must survive a power cut is on the disk before it has its name, and then the name is", () => {
  const { disk, told } = tellingDisk();

  fileWrites(disk).writeAtomic("/d/f", "x", { sync: true });

  assert.deepEqual(told, [`open new ${TEMP}`, "write", "sync", "close", `rename ${TEMP} /d/f`, "sync /d"]);
});

Deno.test("what need not is never seen half-written all the same", () => {
  const { disk, told } = tellingDisk();

  fileWrites(disk).writeAtomic("/d/f", "x");

  assert.deepEqual(told, [`open new ${TEMP}`, "write", "close", `rename ${TEMP} /d/f`]);
});

Deno.test("a refused write leaves neither a half file nor an open one", () => {
  const { disk, told } = tellingDisk({ step: "write", code: "ENOSPC" });

  assert.throws(() => fileWrites(disk).writeAtomic("/d/f", "x", { sync: true }), MachineError);

  assert.deepEqual(told, [`open new ${TEMP}`, "write", "close", `remove ${TEMP}`]);
});

Deno.test("what moves to another disk arrives whole before it goes here", () => {
  const { disk, told } = tellingDisk({ step: "rename", code: "EXDEV" });
  let renames = 0;
  const across: DiskSteps = {
    ...disk,
    rename: (from, to) => renames++ === 0 ? disk.rename(from, to) : void told.push("rename"),
  };

  fileWrites(across).move("/a/f", "/d/f");

  assert.deepEqual(told, ["rename /a/f /d/f", `copy /a/f ${TEMP}`, `sync ${TEMP}`, "rename", "remove /a/f"]);
});
