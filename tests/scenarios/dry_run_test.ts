/** `--dry-run`: what would be done, and not a byte is changed. */
import assert from "node:assert/strict";
import { COMMANDS } from "../../src/cli/commands.ts";
import { training } from "../support/checkpoint_project.ts";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

/** Each with what it says; all of them in one repository. */
const LINES = [
  ["branch first wide", /^would make the Git branch wide of first\n$/],
  ["rename first final", /^would rename first to final\n$/],
  ["remove first second", /^would remove 'first' and 'second'\n$/],
  ["undo", /^would restore gone\n$/],
  ["clean", /^would do nothing\n$/],
  ["queue hold waits", /^would hold waits\n$/],
  ["queue release waits", /^would release waits\n$/],
  ["queue move waits --first", /^would move waits to the front\n$/],
  ["queue move waits --priority 3", /^would move waits to priority 3\n$/],
  ["queue retry --failed", /^would queue fails again\n$/],
  ["queue remove --all", /^would remove (waits|fails)\nwould remove (waits|fails)\n$/],
  ["search new t -S lr=1,2 --metric metrics.json:lr --trials 2", /^would search for 2 trials as t\n$/],
  ["search stop s", /^would stop s\n$/],
  ["search resume s", /^would do nothing\n$/],
  ["search extend s --trials 2", /^would extend s\n$/],
  ["search remove s", /^would remove the search s\n$/],
  ["config core.autostage true", /^would set core\.autostage = true in \S+\/\.dvc\/config\n$/],
  ["config --unset core.remote", /^would remove core\.remote in /],
  ["cache dir ../elsewhere", /^would set cache\.dir = \.\.\/\.\.\/elsewhere in /],
  ["remote add -d other ../other", /would set core\.remote = other in .*\n(.*\n)*would set remote\.other\.url = /],
  ["remote default store", /^would set core\.remote = store in /],
  ["remote modify store jobs 4", /^would set remote\.store\.jobs = 4 in /],
  ["remote rename store shop", /would rename the section remote "store" to remote "shop" in /],
  ["remote remove store", /would remove core\.remote in .*\nwould remove the section remote "store" in /],
  ["freeze train", /^would write dvc\.yaml\n$/],
  ["unfreeze prepare", /^would write dvc\.yaml\n|^would do nothing\n/],
  ["stage add --dry-run -n more echo 1", /would write dvc\.yaml\n/],
  ["untrack train", /would write dvc\.yaml\n/],
  ["destroy", /^would remove dvc\.yaml\nwould remove dvc\.lock\n(.*\n)*would remove \.dvc\n$/],
] as const;

async function prepare({ repo, exp, git }: Scenario): Promise<void> {
  repo.write({ ...PREPARE_THEN_TRAIN, "train.sh": PREPARE_THEN_TRAIN["train.sh"] + '[ "$lr" != 0.6 ]\n' });
  await repo.commit("a pipeline");
  await exp("run -q -n first");
  await exp("run -q -n second -S lr=0.2");
  await exp("run -q -n gone -S lr=0.3");
  await exp("remove -q gone");
  await exp("run -q --queue -n fails -S lr=0.6");
  await exp("queue drain", { code: 1 });
  await exp("run -q --queue -n waits -S lr=0.7");
  await exp("remote add -q -d store ../store");
  await exp("search new -q s -S lr=1,2 --metric metrics.json:lr --trials 2");
  await git("commit -qam more");
}

scenario("--dry-run says what would be done and touches nothing", async (journey) => {
  await prepare(journey);
  const before = await treeOf(journey);

  for (const [words, says] of LINES) {
    const { stdout } = await journey.exp(words.includes("--dry-run") ? words : `${words} --dry-run`);
    assert.match(stdout, says, words);
    assert.equal(await treeOf(journey), before, words);
  }
});

/** Data in each state that there is, and two places to send it to. */
async function prepareData({ repo, exp, git, sh }: Scenario): Promise<void> {
  repo.write({ ...PREPARE_THEN_TRAIN, "raw/a": "1\n", "raw/b": "2\n", kept: "3\n" });
  await exp("add -q raw kept");
  await exp("remote add -q -d store ../store");
  await exp("repro -q");
  await repo.commit("data");
  await exp("run -q -n other -S lr=0.2");
  await sh("git reset -q --hard && exp checkout -q && git init -q --bare ../origin.git");
  await git("remote add origin ../origin.git");
  repo.write({ "raw/b": null, "fresh/c": "4\n", "fresh/d": "5\n" });
  await sh("rm kept model.txt");
}

