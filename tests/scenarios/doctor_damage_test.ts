/** What `exp doctor` finds where something was broken, cut short or put in a file's place, and what of it `--fix` mends. */
import assert from "node:assert/strict";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

interface Damage {
  /** Shell text. */
  readonly by: string;
  readonly finding: string;
  readonly state: "warn" | "bad";
  readonly says: RegExp;
}

/** What ends as if it had never been. */
const MENDED: Readonly<Record<string, Damage>> = {
  "a ref to a commit that is not there": {
    by: "r=$(find .git/refs/exps -name first) && echo 1111111111111111111111111111111111111111 > ${r%first}gone",
    finding: "refs",
    state: "bad",
    says: /^refs that lead nowhere: refs\/exps\/\S+\/gone \(1{40} is not there\)$/,
  },
  "a ref's file that is cut short": {
    by: "r=$(find .git/refs/exps -name first) && head -c 9 $r > ${r%first}cut",
    finding: "refs",
    state: "bad",
    says: /^refs that lead nowhere: refs\/exps\/\S+\/cut \(no id is in it\)$/,
  },
  "a task that nobody knows, whose commit is not there": {
    by: "echo 1111111111111111111111111111111111111111 > .git/refs/exps/celery/task/gone",
    finding: "refs",
    state: "bad",
    says: /^refs that lead nowhere: refs\/exps\/celery\/task\/gone \(1{40} is not there\)$/,
  },
  "a task that waits, whose commit is not there": {
    by: "p=$(find .git/refs/exps/celery/task -type f) && r=$(cat $p) && " +
      "rm -f .git/objects/$(echo $r | cut -c1-2)/$(echo $r | cut -c3-) .git/refs/exps/celery/stash",
    finding: "refs",
    state: "bad",
    says: /^refs that lead nowhere: refs\/exps\/celery\/task\/[0-9a-f-]{36} \([0-9a-f]{40} is not there\)$/,
  },
  "a task's state that is cut short": {
    by: "for f in .dvc/tmp/exp/queue/*/state.json; do head -c 9 $f > ../cut; mv ../cut $f; done",
    finding: "queue",
    state: "bad",
    says: /^tasks whose files cannot be read: [0-9a-f]{8}$/,
  },
  "a task's folder that is empty": {
    by: "rm .dvc/tmp/exp/queue/*/*",
    finding: "queue",
    state: "bad",
    says: /^tasks whose files cannot be read: /,
  },
  "a pipe in the place of a task's file": {
    by: "for f in .dvc/tmp/exp/queue/*/task.json; do rm $f; mkfifo $f; done",
    finding: "queue",
    state: "bad",
    says: /^tasks whose files cannot be read: /,
  },
  "a pipe in the place of the lock": {
    by: "rm -f .dvc/tmp/lock && mkfifo .dvc/tmp/lock",
    finding: "places",
    state: "bad",
    says: /: \.dvc\/tmp\/lock$/,
  },
  "a pipe in the place of the claims": {
    by: "rm -f .dvc/tmp/rwlock && mkfifo .dvc/tmp/rwlock",
    finding: "places",
    state: "bad",
    says: /: \.dvc\/tmp\/rwlock$/,
  },
  "claims that cannot be read": {
    by: "echo '{' > .dvc/tmp/rwlock",
    finding: "claims",
    state: "bad",
    says: /^\.dvc\/tmp\/rwlock cannot be read/,
  },
  "a pipe in the place of a cache object": {
    by: "o=$(find .dvc/cache/files -type f | head -n 1); rm -f $o; mkfifo $o",
    finding: "objects",
    state: "bad",
    says: /damaged: files\/md5\//,
  },
  "a folder in the place of a cache object": {
    by: "o=$(find .dvc/cache/files -type f | head -n 1); rm -f $o; mkdir -p $o/below",
    finding: "objects",
    state: "bad",
    says: /damaged: files\/md5\//,
  },
  "a protected cache object that is empty": {
    by: "o=$(find .dvc/cache/files -type f | head -n 1); chmod u+w $o; : > $o; chmod 444 $o",
    finding: "objects",
    state: "bad",
    says: /1 read; damaged: files\/md5\//,
  },
  "an entry of the run-cache that is none": {
    by: "o=$(find .dvc/cache/runs -type f | head -n 1); echo '{:' > $o",
    finding: "runs",
    state: "bad",
    says: /damaged: runs\//,
  },
  "an old checkout that no run is known of": {
    by: "mkdir -p .dvc/tmp/exps/tmpabcd && touch -d '2 days ago' .dvc/tmp/exps/tmpabcd",
    finding: "checkouts",
    state: "warn",
    says: /: \.dvc\/tmp\/exps\/tmpabcd$/,
  },
  "files that were about to become others": {
    by: "touch -d '1 hour ago' .new.txt.dvc.0123abcd.tmp .params.yaml.0123abcd.tmp",
    finding: "half-written",
    state: "warn",
    says: /: \.new\.txt\.dvc\.0123abcd\.tmp, \.params\.yaml\.0123abcd\.tmp$/,
  },
};

