/** What stops a transfer is told in one line, with an exit code of its own. */
import assert from "node:assert/strict";
import { addRemote, type Journey, type Kind, onPlaces, type Place } from "./places.ts";

const KINDS: readonly Kind[] = ["s3", "sftp", "webdav", "http"];

const BUCKETS: readonly Kind[] = ["s3", "s3-versions", "azure", "gcs"];

onPlaces("a program that is not here is named, with what installs it", KINDS, async (journey) => {
  const { exp, place, repo } = journey;
  await prepare(journey, place);
  const few = `${repo.around}/few`;
  Deno.mkdirSync(few);
  for (const program of ["sh", "git"]) Deno.symlinkSync(`/usr/bin/${program}`, `${few}/${program}`);

  const { stderr } = await exp("data push", { code: 69, env: { PATH: few, EXP_RCLONE: "", EXP_SSH: "" } });

  assert.match(stderr, place.kind === "http" ? /^error: .*curl/ : /^error: .*rclone/);
  assert.match(stderr, /hint: .*install/);
});

onPlaces("wrong credentials are refused", KINDS, async (journey) => {
  const { exp, place } = journey;
  await prepare(journey, locked(place));

  const { stderr } = await exp("data push", { code: 77 });

  assert.match(stderr, /^error: .+\nhint: .+\n$/);
});

onPlaces("half of what lets one in is told as a refusal, and tried once", ["s3", "sftp"], async (journey) => {
  const { exp, place } = journey;
  const { access_key_id, ...options } = { ...place.options, ...place.secrets };
  const half = place.kind === "s3" ? { access_key_id: access_key_id! } : { ...options, keyfile: "/no/such/key" };
  await prepare(journey, { ...place, options: { ...place.options, ...half }, secrets: {} });

  const { stderr } = await exp("data push", { code: 77 });

  assert.match(
    stderr,
    /^error: .*(secret_access_key|\/no\/such\/key|[Pp]ermission denied).*\nhint: .*credentials.*\n$/,
  );
});

onPlaces("a server that is gone may be there the next time", KINDS, async (journey) => {
  const { exp, place } = journey;
  const port = 1; // where nobody listens, and which nobody is given
  const there = (text: string) => text.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`);
  const options = Object.fromEntries(Object.entries(place.options).map(([name, value]) => [name, there(value)]));
  await prepare(journey, {
    ...place,
    url: there(place.url),
    options: { ...options, ...(place.kind === "sftp" ? { port: String(port) } : {}) },
  });

  const { stderr } = await exp("data push", { code: 75 });

  assert.match(stderr, /^error: .+/);
});

onPlaces("a bucket that is not there is told by whatever asks for it", BUCKETS, async (journey) => {
  const { exp, place } = journey;
  const url = place.url.replace(/^(\w+:\/\/)[^/]+/, "$1no-such-bucket");
  await prepare(journey, { ...place, url });

  for (const command of ["status -c", "data status --not-in-remote", "data push", "gc -w -c --yes"]) {
    const { stderr } = await exp(command, { code: 2 });
    assert.match(stderr, /^error: \w+:\/\/no-such-bucket\/\S+ is not there: .+\n$/, command);
  }
});

onPlaces("a file of certificates that is not there is an error of the configuration", KINDS, async (journey) => {
  const { exp, place } = journey;
  const withFile = { ...place, options: { ...place.options, ssl_verify: "none.pem" } };
  if (place.kind === "sftp") return; // which has no certificates
  await prepare(journey, withFile);

  const { stderr } = await exp("data push", { code: 2 });

  assert.equal(stderr, `error: remote "store": ssl_verify: there is no file ${journey.repo.root}/none.pem\n`);
});

async function prepare(journey: Journey, place: Place): Promise<void> {
  journey.repo.write({ "data.csv": "1,2\n" });
  await journey.exp("dvc add -q data.csv");
  await addRemote(journey, place);
}

/** With a key that does not fit. */
function locked(place: Place): Place {
  if (place.kind !== "sftp") {
    return { ...place, secrets: Object.fromEntries(Object.keys(place.secrets).map((name) => [name, "wrong"])) };
  }
  // the server's own key lets nobody in
  return { ...place, options: { ...place.options, keyfile: place.options.keyfile!.replace(/key$/, "host_key") } };
}
