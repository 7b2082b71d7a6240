/** What opens a remote is seen by nobody: not among processes, nor in what is printed, nor in Git. */
import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { addRemote, type Journey, onPlaces } from "./places.ts";
import { forgetData, trackData, wrongFiles } from "./tracked_data.ts";

/** Each child notes the command lines of all that then runs in this HOME, and goes on as who it stands for. */
const WATCH = `grep -lzxF "HOME=$HOME" /proc/[0-9]*/environ 2>/dev/null | while read -r file; do
  tr '\\0' ' ' <"\${file%environ}cmdline" 2>/dev/null; echo
done >>"$HOME/seen"`;

onPlaces("secrets are in no argv, output or commit", ["s3", "webdav", "http"], async (journey) => {
  const { exp, git, place, repo } = journey;
  await trackData(journey);
  await addRemote(journey, place);
  await repo.commit("a remote");
  const env = watched(journey);

  const push = await exp("data push -v", { env });
  forgetData(journey);
  const pull = await exp("data pull -v", { env });
  const commits = await git("log -p --all");

  const seen = Deno.readTextFileSync(`${repo.around}/home/seen`);
  assert.match(seen, place.kind === "http" ? /curl/ : /rclone copy/); // the watch has not slept
  const told = [seen, push.stdout, push.stderr, pull.stdout, pull.stderr, commits.stdout].join("\n");
  for (const secret of Object.values(place.secrets)) assert.ok(!told.includes(secret), `${secret} is seen`);
  assert.deepEqual(wrongFiles(journey), []);
});

onPlaces("a refusal does not tell what was refused", ["s3", "webdav", "http"], async (journey) => {
  const { exp, place } = journey;
  const wrong = "wrong-but-secret";
  await trackData(journey);
  await addRemote(journey, { ...place, secrets: mapped(place.secrets, () => wrong) });

  const { stdout, stderr } = await exp("data push -v", { code: 77 });

  assert.match(stderr, /^error: .*\nhint: .*/m);
  assert.ok(!(stdout + stderr).includes(wrong));
});

onPlaces("variables may name files from where one is", ["s3", "sftp"], async (journey) => {
  const { exp, place, repo } = journey;
  await trackData(journey);
  await addRemote(journey, { ...place, secrets: {} });
  const { access_key_id, secret_access_key } = place.secrets;
  repo.write({
    keys: `[default]\naws_access_key_id = ${access_key_id}\naws_secret_access_key = ${secret_access_key}\n`,
  });
  if (place.kind === "sftp") Deno.copyFileSync(place.env.EXP_SSH!.replace("ssh -F ", ""), `${repo.root}/hosts`);
  Deno.symlinkSync(await pathOf(place.env.EXP_RCLONE!), `${repo.root}/rclone`);
  const env = { AWS_SHARED_CREDENTIALS_FILE: "keys", EXP_SSH: "ssh -F hosts", EXP_RCLONE: "./rclone" };

  await exp("data push", { env });
  forgetData(journey);
  await exp("data pull", { env });

  assert.deepEqual(wrongFiles(journey), []);
});

async function pathOf(program: string): Promise<string> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", 'command -v "$0"', program] }).output();
  return new TextDecoder().decode(stdout).trim();
}

function mapped(
  options: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, change(value)]));
}

/** Programs that are watched stand in for the real ones. */
function watched({ place, repo }: Journey): Readonly<Record<string, string>> {
  const stands = { rclone: place.env.EXP_RCLONE!, curl: "/usr/bin/curl" };
  for (const [name, real] of Object.entries(stands)) {
    writeProgram(`${repo.around}/bin/${name}`, `#!/bin/sh\n${WATCH}\nexec ${real} "$@"\n`);
  }
  return { EXP_RCLONE: `${repo.around}/bin/rclone` };
}
