import assert from "node:assert/strict";
import { runCommand } from "../support/command.ts";
import { EXP_BIN } from "../support/scenario.ts";

/** Two members of a group, who have nothing else in common: each is somebody else's `others`, and their umasks say so. */
const GROUP = 54_321;
const ADA = 54_322, BEN = 54_323;

interface Member {
  sh(text: string, options?: { readonly code?: number }): Promise<string>;
}

async function inGroup(body: (ada: Member, ben: Member, folder: string) => Promise<void>): Promise<void> {
  const around = await Deno.realPath(await Deno.makeTempDir({ prefix: "exp-group-" }));
  const shared = `${around}/shared`;
  try {
    for (const path of [shared, `${around}/ada`, `${around}/ben`]) Deno.mkdirSync(path);
    Deno.chownSync(shared, ADA, GROUP);
    Deno.chmodSync(shared, 0o2770);
    Deno.chmodSync(around, 0o755);
    await body(member("ada", ADA), member("ben", BEN), shared);
  } finally {
    await Deno.remove(around, { recursive: true });
  }

  function member(name: string, uid: number): Member {
    Deno.chownSync(`${around}/${name}`, uid, GROUP);
    return {
      async sh(text, { code = 0 } = {}) {
        const own = ["setpriv", `--reuid=${uid}`, `--regid=${GROUP}`, "--clear-groups"];
        const result = await runCommand({
          argv: [...own, "sh", "-c", `umask 077; cd '${shared}'\n${text}`],
          cwd: "/",
          env: {
            PATH: `${EXP_BIN.slice(0, EXP_BIN.lastIndexOf("/"))}:/usr/local/bin:/usr/bin:/bin`,
            HOME: `${around}/${name}`,
            TMPDIR: `${around}/${name}`,
            LANG: "C.UTF-8",
          },
        });
        const said = result.stdout + result.stderr;
        if (result.code !== code) throw new Error(`${name}: ${text}\nexit code ${result.code}\n${said}`);
        return said;
      },
    };
  }
}

function onGroup(claim: string, body: (ada: Member, ben: Member, folder: string) => Promise<void>): void {
  const isRoot = Deno.uid() === 0 &&
    new Deno.Command("sh", { args: ["-c", "command -v setpriv"] }).outputSync().success;
  if (!isRoot) console.log("NOT TESTED: no two users share a repository, for other users cannot be had here");
  Deno.test({ name: claim, ignore: !isRoot, fn: () => inGroup(body) });
}

const IDENTITY = "git config --global user.name me; git config --global user.email me@example.com;";
const TRUST = `${IDENTITY} git config --global safe.directory '*';`;

const MAKE = `${TRUST}
  git init -q -b main --shared=group && mkdir .dvc && printf '[cache]\\n    shared = group\\n' >.dvc/config
  touch .dvcignore; printf '/config.local\\n/tmp\\n/cache\\n' >.dvc/.gitignore; echo 'lr: 0' >params.yaml
  printf 'stages:\\n  train:\\n    cmd: cp params.yaml out.txt; echo "token $TOKEN"\\n    params: [lr]\\n    outs: [out.txt]\\n' >dvc.yaml
  git add -A && git commit -qm start && chmod -R g+rwX . && find .dvc -type d -exec chmod g+s {} +`;

onGroup("two members of a group fill and drain one queue, whatever their umasks are", async (ada, ben) => {
  await ada.sh(MAKE);
  await ben.sh(TRUST);
  await ada.sh("exp run --queue -n a1 -S lr=1 && exp run --queue -n a2 -S lr=2");

  await ben.sh("exp run --queue -n b1 -S lr=3 && exp queue drain");
  assert.match(await ada.sh("exp queue status"), /a1 .*Success[^]*a2 .*Success[^]*b1 .*Success/);
  await ada.sh("exp run --queue -n a3 -S lr=4 && exp queue drain && exp queue remove --success");
  await ben.sh("exp run --queue -n b2 -S lr=5 && exp queue drain");

  assert.deepEqual((await ben.sh("exp list --name-only")).trim().split("\n").sort(), ["a1", "a2", "a3", "b1", "b2"]);
  assert.equal(await ada.sh("exp queue status --json | grep -c name"), "1\n");
});

onGroup("a task's variables are its user's alone; others leave the task to them", async (ada, ben, folder) => {
  await ada.sh(MAKE);
  await ben.sh(TRUST);
  await ada.sh("exp run --queue -n secret --env TOKEN=s3cret -S lr=1 && exp run --queue -n open -S lr=2");

  await ben.sh("exp queue drain");
  assert.deepEqual((await ben.sh("exp list --name-only")).trim(), "open");
  await assert.rejects(() => ben.sh(`grep -rs s3cret .dvc/tmp/exp`), /exit code [12]/);
  await ada.sh("exp queue drain");

  assert.deepEqual((await ada.sh("exp list --name-only")).trim().split("\n").sort(), ["open", "secret"]);
  assert.match(await ada.sh("exp logs secret"), /token s3cret/);
  assert.ok(folder);
});

onGroup("where Git does not trust the owner of a repository, that is said, with what to do", async (ada, ben) => {
  await ada.sh(MAKE);

  const said = await ben.sh(`${IDENTITY} exp run --queue -S lr=1`, { code: 70 });
  assert.match(said, /dubious ownership[^]*safe\.directory/);
});

onGroup("data comes into one cache for both, whoever made it, and died in it", async (ada, ben) => {
  await ada.sh(MAKE);
  await ben.sh(TRUST);
  await ada.sh(`echo 1 >one; echo 2 >two; exp dvc remote add -q -d store "$HOME/store"; exp dvc add -q one two
    exp data push; chmod -R a+rX "$HOME"; git add -A; git commit -qm data; rm -r .dvc/cache one two; chmod -R g+rwX .`);

  await ada.sh("exp data pull one.dvc; mkdir -p .dvc/cache/.incoming && chmod 2775 .dvc/cache/.incoming");
  await ada.sh(
    'dead=".dvc/cache/.incoming/999999@$(hostname)-0badcafe"; mkdir -p "$dead/files/md5/aa"; echo x >"$dead/files/md5/aa/x"',
  );
  await ben.sh("exp data pull two.dvc");

  assert.equal(await ben.sh("cat one two"), "1\n2\n");
});
