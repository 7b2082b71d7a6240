/** An end while git asks another machine that never answers: told to exp alone, or to all that a terminal ends with it. */
import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

const SILENT = `#!/bin/sh
: >"\${0%/*}/started"
exec sleep 1000
`;

async function withSilentHost({ repo }: Scenario) {
  const ssh = `${repo.around}/bin/silent-ssh`;
  writeProgram(ssh, SILENT);
  await repo.commit("as it was");
  return { GIT_SSH_COMMAND: ssh };
}

/** What lies about, but for locks that nobody holds. */
const FILES =
  "find . ../tmp -path ./.git -prune -o -path ./.dvc/tmp/lock -prune -o -name '*.lock' -prune -o -type f -print | sort";

const OF_ALL = ["import ssh://far/source data", "get ssh://far/source data", "update data.dvc", "fetch data.dvc"];

const IMPORT = `frozen: true
deps:
- path: data
  repo:
    url: ssh://far/source
    rev_lock: 0123456789012345678901234567890123456789
outs:
- hash: md5
  md5: b026324c6904b2a9cb4b88d6d61c81d1
  path: data
`;

for (const line of OF_ALL) {
  for (const reach of ["group", "alone"] as const) {
    scenario(`exp ${line} ends when its git waits, signalled ${reach}`, async (at) => {
      const { repo, exp, sh } = at;
      repo.write({ "../tmp/.keep": "" });
      if (line.endsWith(".dvc")) repo.write({ "data.dvc": IMPORT });
      const env = { ...await withSilentHost(at), TMPDIR: `${repo.around}/tmp` };
      const before = (await sh(FILES)).stdout;

      const { stderr } = await exp(line, {
        code: 130,
        env,
        interruptWhen: "../bin/started",
        interrupts: reach,
      });

      assert.match(stderr, /^error: interrupted while data was moved$/m);
      assert.equal((await sh(FILES)).stdout, before);
      assert.equal((await sh("git status --porcelain")).stdout, "");
    });
  }
}
