/** A run that is told to end while it copies a large file. */
import assert from "node:assert/strict";
import type { Host } from "../../src/host/mod.ts";
import { reproduce, ReproFailure } from "../../src/pipeline/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { type FolderRepo, folderRepo } from "../support/folder_repo.ts";
import { slowCopies } from "../support/slow_copy.ts";
import { slowPrograms } from "../support/slow_programs.ts";

const STAGE = "stages:\n  make:\n    cmd: cp dep big && truncate -s 41943040 big\n    deps: [dep]\n    outs: [big]\n";

async function run({ host, root }: FolderRepo, dep: string, changes: Partial<Host> = {}, signal?: AbortSignal) {
  Deno.writeTextFileSync(`${root}/dep`, dep);
  const options = { allPipelines: true, output: "events" as const, ...(signal === undefined ? {} : { signal }) };
  return await reproduce(await openRepo({ ...host, ...changes }), options, () => {});
}

Deno.test("who ends a run is heard while an earlier result is put in place, and what lies there stays", async () => {
  using files = folderRepo({ "dvc.yaml": STAGE });
  await run(files, "one");
  await run(files, "two");
  const over = new AbortController();

  const ended = run(files, "one", { fs: slowCopies(files.host.fs, () => over.abort()) }, over.signal);

  await assert.rejects(ended, (error) => error instanceof ReproFailure && error.kind === "interrupted");
  assert.equal(new TextDecoder().decode(Deno.readFileSync(`${files.root}/big`).subarray(0, 3)), "two");
  const { stages } = await run(files, "one");
  assert.equal(stages[0]?.outcome, "restored");
});

Deno.test("what a command has just made is stored though the run was told to end meanwhile", async () => {
  using files = folderRepo({ "dvc.yaml": STAGE });
  const over = new AbortController();
  const { fs } = files.host;
  const copyLargeFile: typeof fs.copyLargeFile = async (from, to, news) => {
    over.abort();
    news.signal?.throwIfAborted();
    await fs.copyLargeFile(from, to, news);
  };

  const ended = run(files, "one", { fs: { ...fs, copyLargeFile } }, over.signal);

  await assert.rejects(ended, (error) => error instanceof ReproFailure && error.kind === "interrupted");
  const { stages } = await run(files, "one");
  assert.equal(stages[0]?.outcome, "skipped");
});

Deno.test("who ends a run is heard while it hashes what a stage needs, and the stage does not begin", async () => {
  using files = folderRepo({ "dvc.yaml": STAGE });
  Deno.writeTextFileSync(`${files.root}/dep`, "");
  Deno.truncateSync(`${files.root}/dep`, 70 << 20);
  const over = new AbortController();
  const begun: string[] = [];
  const processes = slowPrograms(files.host.processes, (argv) => {
    begun.push(argv.join(" "));
    over.abort();
  });
  const repo = await openRepo({ ...files.host, processes });

  const ended = reproduce(repo, { allPipelines: true, output: "events", signal: over.signal }, () => {});

  await assert.rejects(ended, (error) => error instanceof ReproFailure && error.kind === "interrupted");
  assert.equal(begun.length, 1);
  assert.doesNotMatch(begun[0]!, /truncate/);
});

Deno.test("who ends a run is heard while it hashes to know what --pull is to get, before any stage", async () => {
  using files = folderRepo({ "dvc.yaml": STAGE });
  Deno.writeTextFileSync(`${files.root}/dep`, "");
  Deno.truncateSync(`${files.root}/dep`, 70 << 20);
  const over = new AbortController();
  const processes = slowPrograms(files.host.processes, () => over.abort());
  const repo = await openRepo({ ...files.host, processes });

  const ended = reproduce(repo, { allPipelines: true, pull: true, output: "events", signal: over.signal }, () => {});

  await assert.rejects(ended, { fault: "interrupted/run" });
});

Deno.test("who ends a run is heard while --pull puts in place what the cache has, and nothing of it lies there", async () => {
  using files = folderRepo({ "dvc.yaml": STAGE });
  await run(files, "one");
  Deno.removeSync(`${files.root}/big`);
  const over = new AbortController();
  const repo = await openRepo({ ...files.host, fs: slowCopies(files.host.fs, () => over.abort()) });

  const ended = reproduce(repo, { allPipelines: true, pull: true, output: "events", signal: over.signal }, () => {});

  await assert.rejects(ended, (error) => error instanceof ReproFailure && error.kind === "interrupted");
  assert.equal(files.host.fs.exists(`${files.root}/big`), false);
  const { stages } = await reproduce(
    await files.open(),
    { allPipelines: true, pull: true, output: "events" },
    () => {},
  );
  assert.equal(stages[0]?.outcome, "skipped");
});

Deno.test("an out that is made anew is not hashed before: it is only where the decision asks for it", async () => {
  using files = folderRepo({ "dvc.yaml": STAGE.replace("41943040", "73400320") });
  await run(files, "one");
  const cases: readonly [string, boolean, RegExp][] = [
    ["one", false, /md5sum/],
    ["one", true, /truncate/],
    ["two", false, /truncate/],
  ];
  for (const [dep, force, first] of cases) {
    Deno.removeSync(`${files.root}/big`);
    Deno.writeTextFileSync(`${files.root}/dep`, dep);
    Deno.writeTextFileSync(`${files.root}/big`, "mine");
    Deno.truncateSync(`${files.root}/big`, 70 << 20);
    const begun: string[] = [];
    const spawn: Host["processes"]["spawn"] = (command) => {
      begun.push(command.argv.join(" "));
      return files.host.processes.spawn(command);
    };
    const processes = Object.create(files.host.processes, { spawn: { value: spawn } });

    await reproduce(
      await openRepo({ ...files.host, processes }),
      { allPipelines: true, force, output: "events" },
      () => {},
    );

    assert.match(begun[0]!, first);
  }
});

Deno.test("signals are heard while a large file is hashed, and not while what follows cannot be ended", async () => {
  using files = folderRepo({ "dvc.yaml": STAGE, "dep": "" });
  Deno.truncateSync(`${files.root}/dep`, 70 << 20);
  const all = { allPipelines: true, output: "events" as const };
  await reproduce(await files.open(), all, () => {});
  Deno.utimeSync(`${files.root}/dep`, 1, 1);
  let listeners = 0;
  const onSignal = () => {
    listeners++;
    return { [Symbol.dispose]: () => void listeners-- };
  };
  const seen: [string, boolean][] = [];
  const spawn: Host["processes"]["spawn"] = (command) => {
    seen.push(["hashing", listeners > 0]);
    return files.host.processes.spawn(command);
  };
  const processes = Object.create(files.host.processes, { spawn: { value: spawn }, onSignal: { value: onSignal } });

  await reproduce(await openRepo({ ...files.host, processes }), all, ({ kind }) => {
    if (kind === "stage-skipped") seen.push([kind, listeners > 0]);
  });

  assert.deepEqual(seen, [["hashing", true], ["stage-skipped", false]]);
});
