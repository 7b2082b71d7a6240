/** What `exp self-test` says of a machine, whole or broken. */
import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { EXP_BIN, scenario } from "../support/scenario.ts";

const NAMES = [
  "program",
  "git",
  "shell",
  "temporary-folder",
  "space",
  "links",
  "locks",
  "pipeline",
  "experiment",
  "queue",
];

interface Report {
  readonly healthy: boolean;
  readonly findings: readonly { readonly name: string; readonly state: string; readonly text: string }[];
}

function stateOf(report: string, name: string): string | undefined {
  return (JSON.parse(report) as Report).findings.find((finding) => finding.name === name)?.state;
}

scenario("a machine that works is told in ten lines, and nothing is left behind", async ({ repo, exp, sh }) => {
  Deno.mkdirSync(`${repo.around}/tmp`);
  const env = { TMPDIR: `${repo.around}/tmp` };

  const { stdout } = await exp("self-test", { env });
  const report = JSON.parse((await exp("self-test --json", { env })).stdout) as Report;

  assert.equal(stdout.split("\n").filter((line) => /^(ok|warn) /.test(line)).length, 10, stdout);
  assert.deepEqual(report.findings.map(({ name }) => name), NAMES);
  assert.equal(report.healthy, true);
  assert.equal((await exp("self-test --quiet", { env })).stdout, "");
  assert.equal((await sh("ls -A . ../tmp ../home")).stdout.includes("exp-self-test"), false);
  assert.equal((await sh("git status --porcelain")).stdout, "");
});

scenario("nobody who commits, and a TMPDIR that is none, stop no self-test", async ({ repo, sh }) => {
  const { stdout } = await sh(
    `env -u GIT_AUTHOR_NAME -u GIT_AUTHOR_EMAIL -u GIT_COMMITTER_NAME -u GIT_COMMITTER_EMAIL exp self-test`,
    { env: { TMPDIR: `${repo.root}/.dvcignore` } },
  );

  assert.match(stdout, /^warn +temporary folder: \/.*, for nothing can be made in .*\/\.dvcignore$/m);
  assert.match(stdout, /^ok +queue: /m);
});

scenario("what its user has chosen is neither tried nor written to", async ({ repo, exp, sh }) => {
  await exp("config --global cache.dir /nowhere/cache");
  await exp("config --global queue.executor slurm");
  await sh("git config --global commit.gpgsign true && git config --global user.signingkey none");
  writeProgram(`${repo.around}/odd-shell`, "#!/bin/sh\nexit 1\n");
  const env = { SHELL: `${repo.around}/odd-shell`, EXP_CONFIG_CACHE_DIR: "/nowhere/else", DVC_EXP_NAME: "mine" };

  await exp("self-test", { env });
  await exp("init --example ../example", { env: { SHELL: "/bin/sh" } });
});

scenario("a machine without git is told so, and nothing is tried", async ({ repo, sh }) => {
  await sh(`mkdir ../few && ln -s "$(command -v sh)" "$(command -v df)" ../few`);

  const { stdout } = await sh(`PATH='${repo.around}/few' exec '${EXP_BIN}' self-test --json`, { code: 1 });

  assert.deepEqual(["git", "shell", "pipeline", "queue"].map((name) => stateOf(stdout, name)), [
    "bad",
    "ok",
    "bad",
    "bad",
  ]);
});

scenario("a full disk is told as one", async ({ repo, sh }) => {
  const small = `mkdir ../small && mount -t tmpfs -o size=256k none ../small`;
  if ((await sh(`unshare -m sh -c '${small}' && rmdir ../small`, { code: "any" })).code !== 0) return; // root only

  const { stdout } = await sh(
    `unshare -m sh -c '${small} && TMPDIR="${repo.around}/small" exec exp self-test --json'`,
    {
      code: 1,
    },
  );

  assert.deepEqual(["space", "links", "locks", "pipeline"].map((name) => stateOf(stdout, name)), [
    "bad",
    "ok",
    "ok",
    "bad",
  ]);
});

scenario("a stage that the machine cannot run is told with its command line", async ({ repo, sh }) => {
  Deno.mkdirSync(`${repo.around}/odd`);
  writeProgram(`${repo.around}/odd/wc`, "#!/bin/sh\nexit 3\n");

  const { stdout } = await sh(`PATH='${repo.around}/odd':$PATH exp self-test`, { code: 1 });

  assert.match(stdout, /^bad +pipeline: `exp repro` ended with 1: /m);
  assert.match(stdout, /^bad +queue: not tried$/m);
});
