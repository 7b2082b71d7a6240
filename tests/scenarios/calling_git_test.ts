/** Git as it is found: its configuration, its hooks, the variables of whoever called, its absence. */
import assert from "node:assert/strict";
import { EXP_BIN, scenario } from "../support/scenario.ts";

const STAGE = "stages:\n  a:\n    cmd: sh look.sh > out\n    deps: [look.sh]\n    params: [lr]\n    outs: [out]\n";

scenario(
  "no command starts a program that the repository's own configuration names",
  async ({ repo, exp, sh, git }) => {
    repo.write({
      "dvc.yaml": STAGE,
      "look.sh": "echo 1\n",
      "params.yaml": "lr: 1\n",
      ".dvc/config": "[core]\nautostage = true\n",
    });
    await repo.commit("a stage");
    await git(["clone", "-q", "--bare", ".", `${repo.around}/other.git`]);
    await sh(`
    printf '#!/bin/sh\\necho "$0" >> "${repo.around}/ran"\\nexit 0\\n' > ../evil; chmod +x ../evil; mkdir ../hooks
    for hook in post-index-change pre-commit post-commit reference-transaction post-checkout pre-push; do
      cp ../evil ../hooks/$hook
    done
    set -- core.fsmonitor core.pager core.editor core.askPass gpg.program diff.external diff.x.textconv diff.x.command
    for key; do git config "$key" '${repo.around}/evil'; done
    git config core.hooksPath '${repo.around}/hooks'; git config core.fsmonitorHookVersion 1
    git config commit.gpgSign true; git config log.showSignature true
    git config protocol.ext.allow always; git config remote.evil.url "ext::${repo.around}/evil"
    git remote add other ../other.git; echo '* diff=x' > .git/info/attributes; : > ../ran`);

    repo.write({ data: "1\n" });
    await exp("dvc add data");
    await exp("run -n one");
    await exp("run --temp -n two -S lr=2");
    await exp("run --queue -n three -S lr=3");
    await exp("queue drain");
    for (
      const words of ["show", "diff one two", "status", "apply two", "branch two b", "save -n s", "doctor", "commit -f"]
    ) {
      await exp(words, { code: "any" });
    }
    await exp("push other two");
    await exp("list evil", { code: "any" });
    await sh("mkdir sub && cd sub && exp dvc init --subdir -q");
    await exp("dvc gc -w -f");

    assert.equal(Deno.readTextFileSync(`${repo.around}/ran`), "");
  },
);

scenario(
  "within another repository's hook, the work tree that one stands in counts, for stages too",
  async ({ repo, sh, git }) => {
    repo.write({
      "dvc.yaml": STAGE,
      "look.sh": "git rev-parse --show-toplevel; env | grep -c ^GIT_DIR= || :\n",
      "params.yaml": "lr: 1\n",
    });
    await repo.commit("a stage");
    const env = {
      GIT_DIR: ".",
      GIT_INDEX_FILE: `${repo.around}/index`,
      GIT_OBJECT_DIRECTORY: `${repo.around}/objects`,
      GIT_QUARANTINE_PATH: `${repo.around}/objects`,
      GIT_PREFIX: "sub/",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "user.name",
      GIT_CONFIG_VALUE_0: "Eve",
    };

    await sh(
      `'${EXP_BIN}' run -n one && '${EXP_BIN}' run --temp -n two -S lr=2 && '${EXP_BIN}' run --queue -S lr=3 &&
    '${EXP_BIN}' queue drain && echo d > data && '${EXP_BIN}' dvc add data && '${EXP_BIN}' apply -f two`,
      { env },
    );

    assert.match(repo.read("out"), /\/\.dvc\/tmp\/.*\n0\n$/);
    assert.equal(repo.has("data.dvc"), true);
    assert.equal((await repo.experiments()).length, 3);
    assert.equal((await git("fsck --connectivity-only")).code, 0);
  },
);

scenario("without git, or with an old one, that is said before anything runs", async ({ repo, sh }) => {
  repo.write({ "dvc.yaml": STAGE, "look.sh": "echo 1\n", "params.yaml": "lr: 1\n", data: "1\n" });
  await sh(`mkdir ../none ../old; for p in sh cat env; do ln -s "$(command -v $p)" ../none/; done
    printf '#!/bin/sh\\ncase "$*" in *--version*) echo git version 2.17.1; exit;; esac\\necho "usage: git" >&2; exit 129\\n' > ../old/git
    chmod +x ../old/git`);

  for (
    const words of ["repro", "exp run -S lr=2", "exp run --queue -S lr=3", "exp save", "add data", "init -f", "doctor"]
  ) {
    const manner = words === "doctor" ? "" : "dvc ";
    const none = await sh(`PATH='${repo.around}/none'; '${EXP_BIN}' ${manner}${words}`, { code: "any" });
    assert.match(none.stderr + none.stdout, /git is not on PATH/, words);
    assert.notEqual(none.code, 0, words);
    if (/^(init|add|repro)/.test(words)) continue; // these ask nothing that an old one does not know
    const old = await sh(`PATH='${repo.around}/old':$PATH; '${EXP_BIN}' ${manner}${words}`, { code: "any" });
    assert.match(old.stderr + old.stdout, /git 2\.17\.1 is too old/, words);
  }
  assert.equal(repo.has("out"), false);
  assert.equal(repo.has("data.dvc"), false);
});