/** What only people can mend, or know to be over. */
const TOLD: Readonly<Record<string, Damage>> = {
  "a file in the place of .dvc/tmp": {
    by: "rm -rf .dvc/tmp && echo > .dvc/tmp",
    finding: "tmp",
    state: "bad",
    says: /\.dvc\/tmp is no folder$/,
  },
  "a configuration that cannot be read": {
    by: "echo '[[' > .dvc/config",
    finding: "repository",
    state: "bad",
    says: /\.dvc\/config:1: /,
  },
  "a pipe in the place of the configuration": {
    by: "rm .dvc/config && mkfifo .dvc/config",
    finding: "repository",
    state: "bad",
    says: /^'.*\.dvc\/config' is a pipe, not a file$/,
  },
  "a pipe in the place of what Git ignores": {
    by: "rm -f .dvc/.gitignore && mkfifo .dvc/.gitignore",
    finding: "gitignore",
    state: "bad",
    says: /^'.*\.dvc\/\.gitignore' is a pipe, not a file$/,
  },
  "a pipe in the place of what Git ignores, anywhere": {
    by: "mkdir sub && mkfifo sub/.gitignore",
    finding: "places",
    state: "bad",
    says: /^'.*sub\/\.gitignore' is a pipe, not a file$/,
  },
  "a dvc.yaml that cannot be read": {
    by: "echo 'stages: [' > dvc.yaml",
    finding: "project",
    state: "bad",
    says: /^dvc\.yaml:\d+:\d+: /,
  },
  "a pipe in the place of dvc.yaml": {
    by: "rm dvc.yaml && mkfifo dvc.yaml",
    finding: "project",
    state: "bad",
    says: /^'.*dvc\.yaml' is a pipe, not a file$/,
  },
  "a dvc.lock that cannot be read": {
    by: "echo '{:' > dvc.lock",
    finding: "project",
    state: "bad",
    says: /^dvc\.lock:\d+:\d+: /,
  },
  "parameters that cannot be read": {
    by: "echo 'lr: [' > params.yaml",
    finding: "project",
    state: "bad",
    says: /params\.yaml:\d+/,
  },
  "an old lock of Git's on HEAD that a process holds": {
    by: "exec 3>.git/HEAD.lock; sleep 300 >/dev/null 2>&1 & touch -d '1 hour ago' .git/HEAD.lock",
    finding: "git-lock",
    state: "bad",
    says: /\.git\/HEAD\.lock is 6\d min old/,
  },
  "an old lock of Git's on a ref that a process holds": {
    by: "exec 3>.git/refs/heads/main.lock; sleep 300 >/dev/null 2>&1 & touch -d '1 hour ago' .git/refs/heads/main.lock",
    finding: "git-lock",
    state: "bad",
    says: /main\.lock is 6\d min old: as long as it is there, Git changes no refs\/heads\/main$/,
  },
};

