/** Ctrl-C beside an rclone that would wait for ever, and does not listen to Ctrl-C itself. */
import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

const WAITS = `#!/bin/sh
trap '' INT
: >"\${0%/*}/started"
exec sleep 1000
`;

async function withSilentBucket({ repo, exp, dvc, sh }: Scenario) {
  writeProgram(`${repo.around}/bin/rclone`, WAITS);
  const env = { EXP_RCLONE: `${repo.around}/bin/rclone` };
  await dvc("remote add -q -d store s3://bucket/store");
  await dvc("remote modify -q store allow_anonymous_login true");
  repo.write({ data: "data\n" });
  await dvc("add -q data");
  const files = async () =>
    (await sh("find . -path ./.git -prune -o -path ./.dvc/tmp/lock -prune -o -print | sort")).stdout;
  return async (line: string) => {
    const before = await files();
    const told = await exp(line, { code: 130, env, interruptWhen: "../bin/started" });
    await Deno.remove(`${repo.around}/bin/started`);
    assert.match(told.stderr, /^interrupted: ending the transfers/m);
    assert.equal(await files(), before);
  };
}

for (
  const line of [
    "import-url s3://bucket/far far",
    "import-url s3://bucket/far far --to-remote",
    "add s3://bucket/far --out far --to-remote",
    "get-url s3://bucket/far far",
    "status -c",
    "data status --verify",
  ]
) {
  scenario(`Ctrl-C ends exp ${line}, and leaves nothing of it`, async (at) => {
    const interrupted = await withSilentBucket(at);
    await interrupted(line);
  });
}

scenario("Ctrl-C ends exp update, and the import is what it was", async (at) => {
  const { repo } = at;
  const interrupted = await withSilentBucket(at);
  const written =
    "frozen: true\ndeps:\n- etag: e\n  size: 1\n  hash: md5\n  path: s3://bucket/far\nouts:\n- hash: md5\n  path: far\n";
  repo.write({ "far.dvc": written });

  await interrupted("update far.dvc");

  assert.equal(repo.read("far.dvc"), written);
});
