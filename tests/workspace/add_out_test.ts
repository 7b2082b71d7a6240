/** `add --out` that is told to end while it works on a large file. */
import { deepEqual, rejects } from "node:assert/strict";
import { fault } from "../../src/cli/fault.ts";
import type { Endable } from "../../src/data/mod.ts";
import type { Host } from "../../src/host/mod.ts";
import { Project } from "../../src/pipeline/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { addData } from "../../src/workspace/mod.ts";
import { type FolderRepo, folderRepo, readTreeOf } from "../support/folder_repo.ts";
import { slowCopies } from "../support/slow_copy.ts";
import { slowPrograms } from "../support/slow_programs.ts";

/** As the commands do: an end is an error of its own kind. */
function endableBy(over: AbortController): Endable {
  return async (_, work) => {
    try {
      await work(over.signal);
    } catch (error) {
      throw over.signal.aborted ? fault("interrupted/copying-by", { signal: "SIGINT" }, error) : error;
    }
  };
}

async function endedAdd(files: FolderRepo, makeHost: (onHalf: () => void) => Partial<Host>, force = false) {
  const over = new AbortController();
  const repo = await openRepo({ ...files.host, ...makeHost(() => over.abort()) });
  const ended = addData(new Project(repo), ["source"], { out: "copy", force, endable: endableBy(over) });
  await rejects(ended, { kind: "interrupted" });
  return Object.keys(readTreeOf(files.root)).sort();
}

function makeSource(files: FolderRepo): void {
  Deno.writeTextFileSync(`${files.root}/source`, "large");
  Deno.truncateSync(`${files.root}/source`, 70 << 20);
}

Deno.test("who ends add --out while it copies finds no copy, and what lay there stays", async () => {
  using files = folderRepo();
  makeSource(files);
  const slow = (onHalf: () => void) => ({ fs: slowCopies(files.host.fs, onHalf) });

  deepEqual(await endedAdd(files, slow), ["source"]);

  Deno.writeTextFileSync(`${files.root}/copy`, "mine");
  deepEqual(await endedAdd(files, slow, true), ["copy", "source"]);
  deepEqual(Deno.readTextFileSync(`${files.root}/copy`), "mine");
});

Deno.test("who ends add --out while the copy is hashed finds no copy either", async () => {
  using files = folderRepo();
  makeSource(files);

  const left = await endedAdd(files, (onHalf) => ({ processes: slowPrograms(files.host.processes, onHalf) }));

  deepEqual(left, ["source"]);
});
