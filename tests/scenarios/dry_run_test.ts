/** `--dry-run`: what would be done, and not a byte is changed. */
import assert from "node:assert/strict";
import { COMMANDS } from "../../src/cli/commands.ts";
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

/** All files with content and mode, and all refs; not what is for a moment only, in `.dvc/tmp`, but the queue's files there. */
async function treeOf({ sh }: Scenario): Promise<string> {
  const files =
    "find . ../store -type f ! -path './.git/index' \\( ! -path './.dvc/tmp/*' -o -path './.dvc/tmp/exp/queue/*' \\)";
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
  ...["remote list", "data list", "data du", "list-url", "root", "completion", "man", "version"],
  ...["hydra parse", "hydra sweep", "hydra apply", "hydra compose"],
]);
