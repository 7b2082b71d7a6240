import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

/** In sh: an experiment BAD whose tree is GOOD's with one entry more, a folder when MODE says so. */
const FORGE = `forge() { # NAME MODE
  exps=refs/exps/$(git rev-parse HEAD | cut -c1-2)/$(git rev-parse HEAD | cut -c3-)
  tree=$(git rev-parse $exps/good^{tree}); blob=$(git rev-parse $tree:params.yaml)
  bytes() { env printf "$(echo "$1" | sed 's/../\\\\x&/g')"; }
  entry() { printf '%s %s\\0' "$1" "$2"; bytes "$3"; }
  sub=$(entry 100644 params.yaml $blob | git hash-object -t tree --literally -w --stdin)
  case $2 in 40000) id=$sub ;; *) id=$blob ;; esac
  bad=$({ git cat-file tree $tree; entry $2 "$1" $id; } | git hash-object -t tree --literally -w --stdin)
  git update-ref $exps/bad $(git commit-tree -p HEAD -m bad $bad)
}`;

async function commitStage({ repo }: Scenario): Promise<void> {
  repo.write({
    "dvc.yaml": "stages:\n  a:\n    cmd: echo 1 > out\n    params: [lr]\n    outs: [out]\n",
    "params.yaml": "lr: 1\n",
  });
  await repo.commit("a stage");
}

scenario(
  "an experiment from elsewhere with names that no file can have: read without them, never checked out",
  async (at) => {
    const { repo, exp, sh } = at;
    await commitStage(at);
    await exp("run -n good -S lr=2");
    for (const [name, mode] of [["..", "40000"], [".git", "40000"], ["/x", "40000"], ["../../evil", "100644"]]) {
      await sh(`${FORGE}\nforge '${name}' ${mode}`);

      for (const command of ["diff good bad", "show --json", "params diff HEAD bad"]) await exp(command);
      const { stderr } = await exp("apply bad", { code: 1 });

      assert.match(stderr, /^error: a commit's tree holds '.*', which cannot be the name of a file\n/);
      assert.equal(Deno.readTextFileSync(`${repo.root}/params.yaml`), "lr: 2\n");
    }
    await sh(`test ! -e ../evil && test ! -e ../params.yaml && test ! -e .git/params.yaml && test ! -e /x`);
  },
);

scenario(
  "an experiment whose commit is gone is named with its ref by whoever needs it, and can be removed",
  async (at) => {
    const { repo, exp, sh } = at;
    await commitStage(at);
    for (const name of ["good", "bad"]) await exp(`run --temp -n ${name} -S lr=2 -m ${name}`);
    const [ref = "", rev = ""] = (await sh("git for-each-ref --format='%(refname) %(objectname)' refs/exps | grep bad"))
      .stdout.trim().split(" ");
    await sh(`rm -f .git/objects/${rev.slice(0, 2)}/${rev.slice(2)}`);
    const told = `error: ${ref} leads to ${rev}, which is not there\nhint: \`git fetch\` may bring it back; ` +
      "`exp remove bad` removes the experiment, `exp doctor --fix` all that lead nowhere\n";

    for (const command of ["diff good bad", "apply bad", "branch bad b", "rename bad c", "squash bad"]) {
      assert.equal((await exp(command, { code: 2 })).stderr, told, command);
    }
    assert.match((await exp("show")).stdout, /\[bad\]/);
    const counts = { "report": "1 experiment", "report -A": "1 experiment", "report bad": "0 experiments" };
    for (const [line, count] of Object.entries(counts)) {
      assert.match((await exp(line)).stderr, new RegExp(`^${count}\\nleft out: bad: its commit is gone; `), line);
      assert.doesNotMatch(repo.read("report.html"), /"id":"bad"/);
    }
    const removed = await exp("remove good bad");

    assert.equal(removed.stdout, "Removed experiments: 'good' and 'bad'\n");
    assert.match(removed.stderr, /^without a way back, as the commits are gone: 'bad'\nexp undo brings them back/);
    assert.equal((await exp("ls --name-only")).stdout, "");
    await exp("undo");
    assert.equal((await exp("ls --name-only")).stdout, "good\n");
  },
);

scenario("a list without experiments says how to see those of other commits", async ({ repo, exp, dvc }) => {
  repo.write({ "dvc.yaml": "params: [params.yaml]\n", "params.yaml": "lr: 1\n" });
  await repo.commit("params");
  await exp("save -n one");
  repo.write({ "note": "x" });
  await repo.commit("one more");

  assert.match((await exp("show --no-pager")).stdout, /1 experiment of 1 other commit: exp show -A/);
  assert.match((await exp("ls")).stderr, /exp ls -A/);
  assert.equal((await exp("ls --name-only")).stderr, "");
  assert.doesNotMatch((await dvc("exp show --no-pager")).stdout, /other commit/);
});
