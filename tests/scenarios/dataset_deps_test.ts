/** Stages that depend on a data set of the project: `ds://NAME`. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

const STAGE = "stages:\n  train: {cmd: date +%N > model, deps: ['ds://cats'], outs: [model]}\n";

scenario("a stage runs again when the data set that it depends on has been updated", async ({ repo, exp, git }) => {
  await git("init -q -b main ../source");
  await git("-C ../source commit -q --allow-empty -m one");
  repo.write({ "dvc.yaml": STAGE });
  await exp("dataset add cats --dvc ../source");
  await exp("repro");
  const first = repo.read("model");
  const unchanged = await exp("status");
  await exp("repro");
  assert.equal(repo.read("model"), first);

  await git("-C ../source commit -q --allow-empty -m two");
  await exp("dataset update cats");
  const changed = await exp("status");
  await exp("repro");

  assert.match(unchanged.stdout, /up to date/);
  assert.match(changed.stdout, /modified: +ds:\/\/cats/);
  assert.notEqual(repo.read("model"), first);
  const rev = (await git("-C ../source rev-parse HEAD")).stdout.trim();
  assert.equal(repo.read("dvc.lock").split(`rev_lock: ${rev}\n`).length, 3); // the data set's, and the stage's
});

scenario("a data set that nobody knows, or that is out of date, is refused before the stage runs", async (at) => {
  const { repo, exp, git } = at;
  await git("init -q -b main ../source");
  await git("-C ../source commit -q --allow-empty -m one");
  repo.write({ "dvc.yaml": STAGE });

  const unknown = await exp("repro", { code: 2 });
  await exp("dataset add cats --dvc ../source");
  repo.write({ "dvc.yaml": repo.read("dvc.yaml").replace("../source", "../source/.") });
  const stale = await exp("repro", { code: 1 });
  const status = await exp("status");

  assert.match(unknown.stderr, /there is no data set cats/);
  assert.match(
    stale.stderr,
    /the data set cats is another one now than dvc\.lock says\nhint: .*exp dataset update cats/,
  );
  assert.match(status.stdout, /not in sync: +ds:\/\/cats/);
  assert.equal(repo.has("model"), false);
});
