import assert from "node:assert/strict";
import type { RemoteItem, Transfer, TransferHow } from "../../src/data/mod.ts";
import { StorageRemote } from "../../src/data/storage_remote.ts";
import { planRun, Project, Records, reproduce } from "../../src/pipeline/mod.ts";
import { Puller } from "../../src/pipeline/pull.ts";
import { FaultyStorage } from "../support/faulty_storage.ts";
import { folderRepo } from "../support/folder_repo.ts";

/** Writes down what it is asked for together. */
class WatchedRemote extends StorageRemote {
  readonly batches: string[][] = [];

  override async fetch(items: readonly RemoteItem[], how?: TransferHow): Promise<Transfer> {
    this.batches.push(items.map(({ path, inside }) => inside === undefined ? path : `${path} ${inside}`).sort());
    return await super.fetch(items, how);
  }
}

const STAGES = {
  a: "{cmd: 'echo 1 > a', outs: [a]}",
  b: "{cmd: 'echo 2 > b', outs: [b]}",
  c: "{cmd: 'cat a b > c', deps: [a, b], outs: [c]}",
  reads: "{cmd: 'cat d/x > r', deps: [d/x], outs: [r]}",
  after: "{cmd: 'cat r > e', deps: [r], outs: [e]}",
  makes: "{cmd: 'mkdir -p d; echo 3 > d/x; echo 4 > d/y', outs: [d]}",
};

/** All stages have run and are pushed; nothing of it is here any more. */
async function pulling(changed: Partial<typeof STAGES>) {
  const text = (stages: Partial<typeof STAGES>) =>
    "stages:\n" + Object.entries(stages).map(([name, body]) => `  ${name}: ${body}\n`).join("");
  const files = folderRepo({ "dvc.yaml": text(STAGES) });
  const repo = await files.open();
  await reproduce(repo, { allPipelines: true, output: "events" }, () => {});
  const remote = new WatchedRemote(repo, "up", new FaultyStorage(files.host), new Map());
  const outs = (await new Project(repo).stages()).flatMap((stage) => stage.outs);
  await remote.push(outs.map(({ path, locked }) => ({ path, info: locked! })));
  for (const path of ["a", "b", "c", "d", "r", "e", ".dvc/cache"]) files.host.fs.removeTree(`${repo.root}/${path}`);
  files.host.fs.writeAtomic(`${repo.root}/dvc.yaml`, text({ ...STAGES, ...changed }));
  const project = new Project(repo);
  const records = new Records(project, () => {});
  const puller = new Puller(project, records.bench, remote);
  const plan = await planRun(project, { allPipelines: true });
  return {
    remote,
    puller,
    plan,
    [Symbol.dispose]() {
      records[Symbol.dispose]();
      files[Symbol.dispose]();
    },
  };
}

Deno.test("what stages lack that are up to date else comes in one go, before the first of them", async () => {
  using given = await pulling({});

  await given.puller.prefetch(given.plan, {});
  for (const stage of given.plan.stages) await given.puller.outs(stage);

  assert.deepEqual(given.remote.batches, [["a", "b", "c", "d", "e", "r"]]);
});

Deno.test("of a stage that runs its deps come, the parts that it reads; what comes after it waits", async () => {
  using given = await pulling({ reads: STAGES.reads.replace("cat d/x", "cat  d/x") });

  await given.puller.prefetch(given.plan, {});

  assert.deepEqual(given.remote.batches, [["a", "b", "c", "d", "d x"]]);
});

Deno.test("with --allow-missing only what a stage that runs reads", async () => {
  using given = await pulling({ c: STAGES.c.replace("cat a", "cat  a") });

  await given.puller.prefetch(given.plan, { allowMissing: true });

  assert.deepEqual(given.remote.batches, [["a", "b"]]);
});
