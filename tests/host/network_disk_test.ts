/** What a network's file system does that a local one does not, imitated at the runtime's own calls. */
import assert from "node:assert/strict";
import { createHost, MachineError } from "../../src/host/mod.ts";

const { fs } = createHost();

/** Lets the runtime answer differently for a while. */
function answering<Name extends "readTextFileSync" | "removeSync" | "readDirSync">(
  name: Name,
  answer: (real: typeof Deno[Name]) => typeof Deno[Name],
  work: () => void,
): void {
  const real = Deno[name];
  Object.assign(Deno, { [name]: answer(real) });
  try {
    work();
  } finally {
    Object.assign(Deno, { [name]: real });
  }
}

function inFolder(work: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    work(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function stale(times: number): (real: typeof Deno.readTextFileSync) => typeof Deno.readTextFileSync {
  return (real) => (path) => {
    if (times-- > 0) throw new Error(`Stale file handle (os error 116): readfile '${path}'`);
    return real(path);
  };
}

Deno.test("a file that another machine has replaced while it was opened is opened again, once", () => {
  inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/state`, "new");

    answering("readTextFileSync", stale(1), () => assert.equal(fs.readTextIfThere(`${folder}/state`), "new"));
    answering("readTextFileSync", stale(2), () => {
      assert.throws(() => fs.readTextIfThere(`${folder}/state`), (error) => {
        return error instanceof MachineError && error.code === "ESTALE";
      });
    });
  });
});

Deno.test("a folder with files in it that are open somewhere is removed but for those", () => {
  inFolder((folder) => {
    for (const path of ["tmp1/a", "tmp1/b/open", "tmp1/c/d/e"]) {
      Deno.mkdirSync(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      Deno.writeTextFileSync(`${folder}/${path}`, "");
    }
    const keepOpen = (real: typeof Deno.removeSync): typeof Deno.removeSync => (path, options) => {
      const file = `${folder}/tmp1/b/open`;
      const isThere = fs.exists(file);
      if (options?.recursive) {
        Deno.renameSync(file, `${folder}/tmp1/b/.nfs00000000deadbeef`);
        throw new Error(`Directory not empty (os error 39): remove '${path}'`);
      }
      assert.ok(!isThere || path !== file);
      real(path, options);
    };

    answering("removeSync", keepOpen, () => fs.removeTree(`${folder}/tmp1`));

    assert.deepEqual([...Deno.readDirSync(`${folder}/tmp1`)].map(({ name }) => name), ["b"]);
    assert.deepEqual([...Deno.readDirSync(`${folder}/tmp1/b`)].map(({ name }) => name), [".nfs00000000deadbeef"]);
  });
});

Deno.test("a folder into which somebody puts files while it is removed is an error, as ever", () => {
  inFolder((folder) => {
    Deno.mkdirSync(`${folder}/tmp1`);
    const fill = (real: typeof Deno.removeSync): typeof Deno.removeSync => (path, options) => {
      Deno.writeTextFileSync(`${folder}/tmp1/${crypto.randomUUID()}`, "");
      real(path, { ...options, recursive: false });
    };

    answering("removeSync", fill, () => assert.throws(() => fs.removeTree(`${folder}/tmp1`), MachineError));
  });
});
