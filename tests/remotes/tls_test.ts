/** Servers behind TLS whose certificate no authority knows: refused by default, believed by `ssl_verify`. */
import assert from "node:assert/strict";
import { addRemote, type Kind, onPlaces } from "./places.ts";
import { behind, makeCertificate, openTlsDoor, portOf } from "./tls_door.ts";
import { forgetData, trackData, wrongFiles } from "./tracked_data.ts";

const KINDS: readonly Kind[] = ["s3", "webdav", "http"];

onPlaces("a certificate that nobody has vouched for is told as that", KINDS, async (journey) => {
  const { exp, place, repo } = journey;
  await trackData(journey);
  forgetData(journey);
  repo.write({ "more.csv": "1,2\n" });
  await exp("dvc add -q more.csv");
  for (const name of ["server", "other"]) await makeCertificate(repo.around, name);
  await using door = openTlsDoor(`${repo.around}/server`, portOf(place));

  for (const ssl_verify of [undefined, `${repo.around}/other.pem`]) {
    await addRemote(journey, behind(door, place, ssl_verify));
    for (const command of ["data push", "status -c", "data pull"]) {
      const { stderr } = await exp(command, { code: 75 });
      assert.match(
        stderr,
        /^error: [^\n]*(certificate|x509)[^\n]*\nhint: [^\n]*ssl_verify[^\n]*\n$/,
        `${command}: ${stderr}`,
      );
    }
  }
}, { everyRclone: true });

onPlaces("a certificate is believed that ssl_verify names, or any when it is false", KINDS, async (journey) => {
  const { exp, place, repo } = journey;
  await trackData(journey);
  await makeCertificate(repo.around, "server");
  await using door = openTlsDoor(`${repo.around}/server`, portOf(place));

  for (const ssl_verify of ["../server.pem", "false"]) {
    await addRemote(journey, behind(door, place, ssl_verify));
    await exp("data push");
    forgetData(journey);
    await exp("data pull");
    assert.deepEqual(wrongFiles(journey), [], ssl_verify);
  }
});