async function found({ exp }: Scenario, finding: string, words = ""): Promise<{ state: string; text: string }> {
  const { stdout } = await exp(`doctor --json ${words}`, { code: "any" });
  const { findings } = JSON.parse(stdout) as { findings: { name: string; state: string; text: string }[] };
  return findings.find(({ name }) => name === finding) ?? { state: "ok", text: "" };
}

/** A pipeline that has run, a task that waits, and a copy of it all to go back to. */
async function begin(journey: Scenario): Promise<void> {
  journey.repo.write(PREPARE_THEN_TRAIN);
  await journey.repo.commit("a pipeline");
  await journey.exp("run -q -n first");
  await journey.exp("run -q --queue -n waits -S lr=0.2");
  await journey.sh("cp -a . ../whole");
}

async function again({ sh }: Scenario): Promise<void> {
  await sh("find . -mindepth 1 -maxdepth 1 -exec rm -rf {} + && cp -a ../whole/. .");
}

scenario("what can be mended without a loss is found, mended by --fix, and gone", async (journey) => {
  await begin(journey);
  for (const [what, { by, finding, state, says }] of Object.entries(MENDED)) {
    await again(journey);
    await journey.sh(by);

    const { state: before, text } = await found(journey, finding);
    assert.equal(before, state, what);
    assert.match(text, says, what);
    assert.equal((await found(journey, finding, "--fix --dry-run")).state, state, what);
    assert.equal((await found(journey, finding, "--fix")).state, "fixed", what);
    assert.equal((await journey.exp("doctor", { code: "any" })).code, 0, what);
  }
  await again(journey);
});

scenario("what is the user's to mend is told, and is as it was after --fix", async (journey) => {
  await begin(journey);
  for (const [what, { by, finding, state, says }] of Object.entries(TOLD)) {
    await again(journey);
    await journey.sh(by);

    for (const words of ["", "--fix"]) {
      const { state: seen, text } = await found(journey, finding, words);
      assert.equal(seen, state, what);
      assert.match(text, says, what);
    }
  }
});

scenario("the queue's lists are nothing to mend: whatever they lead to, they are written anew", async (journey) => {
  const { repo, exp } = journey;
  await begin(journey);
  repo.write({
    ".git/refs/exps/celery/stash": "1".repeat(40) + "\n",
    ".git/refs/exps/celery/failed": "1111\n",
  });

  assert.equal((await found(journey, "refs")).state, "ok");
  assert.match((await exp("queue status")).stdout, /waits .* Queued/);
  await exp("run -q --queue -n more -S lr=0.3");
  await exp("queue drain");

  assert.deepEqual((await exp("ls --name-only")).stdout.trim().split("\n").sort(), ["first", "more", "waits"]);
  await exp("doctor");
});

scenario("what is new, of a run that is known, or no file of ours, is left alone", async (journey) => {
  const { repo, sh } = journey;
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  const kept = [
    ".new.txt.dvc.0123abcd.tmp",
    ".of-others.0123abcd.tmp",
    ".dvc/tmp/exps/tmpknown",
    ".dvc/tmp/exps/tmpnew",
  ];
  await sh(
    `mkdir -p .dvc/tmp/exps/tmpknown .dvc/tmp/exps/tmpnew .dvc/tmp/exps/run/abc && touch ${kept[0]} &&
     touch -d '1 hour ago' ${kept[1]} && touch -d '2 days ago' .dvc/tmp/exps/tmpknown`,
  );
  const info = { root_dir: `${repo.root}/.dvc/tmp/exps/tmpknown`, status: 2, baseline_rev: "0".repeat(40) };
  repo.write({
    ".dvc/tmp/exps/run/abc/abc.run": JSON.stringify({
      ...info,
      git_url: "",
      location: "tempdir",
      dvc_dir: ".dvc",
      name: "known",
      wdir: ".",
      result_hash: null,
      result_ref: null,
      result_force: false,
    }),
  });

  await journey.exp("doctor -q --fix");
  const { stdout } = await journey.exp("data status --untracked-files --json");

  assert.deepEqual(kept.filter((path) => !repo.has(path)), []);
  assert.deepEqual(JSON.parse(stdout).untracked ?? [], [], "files that are about to become others are nobody's");
});

