/** SSH as people have it: hosts, jumps and keys of `~/.ssh/config`, accounts without a shell. */
import assert from "node:assert/strict";
import { addRemote, type Journey, onPlaces } from "./places.ts";
import { forgetData, trackData, wrongFiles } from "./tracked_data.ts";

const variable = (name: string): string => Deno.env.get(name) ?? "";

onPlaces("a host of ~/.ssh/config needs no option", ["sftp"], async (journey) => {
  await comesBack(journey, { url: at(journey, "exp-data"), options: {} });
}, { everyRclone: true });

onPlaces("a host behind another one is reached by ProxyJump", ["sftp"], async (journey) => {
  await comesBack(journey, { url: at(journey, "exp-inside"), options: {} });
});

onPlaces("an account that may do nothing but SFTP suffices", ["sftp"], async (journey) => {
  const { url, options } = journey.place;
  await comesBack(journey, { url, options: { ...options, keyfile: variable("SFTP_KEY_NO_SHELL") } });
}, { everyRclone: true });

onPlaces("a key with a passphrase is opened by it", ["sftp"], async (journey) => {
  const { url, options } = journey.place;
  const secrets = { passphrase: variable("SFTP_PASSPHRASE") };
  await comesBack(journey, { url, options: { ...options, keyfile: variable("SFTP_KEY_LOCKED") }, secrets });
}, { everyRclone: true });

function at({ place }: Journey, host: string): string {
  return place.url.replace("127.0.0.1", host);
}

async function comesBack(
  journey: Journey,
  how: { url: string; options: Readonly<Record<string, string>>; secrets?: Readonly<Record<string, string>> },
): Promise<void> {
  const { exp, place } = journey;
  await trackData(journey);
  await addRemote(journey, { ...place, ...how });

  await exp("data push");
  forgetData(journey);
  await exp("data pull");

  assert.deepEqual(wrongFiles(journey), []);
}