const DATA_LINES = [
  [
    "apply other --force",
    /^(would write (dvc\.lock|metrics\.json|params\.yaml|model\.txt|kept|raw\/)\n){6}$/,
  ],
  ["checkout", /^would change raw\/\nwould add kept\nwould add model\.txt\n$/],
  ["checkout kept", /^would add kept\n$/],
  ["checkout --summary", /^would add 3 files\n$/],
  ["add fresh", /^would store fresh \(2 files, 4 B\)\nwould write \.gitignore\nwould write fresh\.dvc\n$/],
  ["add fresh --no-commit", /^would write \.gitignore\nwould write fresh\.dvc\n$/],
  ["add raw", /^would store raw \(1 file, 2 B\)\nwould write raw\.dvc\n$/],
  ["commit -f raw", /^would store raw\nwould write raw\.dvc\n$/],
  ["commit raw.dvc -f", /^would store raw\nwould write raw\.dvc\n$/],
  ["move raw rare", /^would move raw to rare\nwould write rare\.dvc\nwould remove raw\.dvc\n$/],
  ["unprotect raw", /^would do nothing\n$/],
  ["push origin", /^would push 6 files \(\d+ B\) to \S+store\nwould push experiment other to origin\n$/],
  ["push origin --no-cache", /^would push experiment other to origin\n$/],
  ["push", /^would push 6 files \(\d+ B\) to \S+store\n$/],
  ["pull", /^would fetch nothing\n$/],
  ["pull origin", /^would do nothing\n$/],
] as const;

scenario("--dry-run of data says what would change, and neither files nor refs nor the cache do", async (journey) => {
  await prepareData(journey);
  const before = await treeOf(journey);

  for (const [words, says] of DATA_LINES) {
    const { stdout } = await journey.exp(`${words} --dry-run`);
    assert.match(stdout, says, words);
    assert.equal(await treeOf(journey), before, words);
  }
});

scenario("what --dry-run says of data is what is done then", async (journey) => {
  const { exp, sh, git } = journey;
  await prepareData(journey);
  const dry = (await exp("checkout --dry-run")).stdout.trim().split("\n");
  const real = (await exp("checkout")).stdout.trim().split("\n");
  const words = { A: "add", M: "change", D: "remove" };
  assert.deepEqual(dry, real.map((line) => line.replace(/^(.)\t/, (_, kind: "A") => `would ${words[kind]} `)));

  const plan = (await exp("push origin other --dry-run")).stdout;
  assert.match(plan, /experiment other/);
  await exp("push -q origin other");
  assert.equal((await exp("push origin other --dry-run")).stdout, "would do nothing\n");

  await exp("remove -q other");
  assert.match((await exp("pull origin other --dry-run")).stdout, /^would fetch experiment other from origin\n$/m);
  assert.deepEqual(await journey.repo.experiments(), []);
  await exp("pull -q origin other");

  const steps = (await exp("apply other --dry-run")).stdout;
  const changed = async () => (await sh("git status --porcelain; md5sum model.txt")).stdout;
  const before = await changed();
  assert.match(steps, /would write params\.yaml/);
  await exp("apply other");
  assert.notEqual(await changed(), before);
  const written = (await git("status --porcelain")).stdout.trim().split("\n").map((line) =>
    line.trim().slice(2).trim()
  );
  for (const path of written.filter((path) => path !== "fresh/")) {
    assert.ok(steps.includes(`would write ${path}`), path);
  }
  assert.equal((await exp("apply other --dry-run")).stdout, "would do nothing\n");
});

