/** What `exp self-test` says of a machine, whole or broken. */
import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { signalNumber } from "../../src/common/mod.ts";
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

  assert.deepEqual(
    stdout.trimEnd().split("\n").map((line) => /^(ok|warn) +\S/.test(line)),
    NAMES.map(() => true),
    stdout,
  );
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

scenario("of a machine without git all is told that can be, and nothing runs", async ({ repo, sh }) => {
  await sh(`mkdir ../few && ln -s "$(command -v sh)" "$(command -v df)" ../few`);

  const { stdout } = await sh(`PATH='${repo.around}/few' exec '${EXP_BIN}' self-test --json`, { code: 1 });

  const isBad = ["git", "pipeline", "experiment", "queue"];
  assert.deepEqual(
    NAMES.map((name) => stateOf(stdout, name)),
    NAMES.map((name) => isBad.includes(name) ? "bad" : "ok"),
  );
});

scenario("git and sh are enough for it", async ({ repo, sh }) => {
  await sh(`mkdir ../few && ln -s "$(command -v sh)" "$(command -v git)" ../few`);

  const { stdout } = await sh(`PATH='${repo.around}/few' exec '${EXP_BIN}' self-test`);

  assert.match(stdout, /^warn +free space: df does not tell$/m);
  assert.match(stdout, /^ok +queue: /m);
});

scenario("locks work in a folder in memory that the program may not open files of", async ({ exp }) => {
  if (!isWritable("/dev/shm")) return;

  const { stdout } = await exp("self-test", { env: { TMPDIR: "/dev/shm" } });

  assert.match(stdout, /^ok +temporary folder: \/dev\/shm\//m);
  assert.match(stdout, /^ok +locks: /m);
});

for (const signal of ["INT", "TERM"]) {
  scenario(`SIG${signal} ends it, and leaves nothing behind`, async ({ repo, sh }) => {
    const env = {
      TMPDIR: `${repo.around}/tmp`,
      BEGUN: `${repo.around}/begun`,
      PATH: oddShell(repo.around, "n * 3", SLEEPS),
    };

    const { stderr } = await sh(
      `mkdir ../tmp && mkfifo "$BEGUN" && { '${EXP_BIN}' self-test & } && read -r stage <"$BEGUN" && kill -s ${signal} $! && wait $!`,
      { env, code: 128 + signalNumber(`SIG${signal}`) },
    );

    assert.equal(/^interrupted: .*Ctrl-C again ends at once$/m.test(stderr), signal === "INT");
    assert.match(stderr, /^error: interrupted while the machine was tried$/m);
    assert.deepEqual([...Deno.readDirSync(`${repo.around}/tmp`)], []);
  });
}

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
  const env = { PATH: oddShell(repo.around, "n * 1", "exit 3") };

  const { stdout } = await sh("exp self-test", { code: 1, env });

  assert.match(stdout, /^bad +pipeline: `exp repro` ended with 1: .* exited with 3$/m);
  assert.match(stdout, /^bad +queue: not tried$/m);
});

scenario("a task that the machine cannot run is told with its cause", async ({ repo, sh }) => {
  const env = { PATH: oddShell(repo.around, "n * 3", "exit 3") };

  const { stdout } = await sh("exp self-test", { code: 1, env });

  assert.match(
    stdout,
    /^bad +queue: `exp queue drain .*` ended with 1: failed to reproduce 'scale': .*, exited with 3$/m,
  );
});

const SLEEPS = 'echo stage >"$BEGUN"; exec sleep 600';

/** @returns a PATH with a shell that does something else at command lines with some words in them */
function oddShell(around: string, words: string, instead: string): string {
  Deno.mkdirSync(`${around}/odd`);
  writeProgram(`${around}/odd/sh`, `#!/bin/sh\ncase $* in *"${words}"*) ${instead} ;; esac\nexec /bin/sh "$@"\n`);
  return `${around}/odd:${around}/bin:/usr/local/bin:/usr/bin:/bin`;
}

function isWritable(folder: string): boolean {
  return new Deno.Command("sh", { args: ["-c", 'test -w "$1"', "sh", folder] }).outputSync().success;
}
