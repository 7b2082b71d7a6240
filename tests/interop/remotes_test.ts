/**
 * Real DVC and exp on the same remotes: what one has pushed the other pulls, byte for byte. Started by scripts/interop,
 * which names the DVC in EXP_INTEROP_DVC and has servers up; without either nothing here runs.
 */
import assert from "node:assert/strict";
import { addRemote, type Journey, type Kind, onPlaces, type Place } from "../remotes/places.ts";
import { forgetData, OBJECTS, objectsIn, trackData, wrongFiles, wrongObjects } from "../remotes/tracked_data.ts";
import type { Run } from "../support/scenario.ts";

const DVC = Deno.env.get("EXP_INTEROP_DVC");
const KINDS: readonly Kind[] = DVC === undefined ? [] : ["s3", "sftp", "webdav", "http"];
const STAGE = {
  "in": "one\n",
  "dvc.yaml": 'stages:\n  copy:\n    cmd: echo run >>"$HOME/runs"; cp in out\n    deps: [in]\n    outs: [out]\n',
};

onPlaces("what exp pushes DVC pulls, and has nothing to push", KINDS, async (journey) => {
  const { exp, place } = journey;
  const real = realDvc(journey);
  await prepare(journey);

  await exp("data push");
  const again = await real("push");
  forgetData(journey);
  await real("pull");

  assert.match(again.stdout, /Everything is up to date/);
  assert.deepEqual(wrongFiles(journey), []);
  assert.deepEqual(wrongObjects(place.folder!), []);
});

onPlaces("what DVC pushes exp pulls, and has nothing to push", KINDS, async (journey) => {
  const { dvc, exp, place } = journey;
  const real = realDvc(journey);
  await prepare(journey);

  await real("push -j 4");
  const again = await dvc("push");
  forgetData(journey);
  await exp("data pull");

  assert.equal(again.stdout, "Everything is up to date.\n");
  assert.deepEqual(wrongFiles(journey), []);
  assert.equal(objectsIn(place.folder!).length, OBJECTS);
});

onPlaces("the run-cache of either is the other's", KINDS.filter((kind) => kind !== "http"), async (journey) => {
  const { dvc, repo } = journey;
  const real = realDvc(journey);
  repo.write(STAGE);
  await prepare(journey);
  const forget = () => {
    for (const path of ["out", "dvc.lock"]) Deno.removeSync(`${repo.root}/${path}`);
    forgetData(journey);
  };

  await real("repro");
  await real("push --run-cache");
  forget();
  await dvc("repro --pull");
  const afterDvc = Deno.readTextFileSync(`${repo.around}/home/runs`);
  repo.write({ in: "two\n" });
  await dvc("repro");
  await dvc("push --run-cache");
  forget();
  await real("repro --pull");

  assert.equal(afterDvc, "run\n");
  assert.equal(Deno.readTextFileSync(`${repo.around}/home/runs`), "run\nrun\n");
  assert.equal(repo.read("out"), "two\n");
});

async function prepare(journey: Journey): Promise<void> {
  const { place, repo } = journey;
  await trackData(journey);
  await addRemote(journey, place);
  // DVC wants WebDAV's root to be there, and knows hosts by the home's files alone
  if (place.kind === "webdav") await makeRoot(place);
  if (place.kind !== "sftp") return;
  Deno.mkdirSync(`${repo.around}/home/.ssh`);
  Deno.copyFileSync(Deno.env.get("SFTP_KNOWN_HOSTS")!, `${repo.around}/home/.ssh/known_hosts`);
}

async function makeRoot({ url, options, secrets }: Place): Promise<void> {
  const headers = { Authorization: `Basic ${btoa(`${options.user}:${secrets.password}`)}` };
  const answer = await fetch(url.replace("webdav", "http"), { method: "MKCOL", headers });
  await answer.body?.cancel();
  assert.equal(answer.status, 201);
}

function realDvc({ program, repo }: Journey): Run {
  const env = {
    PATH: `${DVC!.replace(/\/[^/]*$/, "")}:/usr/local/bin:/usr/bin:/bin`,
    DVC_NO_ANALYTICS: "1",
    DVC_STUDIO_OFFLINE: "1",
    DVC_SITE_CACHE_DIR: `${repo.around}/site`,
    DVC_GLOBAL_CONFIG_DIR: `${repo.around}/global`,
    DVC_SYSTEM_CONFIG_DIR: `${repo.around}/system`,
  };
  const run = program(DVC!);
  return (words, options = {}) => run(words, { ...options, env: { ...env, ...options.env } });
}
