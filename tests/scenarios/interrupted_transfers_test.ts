/** Ctrl-C beside an rclone that would wait for ever, and does not listen to Ctrl-C itself. */
import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

const WAITS = `#!/bin/sh
trap '' INT
echo $$ >"\${0%/*}/pid"
: >"\${0%/*}/started"
exec sleep 1000
`;

/** Data of a bucket that is asked by this program in rclone's place. @returns the environment that names it */
async function withBucketBy(rclone: string, { repo, dvc }: Scenario): Promise<{ EXP_RCLONE: string }> {
  const path = `${repo.around}/bin/rclone`;
  writeProgram(path, rclone);
  await dvc("remote add -q -d store s3://bucket/store");
  await dvc("remote modify -q store allow_anonymous_login true");
  repo.write({ data: "data\n" });
  await dvc("add -q data");
  return { EXP_RCLONE: path };
}

async function withSilentBucket(at: Scenario) {
  const { repo, exp, sh } = at;
  const env = await withBucketBy(WAITS, at);
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

/** Two stages' outputs, of which the cache has none. */
async function withLostData(at: Scenario) {
  const { repo, exp, sh } = at;
  repo.write({
    "dvc.yaml":
      "stages:\n  s:\n    cmd: mkdir -p d; echo 1 >d/x; echo 1 >m.json\n    outs: [d]\n    metrics: [m.json]\n",
  });
  await exp("repro -q");
  const interrupted = await withSilentBucket(at);
  await repo.commit("a stage");
  await sh("rm -rf .dvc/cache/* d m.json");
  return interrupted;
}

for (const line of ["metrics show", "data status -c", "data diff HEAD", "diff HEAD", "list-url s3://bucket/x"]) {
  scenario(`Ctrl-C ends exp ${line}, which gets what it lacks, and all that it has started`, async (at) => {
    const { repo, exp, sh } = at;
    await withLostData(at);
    const files = async () => (await sh("find .dvc/cache | sort", { code: "any" })).stdout;
    const before = await files();
    const env = { EXP_RCLONE: `${repo.around}/bin/rclone` };

    const { stderr } = await exp(line, { code: 130, env, interruptWhen: "../bin/started", timeoutMs: 60_000 });

    assert.match(stderr, /^error: interrupted while data went to or from s3:\/\/bucket\//m);
    assert.equal(await files(), before);
    await sh("! grep -qs ') [^ZX] ' /proc/$(cat ../bin/pid)/stat"); // but for its exit code
  });
}

scenario("a terminal that hangs up ends what a lazy fetch has started", async (at) => {
  const { repo, exp, sh } = at;
  await withLostData(at);
  const env = { EXP_RCLONE: `${repo.around}/bin/rclone` };

  const how = { env, interruptWhen: "../bin/started", interrupts: "hang-up", timeoutMs: 60_000 } as const;
  const { stderr } = await exp("metrics show", { ...how, code: 129 });

  assert.match(stderr, /^error: interrupted while data went to or from s3:\/\/bucket\//m);
  await sh("! grep -qs ') [^ZX] ' /proc/$(cat ../bin/pid)/stat"); // but for its exit code
});

scenario("Ctrl-C ends exp update, and the import is what it was", async (at) => {
  const { repo } = at;
  const interrupted = await withSilentBucket(at);
  const written =
    "frozen: true\ndeps:\n- etag: e\n  size: 1\n  hash: md5\n  path: s3://bucket/far\nouts:\n- hash: md5\n  path: far\n";
  repo.write({ "far.dvc": written });

  await interrupted("update far.dvc");

  assert.equal(repo.read("far.dvc"), written);
});

/** Starts what does not listen, as an ssh of somebody's own may, and ends by a signal itself. */
const STARTS_A_DEAF_ONE = `#!/bin/sh
here=\${0%/*}
sh -c 'trap "" INT TERM; echo $$ >"$0/deaf.pid"; : >"$0/started"; while :; do sleep 1000; done' "$here" &
wait
`;

scenario("Ctrl-C ends what rclone has started, too, though that does not listen", async (at) => {
  const { exp, sh } = at;
  const env = await withBucketBy(STARTS_A_DEAF_ONE, at);

  await exp("data push", { code: 130, env, interruptWhen: "../bin/started", timeoutMs: 60_000 });

  await sh("! grep -qs ') [^ZX] ' /proc/$(cat ../bin/deaf.pid)/stat"); // but for its exit code
});

/** Once the stage has run, the first that looks waits, and dies of the terminal's Ctrl-C. */
const WAITS_ONCE = "[ ! -e $here/ran ] || [ -e $here/looked ] || { : >$here/looked; exec sleep 1000; }";

const looker = (waits: "rclone" | "ssh" | "ssh -G") => ({
  rclone: `#!/bin/sh
here=\${0%/*}
[ "$1" != version ] || { echo 'rclone v1.75.0'; exit; }
${waits === "rclone" ? WAITS_ONCE : ""}
echo '[{"Path":"x","Size":2}]'
`,
  ssh: `#!/bin/sh
here=\${0%/*}
case " $* " in
*" -G "*)
  ${waits === "ssh -G" ? WAITS_ONCE : ":"}
  echo "hostname far" ;;
*)
  ${waits === "ssh" ? WAITS_ONCE : ":"}
  echo "b026324c6904b2a9cb4b88d6d61c81d1  ./x" ;;
esac
`,
});

for (const waits of ["rclone", "ssh", "ssh -G"] as const) {
  scenario(
    `what a stage has made is written down though Ctrl-C ends the ${waits} that looks at its URLs`,
    async (at) => {
      const { repo, exp } = at;
      const { rclone, ssh } = looker(waits);
      writeProgram(`${repo.around}/bin/rclone`, rclone);
      writeProgram(`${repo.around}/bin/far-ssh`, ssh);
      const env = { EXP_RCLONE: `${repo.around}/bin/rclone`, EXP_SSH: `${repo.around}/bin/far-ssh` };
      const cmd = "echo once >>../bin/ran; echo 1 >out";
      repo.write({ "dvc.yaml": `stages:\n  s:\n    cmd: ${cmd}\n    deps: [ssh://far/x]\n    outs: [out]\n` });

      await exp("repro", { code: 130, env, interruptWhen: "../bin/looked" });

      await exp("repro", { env });
      assert.equal(repo.read("../bin/ran"), "once\n");
    },
  );
}
