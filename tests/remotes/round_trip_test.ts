/** Data goes to a real server and comes back. */
import assert from "node:assert/strict";
import { addRemote, harm, type Journey, type Kind, onPlaces } from "./places.ts";
import { forgetData, modelObject, OBJECTS, objectsIn, trackData, wrongFiles, wrongObjects } from "./tracked_data.ts";

const ALL: readonly Kind[] = ["s3", "sftp", "webdav", "http", "s3-versions", "azure", "gcs"];
/** Whose files can be looked at behind the server's back. */
const WITH_FOLDER: readonly Kind[] = ["s3", "sftp", "webdav", "http"];
/** HTTP cannot tell what it has. */
const WITH_LIST = ALL.filter((kind) => kind !== "http");

onPlaces("what is pushed comes back byte for byte", ALL, async (journey) => {
  const { dvc, place } = journey;
  await pushed(journey);
  forgetData(journey);

  await dvc("fetch");
  await dvc("checkout");

  assert.deepEqual(wrongFiles(journey), []);
  if (place.folder === undefined) return;
  assert.deepEqual(wrongObjects(place.folder), []);
  assert.equal(objectsIn(place.folder).length, OBJECTS);
}, { everyRclone: true });

onPlaces("a second push and pull have nothing to do", ALL, async (journey) => {
  const { dvc } = journey;
  await pushed(journey);

  const push = await dvc("push -j 2");
  const pull = await dvc("pull -j 2");

  assert.equal(push.stdout, "Everything is up to date.\n");
  assert.equal(pull.stdout, "Everything is up to date.\n");
}, { everyRclone: true });

onPlaces("an object that the remote has lost is missed, and sent again", WITH_FOLDER, async (journey) => {
  const { dvc, place } = journey;
  await pushed(journey);
  await harm(place, modelObject(), undefined);

  const status = await dvc("status -c");
  const push = await dvc("push");

  assert.match(status.stdout, /new:\s+model\.bin/);
  assert.equal(push.stdout, "1 file pushed\n");
  assert.deepEqual(objectsIn(place.folder!).length, OBJECTS);
});

onPlaces("wrong bytes on the remote are told, and get no name here", WITH_FOLDER, async (journey) => {
  const { exp, place, repo } = journey;
  await pushed(journey);
  forgetData(journey);
  const right = Deno.readFileSync(`${place.folder}/${modelObject()}`);
  await harm(place, modelObject(), right.map((byte, i) => i === 1000 ? byte ^ 1 : byte));

  const harmed = await exp("data pull", { code: 75 });
  const arrived = objectsIn(`${repo.root}/.dvc/cache`).length;
  await harm(place, modelObject(), right);
  await exp("data pull");

  assert.match(harmed.stderr, /model\.bin/);
  assert.equal(arrived, OBJECTS - 1);
  assert.deepEqual(wrongObjects(`${repo.root}/.dvc/cache`), []);
  assert.deepEqual(wrongFiles(journey), []);
});

onPlaces("wrong bytes that a listing tells from right ones are sent again", ["s3"], async (journey) => {
  const { dvc, exp, place, repo } = journey;
  await pushed(journey);
  const right = Deno.readFileSync(`${repo.root}/.dvc/cache/${modelObject()}`);
  await harm(place, modelObject(), right.map((byte, i) => i === 1000 ? byte ^ 1 : byte));

  const status = await dvc("status -c");
  const push = await dvc("push");
  await exp("data status --verify");

  assert.match(status.stdout, /new:\s+model\.bin/);
  assert.equal(push.stdout, "1 file pushed\n");
}, { everyRclone: true });

onPlaces("gc -c removes what nobody needs from the remote", WITH_LIST, async (journey) => {
  const { dvc, repo } = journey;
  await pushed(journey);
  repo.write({ "model.bin": null, "model.bin.dvc": null });
  await repo.commit("no model");

  await dvc("gc -w -c -f");
  forgetData(journey);
  await dvc("pull");

  assert.deepEqual(wrongFiles(journey), ["model.bin"]);
  await journey.git("checkout -q HEAD~1 model.bin.dvc");
  await dvc("pull model.bin.dvc", { code: 1 });
});

async function pushed(journey: Journey): Promise<void> {
  await trackData(journey);
  await addRemote(journey, journey.place);
  const { stdout } = await journey.dvc("push");
  assert.equal(stdout, `${OBJECTS} files pushed\n`);
}