scenario("the next command that writes a file removes what was left of it half-written", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  const [added, locked, other] = [".new.txt.dvc.0123abcd.tmp", ".dvc.lock.0123abcd.tmp", ".other.txt.dvc.0123abcd.tmp"];
  await sh(`echo 1 > new.txt && touch -d '1 hour ago' ${added} ${locked} ${other}`);

  await exp("add -q new.txt");
  assert.deepEqual([added, locked, other].filter((path) => repo.has(path)), [locked, other]);
  await exp("repro -q");
  assert.deepEqual([added, locked, other].filter((path) => repo.has(path)), [other]);
});

scenario("no command waits on a pipe in the place of a file", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("repro -q");
  for (const path of [".dvc/config", ".dvcignore", "dvc.lock", "params.yaml"]) {
    await sh(`cp -a . ../copy && cd ../copy && rm -f ${path} && mkfifo ${path}`);
    for (const words of ["status", "repro", "show --no-pager", "run", "data status", "metrics show", "dag"]) {
      const { stderr } = await exp(words, { code: 74, cwd: "../copy" });
      assert.match(stderr, new RegExp(`^error: '.*/${path}' is a pipe, not a file\nhint: .*move it away`, "m"), words);
    }
    await sh("rm -rf ../copy");
  }
});

scenario("no command waits on a pipe in the place of a file that only Git reads", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  for (const path of [".gitignore", ".git/info/exclude"]) {
    await sh(`cp -a . ../copy && cd ../copy && rm -f ${path} && mkfifo ${path}`);
    for (const words of ["status", "repro", "run", "run --temp", "data status"]) {
      const { stderr } = await exp(words, { code: 74, cwd: "../copy" });
      assert.match(stderr, new RegExp(`^error: '.*/${path}' is a pipe, not a file\nhint: .*move it away`, "m"), words);
    }
    await sh("rm -rf ../copy");
  }
  for (const path of [".dvc/.gitignore", ".gitattributes", ".git/info/attributes"]) {
    await sh(`cp -a . ../copy && cd ../copy && rm -f ${path} && mkfifo ${path}`);
    for (const words of ["run", "run --temp", "run --queue", "data status --untracked-files"]) {
      const { stderr } = await exp(words, { code: 74, cwd: "../copy" });
      assert.match(stderr, new RegExp(`^error: '.*/${path}' is a pipe, not a file\nhint: .*move it away`, "m"), words);
      assert.doesNotMatch(stderr, /running/, words);
    }
    await sh("rm -rf ../copy");
  }
});

scenario(
  "status tells of an output that is a pipe, or has one, and of all others; what writes refuses it",
  async (at) => {
    const { repo, exp, dvc, sh } = at;
    repo.write({ ...PREPARE_THEN_TRAIN, "data/one": "1\n" });
    await exp("add -q data");
    await exp("repro -q");
    await repo.commit("a pipeline");
    const [out = ""] = (await exp("stage list")).stdout.match(/(?<=Outputs )\S+/) ?? [];
    await sh(`rm ${out} && mkfifo ${out} data/pipe`);

    const { stdout, stderr } = await exp("status");
    const told = [...stderr.matchAll(/^warning: .*\/(\S+) is neither a file nor a folder$/gm)].map(([, path]) => path);

    assert.deepEqual(told.sort(), [out, "pipe"].sort());
    assert.match(stdout, /^data\.dvc:\n\tchanged outs:\n\t\tmodified: +data$/m);
    assert.match(stdout, new RegExp(`^\\t\\tmodified: +${out}$`, "m"));
    await exp("status -q", { code: 1 });
    assert.match((await exp("commit -f", { code: 2 })).stderr, /is neither a file nor a folder/);
    assert.match((await dvc("status", { code: 1 })).stderr, /is neither a file nor a folder/);
  },
);
