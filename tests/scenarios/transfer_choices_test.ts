/** Which data `push`, `fetch` and `pull` are about, and what is passed over. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Scenario, scenario } from "../support/scenario.ts";

/** Outs of each kind, and a file of more than ten bytes. */
async function project({ repo, exp }: Scenario): Promise<void> {
  const files: Record<string, string> = { "acc.json": "{}\n", "p.csv": "a\n", big: "12345678901\n" };
  repo.write({
    ...files,
    "dvc.yaml": "stages:\n  train: {cmd: 'true', outs: [big], metrics: [acc.json], plots: [p.csv]}\n",
  });
  await exp("commit -f");
  await exp("remote add -d store ../store");
}

/** The objects of a cache or remote, by the outs that they are of. */
function held({ repo }: Scenario, base: string): string[] {
  const isHeld = (text: string) => {
    const hash = createHash("md5").update(text).digest("hex");
    return repo.has(`${base}/files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`);
  };
  const texts = { "acc.json": "{}\n", big: "12345678901\n", "p.csv": "a\n" };
  return Object.entries(texts).flatMap(([name, text]) => isHeld(text) ? [name] : []);
}

scenario("push --type and --max-size send what they name, and no more", async (at) => {
  await project(at);

  await at.exp("data push --type metrics");
  assert.deepEqual(held(at, "../store"), ["acc.json"]);
  await at.exp("data push --max-size 10");
  assert.deepEqual(held(at, "../store"), ["acc.json", "p.csv"]);
  await at.exp("data push --type nope", { code: 2 });
});

scenario("pull --type and --max-size fetch and put in place what they name, and leave the rest alone", async (at) => {
  const { repo, exp } = at;
  await project(at);
  await exp("data push");
  repo.write({ ".dvc/cache": null, "acc.json": null, "p.csv": null, "big": null });

  await exp("data pull --type plots");
  assert.deepEqual([held(at, ".dvc/cache"), repo.has("p.csv"), repo.has("big")], [["p.csv"], true, false]);
  await exp("data pull --max-size 10");
  assert.deepEqual([held(at, ".dvc/cache"), repo.has("acc.json")], [["acc.json", "p.csv"], true]);
  assert.equal(repo.has("big"), false);
});

scenario("push and fetch --allow-missing tell what is nowhere, and do the rest", async (at) => {
  const { repo, exp } = at;
  await project(at);
  const lost = createHash("md5").update("a\n").digest("hex");
  repo.write({ [`.dvc/cache/files/md5/${lost.slice(0, 2)}/${lost.slice(2)}`]: null });

  await exp("data push", { code: 1 });
  const push = await exp("data push --allow-missing");
  repo.write({ ".dvc/cache": null });
  await exp("fetch", { code: 1 });
  const fetch = await exp("fetch --allow-missing");

  for (const { stderr } of [push, fetch]) assert.match(stderr, /^warning: .*p\.csv/);
  assert.deepEqual(held(at, ".dvc/cache"), ["acc.json", "big"]);
});

scenario("fetch --glob takes patterns for targets", async (at) => {
  const { repo, exp } = at;
  await project(at);
  await exp("data push");
  repo.write({ ".dvc/cache": null });

  await exp("fetch --glob *.json");

  assert.deepEqual(held(at, ".dvc/cache"), ["acc.json"]);
});

scenario("push --force mends what nobody could see to be wrong", async (at) => {
  await project(at);
  await at.exp("data push");
  const hash = createHash("md5").update("a\n").digest("hex");
  const object = `${at.repo.root}/../store/files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`;
  Deno.chmodSync(object, 0o644);
  Deno.writeTextFileSync(object, "b\n");
  Deno.chmodSync(object, 0o444);

  const unforced = await at.exp("data push");
  const forced = await at.exp("data push --force");

  assert.deepEqual([unforced.stdout, forced.stdout], ["Everything is up to date.\n", "3 files pushed\n"]);
  assert.equal(Deno.readTextFileSync(object), "a\n");
});