scenario("--dry-run of data refuses what would be refused", async (journey) => {
  const { repo, exp, sh } = journey;
  await prepareData(journey);
  repo.write({ "raw/a": "precious\n", "params.yaml": "lr: 0.9\n" });
  await sh("rm -r .dvc/cache/files/md5/*/");

  for (
    const words of [
      "checkout raw",
      "apply other",
      "apply nobody",
      "add nothing",
      "add dvc.yaml",
      "commit raw",
      "move nothing x",
      "move raw kept",
      "unprotect nothing",
      "push nowhere",
      "squash nobody",
    ]
  ) {
    const dry = await exp(`${words} --dry-run`, { code: "any" });
    const real = await exp(words, { code: "any" });
    assert.deepEqual([dry.code, dry.stderr], [real.code, real.stderr], words);
    assert.notEqual(real.code, 0, words);
  }
  assert.match((await exp("add --dry-run --out x raw", { code: 2 })).stderr, /--dry-run can't be used with --out/);
});

scenario("squash --dry-run counts what would go", async ({ repo, exp, git }) => {
  repo.write(training(4));
  await repo.commit("a training");
  await exp("run -q -n long");
  const refs = (await git("for-each-ref")).stdout;

  const { stdout } = await exp("squash long --every 2 --dry-run");

  assert.match(stdout, /^would keep \d and remove \d checkpoints of long\n$/);
  assert.equal((await git("for-each-ref")).stdout, refs);
});

scenario("init --dry-run makes not even a folder", async ({ exp, repo }) => {
  const { stdout } = await exp("init --dry-run new");

  assert.match(stdout, /^would make a Git repository in \S+\/new\nwould make a DVC repository in \S+\/new\n$/);
  assert.ok(!repo.has("new"));
}, { bare: true });

scenario("init --dry-run refuses what init would, with its code and its words", async ({ repo, exp, git }) => {
  await git("init -q top");
  repo.write({ "top/.dvc/config": "", "top/sub/x": "", "top/hidden/.gitignore": ".dvc\n", file: "" });

  for (
    const words of ["top", "top/sub", "file", "file/new", "top/hidden --subdir", "x --subdir --no-scm", "top --example"]
  ) {
    const dry = await exp(`init --dry-run ${words}`, { code: "any" });
    const real = await exp(`init ${words}`, { code: "any" });
    assert.notEqual(dry.code, 0, words);
    assert.deepEqual(dry, real, words);
    assert.ok(!real.stderr.includes("os error"), real.stderr);
  }
}, { bare: true });

scenario("--dry-run refuses what the command would refuse", async (journey) => {
  await prepare(journey);

  for (
    const words of [
      "branch nobody wide",
      "branch first main",
      "rename first second",
      "queue hold nobody",
      "config nosuch.key 1",
      "remote remove nobody",
      "freeze nobody",
      "untrack nobody",
    ]
  ) assert.equal((await journey.exp(`${words} --dry-run`, { code: 2 })).stdout, "", words);
});

/**
 * All files with content and mode, and all refs; not what is for a moment only, in `.dvc/tmp`, but the queue's files there.
 * Objects of Git that no ref names are how it looks at a work tree.
 */
async function treeOf({ sh }: Scenario): Promise<string> {
  const files =
    "find . ../store -type f ! -path './.git/index' ! -path './.git/objects/*' \\( ! -path './.dvc/tmp/*' -o -path './.dvc/tmp/exp/queue/*' \\)";
  return (await sh(`${files} -exec ls -l {} + -exec md5sum {} + | sort; git for-each-ref; ls -A . ..`, { code: "any" }))
    .stdout;
}

scenario("each command that changes something has --dry-run, or a reason", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/manners.md", import.meta.url));
  const [, table = ""] = page.split("have no `--dry-run`");
  const excused = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)
  );
  const without = COMMANDS.filter(({ hidden, exp, options = [] }) =>
    hidden !== true && !READING.has(exp) && !options.some(({ flags }) => /^--dry(-run)?\b/.test(flags))
  ).map(({ exp }) => exp);

  assert.deepEqual(without.sort(), excused.sort());
  return Promise.resolve();
}, { bare: true });

const READING = new Set([
  ...["show", "ls", "diff", "status", "why", "dag", "stage list", "params diff", "metrics show", "metrics diff"],
  ...["plots templates", "queue status", "queue logs", "logs", "wait", "data status", "data diff", "check-ignore"],
  ...["search list", "search show", "search best"],
  ...["remote list", "data list", "data du", "list-url", "root", "completion", "man", "version"],
  ...["hydra parse", "hydra sweep", "hydra apply", "hydra compose"],
]);
