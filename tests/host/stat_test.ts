import assert from "node:assert/strict";
import nodeFs from "node:fs";
import { FILE_READS } from "../../src/host/file_reads.ts";

const KINDS = ["file", "dir", "link", "other"] as const;

/** What Node's own `BigIntStats` say of a path. */
function toldByNode(look: typeof nodeFs.statSync, path: string) {
  const stat = look(path, { bigint: true });
  const kinds = [stat.isFile(), stat.isDirectory(), stat.isSymbolicLink(), true];
  return {
    kind: KINDS[kinds.indexOf(true)],
    size: Number(stat.size),
    mode: Number(stat.mode) & 0o7777,
    mtimeNs: stat.mtimeNs,
    ctimeNs: stat.ctimeNs,
    ...(stat.birthtimeNs > 0n ? { bornNs: stat.birthtimeNs } : {}),
    ino: stat.ino,
    dev: stat.dev,
    nlink: Number(stat.nlink),
  };
}

Deno.test("a look tells of all that there is what Node tells of it, by the name and behind it", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const at = (name: string) => `${folder}/${name}`;
    Deno.writeTextFileSync(at("file"), "five\n");
    Deno.chmodSync(at("file"), 0o4751);
    Deno.linkSync(at("file"), at("second"));
    Deno.utimeSync(at("file"), new Date(1), new Date(1234567890123));
    new Deno.Command("touch", { args: ["-d", "1960-01-01 00:00:00.5", at("old")] }).outputSync();
    Deno.symlinkSync("file", at("link"));
    Deno.symlinkSync("nowhere", at("broken"));
    Deno.symlinkSync("round", at("round"));
    new Deno.Command("mkfifo", { args: [at("pipe")] }).outputSync();

    for (const name of ["file", "second", "old", "link", "broken", "round", "pipe", "."]) {
      assert.deepEqual(
        FILE_READS.lstat(at(name)),
        toldByNode(nodeFs.lstatSync as typeof nodeFs.statSync, at(name)),
        name,
      );
    }
    for (const name of ["file", "link", "pipe", "."]) {
      assert.deepEqual(FILE_READS.stat(at(name)), toldByNode(nodeFs.statSync, at(name)), name);
    }
    for (const name of ["broken", "round", "none", "file/below"]) {
      assert.equal(FILE_READS.stat(at(name)), undefined, name);
    }
    for (const name of ["none", "file/below"]) assert.equal(FILE_READS.lstat(at(name)), undefined, name);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
