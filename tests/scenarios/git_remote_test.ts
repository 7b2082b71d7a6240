/** A Git remote that never answers, does not let us in, or is not there: what exp says of it, and with which exit code. */
import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

/** An ssh by which git reaches the remote `far`. */
async function withSsh({ repo, git, sh }: Scenario, script: string) {
  const ssh = `${repo.around}/bin/its-ssh`;
  writeProgram(ssh, `#!/bin/sh\n${script}\n`);
  repo.write({ "params.yaml": "lr: 1\n" });
  await repo.commit("as it was");
  await sh(`git update-ref refs/exps/$(git rev-parse HEAD | sed 's,..,&/,')/mine HEAD`);
  await git("remote add far ssh://far/project");
  return { GIT_SSH_COMMAND: ssh };
}

const OF_ALL = ["push far mine", "pull far mine", "ls far", "remove -g far mine", "rename -g far mine yours"];

for (const line of OF_ALL) {
  for (const reach of ["group", "alone"] as const) {
    scenario(`exp ${line} ends when its remote is silent, signalled ${reach}`, async (at) => {
      const env = await withSsh(at, ': >"${0%/*}/started"\nexec sleep 1000');
      const refs = (await at.git("for-each-ref")).stdout;

      const { stdout, stderr } = await at.exp(line, {
        code: 130,
        env,
        interruptWhen: "../bin/started",
        interrupts: reach,
      });

      assert.match(stderr, /^error: interrupted while (data was moved|a Git remote was asked)$/m);
      assert.equal(stdout, "");
      assert.equal((await at.git("for-each-ref")).stdout, refs);
    });
  }
}

const ANSWERS = [
  ["connect to host far port 22: Connection refused", 75],
  ["git@far: Permission denied (publickey).", 77],
  ["Host key verification failed.", 77],
] as const;

for (const [says, code] of ANSWERS) {
  scenario(`${code} is the answer of every command to a Git remote whose ssh says "${says}"`, async (at) => {
    const env = await withSsh(at, `echo '${says}' >&2; exit 255`);

    for (const line of [...OF_ALL, "get ssh://far/project data", "import ssh://far/project data"]) {
      const { stderr } = await at.exp(line, { code, env });
      assert.match(stderr, /^error: cannot (read|push to) the Git remote '(far|ssh:\/\/far\/project)': /m);
      assert.ok(stderr.includes(says.replace(/\.$/, "")), stderr);
    }
  });
}

scenario("a content that a partial clone cannot get is the remote's failure", async (at) => {
  const { repo, exp, git } = at;
  const env = await withSsh(at, "echo 'Connection timed out' >&2; exit 255");
  repo.write({ "params.yaml": "lr: 2\n" });
  await repo.commit("other params");
  const clone = `${repo.around}/clone`;
  await git("config uploadpack.allowFilter true");
  await git(["clone", "-q", "--filter=blob:none", `file://${repo.root}`, clone]);
  await git(["-C", clone, "remote", "set-url", "origin", "ssh://far/project"]);

  const { stderr } = await exp("params diff HEAD~1", { cwd: "../clone", env, code: 75 });

  assert.equal(stderr, "error: cannot fetch what this partial clone lacks: Connection timed out\n");
});

scenario("an error does not tell the password in a remote's URL", async ({ exp, repo }) => {
  await repo.commit("as it was");

  const { stderr } = await exp("push http://me:secret@127.0.0.1:9/project --rev HEAD", { code: 75 });

  assert.match(stderr, /^error: cannot push to the Git remote 'http:\/\/127.0.0.1:9\/project': /);
  assert.doesNotMatch(stderr, /secret/);
});
