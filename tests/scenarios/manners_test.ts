/** How the program behaves on a command line. */
import assert from "node:assert/strict";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

scenario("help is there at every level and for every group, and asked for it is no error", async ({ exp }) => {
  const lines = ["help", "--help", "-h", "help run", "run --help", "run -h", "help queue", "queue --help", "queue -h"];

  for (const words of lines) assert.match((await exp(words)).stdout, /^usage: exp /m, words);
  assert.match((await exp("")).stdout, /exp init --example/);
}, { bare: true });

scenario("a typo in a command or an option gets a guess and is never run", async ({ exp }) => {
  const typos = [
    ["rnu", "run"],
    ["queue strat", "queue start"],
    ["qeue", "queue"],
    ["run --froce", "--force"],
    ["show --jsn", "--json"],
  ] as const;

  for (const [words, guess] of typos) {
    const { stdout, stderr } = await exp(words, { code: 2 });
    assert.equal(stderr.split("\n").length, 3, stderr);
    assert.match(stderr, new RegExp(`^error: .*\\nhint: did you mean '${guess}'\\?\\n$`));
    assert.equal(stdout, "");
  }
}, { bare: true });

scenario("a typo in a stage, an experiment, a task or a column gets a guess", async ({ repo, exp }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n brave-fox");
  await exp("run --queue -n calm-lake -S lr=0.7");
  await exp("search new fast -S lr=1,2 --metric metrics.json:lr --trials 2");
  const typos = [
    ["run trian", "train"],
    ["freeze trian", "train"],
    ["apply brave-fx", "brave-fox"],
    ["remove brave-fx", "brave-fox"],
    ["diff brave-fx", "brave-fox"],
    ["queue hold calm-lke", "calm-lake"],
    ["search show fats", "fast"],
    ["show --sort-by lrr", "lr"],
  ] as const;

  for (const [words, guess] of typos) {
    const { stderr } = await exp(words, { code: 2 });
    assert.match(stderr, new RegExp(`^error: .*\\nhint: did you mean .${guess}.\\?\\n$`), words);
  }
});

scenario("wrong values of options end in one line, with exit code 2, and change nothing", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  const before = await treeOf(sh);
  const lines = [
    "run --temp --queue",
    "run --temp --run-all",
    "run --queue --run-all",
    "run --queue --dry",
    "run --timeout 3s",
    "run --idle-timeout 3s",
    "run --env A=b",
    "run --queue --env A",
    "run --queue --timeout soon",
    "run --run-all -S lr=1",
    "run -j 2",
    "run -k --ignore-errors",
    "run -S lr",
    "run -S lr=[1,2",
    "run -S lr=1,2",
    "run --stage-jobs 0",
    "run --samples 3",
    "repro -j 0",
    "repro --color=sometimes",
    "show --limit 0",
    "show --precision x",
    "show --filter lr>>3",
    "show --sort-order up",
    "show --drop (",
    "queue drain --max-time x",
    "queue drain --until 25:00",
    "queue drain --slots gpu",
    "queue remove",
    "queue retry",
    "queue kill",
    "gc",
    "wait",
    "completion tcsh",
    "config nosuch.key 1",
    "config core.autostage maybe",
    "remote add onlyname",
    "--cd nowhere status",
    "version --jsno",
  ];

  for (const words of lines) {
    const { stdout, stderr } = await exp(words, { code: 2 });
    assert.match(stderr, /^error: [a-z'"(-][^]*\n(hint: .*\n)?$/, words);
    assert.doesNotMatch(stderr, /\n\s+at /, words);
    assert.equal(stdout, "", words);
  }
  assert.equal(await treeOf(sh), before);
});

scenario("a mistake in dvc.yaml is told with its place, its line and what would be right", async ({ repo, exp }) => {
  const mistakes = [
    ["stages:\n  one:\n    cmd: x\n    otus: [a]\n", /dvc\.yaml:4:5.*otus/, /outs/],
    ["stages:\n  one: {cmd: x, deps: 3}\n", /dvc\.yaml:2/, /list|sequence/],
    ["stages:\n  one:\n    cmd: x\n   deps: [a]\n", /dvc\.yaml:4/, /./],
    ["stages:\n  one:\n    cmd: echo ${nosuch}\n", /dvc\.yaml.*nosuch|nosuch.*dvc\.yaml/s, /./],
  ] as const;

  for (const [text, place, remedy] of mistakes) {
    repo.write({ "dvc.yaml": text });
    const { stderr } = await exp("repro", { code: 2 });
    assert.match(stderr, /^error: /);
    assert.match(stderr, place);
    assert.match(stderr, remedy);
    assert.doesNotMatch(stderr, /\n\s+at /);
  }
});

scenario("results go to standard output, everything else to standard error", async ({ repo, exp }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");

  const run = await exp("run -n first");
  const again = await exp("run -q -n second");

  assert.equal(run.stdout, "Ran experiment(s): first\n");
  assert.match(run.stderr, /^train: done in /m);
  assert.deepEqual([again.stdout, again.stderr], ["", ""]);
});

scenario("every reading command has --json, which is one document and nothing else", async ({ repo, exp }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n first");
  await exp("run --queue -n waits -S lr=0.7");
  await exp("remote add r ../remote");
  const lines = [
    "show",
    "ls",
    "diff",
    "status",
    "why",
    "dag",
    "stage list",
    "params diff",
    "metrics show",
    "metrics diff",
    "queue status",
    "undo --list",
    "config --list",
    "remote list",
    "doctor",
    "version",
    "hydra parse lr=1",
    "hydra sweep lr=1,2",
  ];

  for (const words of lines) {
    const { stdout } = await exp(`${words} --json`);
    assert.doesNotThrow(() => JSON.parse(stdout), words);
    assert.equal(stdout.trimEnd().split("\n").length, 1, words);
  }
});

scenario("show chooses and sorts for programs as it does for people", async ({ repo, exp }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  for (const lr of ["0.2", "0.4", "0.3"]) await exp(`run -n at-${lr} -S lr=${lr}`);
  const names = async (words: string) => {
    const [, baseline] = JSON.parse((await exp(`show --json ${words}`)).stdout) as {
      experiments: { name: string }[] | null;
    }[];
    return baseline?.experiments?.map(({ name }) => name);
  };

  assert.deepEqual(await names("--sort-by params.yaml:lr"), ["at-0.2", "at-0.3", "at-0.4"]);
  assert.deepEqual(await names("--sort-by params.yaml:lr --limit 1"), ["at-0.2"]);
  assert.deepEqual(await names("--filter params.yaml:lr>0.35"), ["at-0.4"]);
});

scenario("colour goes to terminals only, unless it is asked for or forbidden", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  const coloured = (text: string) => text.includes("\x1b[");
  const onTerminal = async (command: string, env: Record<string, string> = {}) =>
    (await sh(`script -qefc '${command}' /dev/null`, { env: { TERM: "xterm", PAGER: "cat", ...env } })).stdout;

  assert.ok(coloured(await onTerminal("exp doctor")));
  assert.ok(!coloured(await onTerminal("exp doctor", { NO_COLOR: "1" })));
  assert.ok(!coloured(await onTerminal("exp doctor", { TERM: "dumb" })));
  assert.ok(!coloured(await onTerminal("exp doctor --color=never")));
  assert.ok(!coloured((await exp("doctor")).stdout));
  assert.ok(coloured((await exp("doctor --color=always")).stdout));
  assert.ok(coloured((await exp("doctor", { env: { CLICOLOR_FORCE: "1" } })).stdout));
}, { needsTerminal: true });

scenario("a locale without UTF-8 gets ASCII", async ({ repo, exp }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n first");

  const { stdout } = await exp("show", { env: { LANG: "C" } });

  // deno-lint-ignore no-control-regex
  assert.match(stdout, /^[\x00-\x7f]+$/);
  assert.match(stdout, /first/);
});

scenario(
  "times are local for people and RFC 3339 in JSON, but local where DVC's JSON has them",
  async ({ repo, exp }) => {
    repo.write(PREPARE_THEN_TRAIN);
    await repo.commit("a pipeline");
    await exp("run -n first");
    await exp("remove first");
    const env = { TZ: "Asia/Kolkata" };

    const { removals } = JSON.parse((await exp("undo --list --json", { env })).stdout);
    const [{ at }] = removals;
    assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const there = new Date(Date.parse(at) + 5.5 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
    assert.equal((await exp("undo --list", { env })).stdout, `${there}  first\n`);

    const [, committed] = JSON.parse((await exp("show --json", { env })).stdout); // at midnight, in UTC
    assert.equal(committed.data.timestamp, "2024-01-01T05:30:00");
  },
);

scenario(
  "differences fit a terminal of 40 columns, say what is not shown, and --wide shows all",
  async ({ repo, exp, sh }) => {
    repo.write({
      "params.yaml": "learning_rate_of_the_model: 0.05\n",
      "train.sh": `sed 's/.*: \\(.*\\)/{"validation_accuracy": \\1}/' params.yaml > m.json\n`,
      "dvc.yaml": "stages:\n  train:\n    cmd: sh train.sh\n    params: [learning_rate_of_the_model]\n" +
        "    metrics: [m.json: {cache: false}]\n",
    });
    await repo.commit("a pipeline");
    await exp("run -n one-that-is-called-first");
    await exp("run -n second -S learning_rate_of_the_model=0.125");
    const at40 = async (words: string) =>
      (await sh(`script -qefc 'stty cols 40 rows 200; exp ${words}' /dev/null`, { env: { TERM: "dumb" } })).stdout
        .split("\r\n");

    for (const words of ["diff", "params diff", "metrics diff"]) {
      const command = `${words} one-that-is-called-first second`;
      const lines = await at40(command);
      assert.deepEqual(lines.filter((line) => line.length > 40), [], command);
      assert.ok(lines.join(" ").includes("not shown, to fit (--wide shows them): Path"), command);
      const wide = (await at40(`${command} --wide`)).join("\n");
      assert.match(wide, /^Path .* one-that-is-called-first /m, command);
      assert.match(wide, /^(params\.yaml|m\.json) /m, command);
    }
  },
  { needsTerminal: true },
);

scenario(
  "metrics and searches fit a terminal of 40 columns, say what is not shown, and --wide shows all",
  async ({ repo, exp, sh }) => {
    const keys = ["accuracy", "precision", "recall", "f1", "auc"].map((key) => `validation_${key}`);
    repo.write({
      "params.yaml": "learning_rate_of_the_model: 0.05\n",
      "train.sh": `printf '{${keys.map((key) => `"${key}": 0.123456789`).join(", ")}}' > m.json\n`,
      "dvc.yaml": "stages:\n  train:\n    cmd: sh train.sh\n    params: [learning_rate_of_the_model]\n" +
        "    metrics: [m.json: {cache: false}]\n",
    });
    await repo.commit("a pipeline");
    await exp("repro -q");
    await repo.commit("its metrics");
    await exp([
      ..."search new a-search-that-has-a-long-name --trials 2 --metric m.json:validation_auc".split(" "),
      "-S",
      "learning_rate_of_the_model=interval(0,1)",
    ]);
    await exp("queue drain");
    const at40 = async (words: string) =>
      (await sh(`script -qefc 'stty cols 40 rows 200; exp ${words}' /dev/null`, { env: { TERM: "dumb" } })).stdout
        .split("\r\n");

    for (const command of ["metrics show", "metrics show -a", "search list", "search show"]) {
      const lines = await at40(command);
      assert.deepEqual(lines.filter((line) => line.length > 40), [], command);
      assert.match(lines.join(" "), /\(--wide shows (them|all)\)/, command);
      const wide = (await at40(`${command} --wide`)).join("\n");
      assert.doesNotMatch(wide, /--wide|\.\.\./, command);
      const whole = command.startsWith("metrics") ? keys : ["a-search-that-has-a-long-name-1"];
      for (const word of whole) assert.ok(wide.includes(word), `${command}: ${word}`);
    }
    assert.equal((await exp("metrics show")).stdout, (await at40("metrics show --wide")).join("\n"));
  },
  { needsTerminal: true },
);

scenario("a table fits an 80-column terminal, and --wide shows all", async ({ repo, exp, sh }) => {
  const names = Array.from({ length: 12 }, (_, i) => `parameter_${i}`);
  repo.write({
    "params.yaml": names.map((name) => `${name}: 1\n`).join(""),
    "dvc.yaml": `stages:\n  one:\n    cmd: echo 1 > o\n    params: [${names.join(", ")}]\n    outs: [o]\n`,
  });
  await repo.commit("many parameters");
  await exp("run -n first");
  const show = async (words: string) =>
    (await sh(`script -qefc 'stty cols 80 rows 200; exp show ${words}' /dev/null`, { env: { TERM: "dumb" } })).stdout;

  const narrow = await show("");
  const wide = await show("--wide");

  assert.deepEqual(narrow.split("\r\n").filter((line) => line.length > 80 && !line.startsWith("not shown")), []);
  for (const name of names) assert.ok(wide.includes(name), name);
}, { needsTerminal: true });

scenario("a table longer than the screen goes to EXP_PAGER, or PAGER, and no other does", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n first");
  const pagerOf = async (rows: number, words: string, env: Readonly<Record<string, string>>) => {
    repo.write({ "../by-exp": null, "../by-all": null });
    const { stdout } = await sh(`script -qefc 'stty rows ${rows} cols 90; exp show ${words}' /dev/null </dev/null`, {
      env: { TERM: "xterm", PAGER: "cat >../by-all", ...env },
    });
    const pagers = ["by-exp", "by-all"].filter((name) =>
      repo.has(`../${name}`) && /first/.test(repo.read(`../${name}`))
    );
    return stdout.includes("first") ? ["no pager", ...pagers] : pagers;
  };

  assert.deepEqual(await pagerOf(4, "", {}), ["by-all"]);
  assert.deepEqual(await pagerOf(4, "", { EXP_PAGER: "cat >../by-exp" }), ["by-exp"]);
  assert.deepEqual(await pagerOf(40, "", {}), ["no pager"]);
  assert.deepEqual(await pagerOf(0, "", { LINES: "4" }), ["by-all"]); // it does not know, so what says LINES?
  assert.deepEqual(await pagerOf(4, "", { LINES: "40" }), ["by-all"]); // it knows
  assert.deepEqual(await pagerOf(4, "--no-pager", {}), ["no pager"]);
  assert.deepEqual(await pagerOf(4, "", { TERM: "dumb" }), ["no pager"]);
  assert.deepEqual(await pagerOf(4, "", { PAGER: "no-such-pager" }), ["no pager"]);
  assert.deepEqual(await pagerOf(4, "| cat", {}), ["no pager"]);
}, { needsTerminal: true });

scenario("what cannot be undone asks on a terminal and needs --yes without one", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n first");

  assert.match((await exp("remove -A", { code: 2 })).stderr, /1 experiment.*\nhint: .*--yes/);
  assert.match((await exp("gc -w", { code: 2 })).stderr, /\nhint: .*--yes/);
  const asked = await sh("echo n | script -qefc 'exp remove -A' /dev/null", { code: "any" });
  assert.match(asked.stdout, /remove 1 experiment\. Go on\? \[y\/n\]/);
  assert.deepEqual(await repo.experiments(), ["first"]);
  const silent = await sh("script -qefc 'exp --no-input remove -A' /dev/null", { code: "any" });
  assert.match(silent.stdout, /--yes/);

  await exp("remove -A --yes");
  assert.deepEqual(await repo.experiments(), []);
}, { needsTerminal: true });

scenario("a removal can be taken back, and --dry-run takes nothing", async ({ repo, exp, git }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n first");
  await exp("run -n second -S lr=0.3");

  assert.equal((await exp("remove -A --dry-run")).stdout, "would remove 'first' and 'second'\n");
  assert.deepEqual(await repo.experiments(), ["first", "second"]);
  await exp("remove first second");
  await git("gc -q --prune=now");
  await exp("undo");

  assert.deepEqual(await repo.experiments(), ["first", "second"]);
  await exp("undo", { code: 2 });
});

scenario("nothing changes with --dry", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("status");
  const before = await treeOf(sh);

  for (const words of ["run --dry -S lr=3", "repro --dry", "run --temp --dry", "gc -w --dry"]) await exp(words);

  assert.equal(await treeOf(sh), before);
});

scenario("why names what changed, with old and new value", async ({ repo, exp }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run");
  repo.write({ "params.yaml": "lr: 0.7\n", "raw.txt": "c\n" });

  const { stdout } = await exp("why");

  assert.match(stdout, /prepare[^]*raw\.txt/);
  assert.match(stdout, /train[^]*lr[^\n]*0\.1 -> 0\.7/);
});

scenario("after a change the program says what could come next", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");

  assert.match((await exp("run -n first")).stderr, /next: exp show/);
  const [, switching = ""] = /^next: (.*)$/m.exec((await exp("branch first")).stdout) ?? [];
  assert.equal(switching, "git stash -u && git switch first-branch");
  assert.equal((await sh(`${switching} && git branch --show-current`)).stdout.split("\n").at(-2), "first-branch");
  assert.match((await exp("branch first other")).stdout, /^next: git switch other$/m);
  assert.match((await exp("run --temp -n second -S lr=0.4")).stderr, /next: exp apply second/);
  await sh("touch -d 2030-01-01 params.yaml .git/index.lock");
  assert.match((await exp("branch second")).stdout, /^next: git switch second-branch$/m); // nothing is in its way
});

scenario("an abbreviated id names an experiment, and one that fits several lists them", async ({ repo, exp, git }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n first");
  const rev = (await git("for-each-ref --format=%(objectname) refs/exps")).stdout.slice(0, 8);

  await exp(`apply -f ${rev}`);
  await exp(`diff ${rev}`);
  await exp(`remove ${rev}`);

  assert.deepEqual(await repo.experiments(), []);
});

scenario("a failing stage's own exit code can be had", async ({ repo, exp }) => {
  repo.write({ "dvc.yaml": "stages:\n  one:\n    cmd: exit 37\n" });
  await repo.commit("a failing stage");

  await exp("run", { code: 1 });
  await exp("run --propagate-exit", { code: 37 });
  await exp("repro --propagate-exit", { code: 37 });
});

scenario("completion offers commands, options, and the repository's own names", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n brave-fox");
  await exp("run --queue -n calm-lake -S lr=0.7");
  await exp("remote add storage ../remote");
  const offered = async (...words: string[]) =>
    (await exp(["internal", "complete", "--plain", "--", ...words])).stdout.trimEnd().split("\n");

  assert.deepEqual(await offered("queue", "dr"), ["drain"]);
  assert.ok((await offered("run", "--na")).includes("--name"));
  assert.deepEqual(await offered("run", "tr"), ["train"]);
  assert.deepEqual(await offered("apply", ""), ["brave-fox"]);
  assert.deepEqual(await offered("logs", ""), ["calm-lake"]);
  assert.deepEqual(await offered("data", "push", "--remote", ""), ["storage"]);
  assert.ok((await offered("dvc", "exp", "")).includes("run"));
  for (const shell of ["bash", "zsh", "fish", "powershell"]) await exp(`completion ${shell}`);
  const inBash = 'eval "$(exp completion bash)"; COMP_WORDS=(exp queue dr); COMP_CWORD=2; _exp; echo "${COMPREPLY[@]}"';
  assert.equal((await sh(`bash -c '${inBash}'`)).stdout, "drain\n");
});

scenario("completion outside of a repository offers commands and no error", async ({ exp }) => {
  const { stdout, stderr } = await exp(["internal", "complete", "--plain", "--", "apply", ""]);

  assert.deepEqual([stdout, stderr], ["", ""]);
}, { bare: true });

scenario("scripts can wait for tasks, and are told how they ended", async ({ repo, exp }) => {
  repo.write({ ...PREPARE_THEN_TRAIN, "train.sh": PREPARE_THEN_TRAIN["train.sh"] + '[ "$lr" != 0.6 ]\n' });
  await repo.commit("a pipeline");
  await exp("run --queue -n good -S lr=0.5");
  await exp("run --queue -n bad -S lr=0.6");

  await exp("wait good --timeout 300ms", { code: 124 });
  await exp("queue drain", { code: 1 });

  await exp("wait good");
  assert.match((await exp("wait good bad", { code: 1 })).stderr, /bad: failed/);
});

scenario("doctor finds what is wrong, and its exit code tells", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n first");

  const healthy = await exp("doctor");
  assert.match(healthy.stdout, /^ok +lock: free/m);
  assert.match(healthy.stdout, /^ok +links from the cache/m);

  await sh("rm -rf .dvc/cache && touch .dvc/cache");
  assert.match((await exp("doctor", { code: 1 })).stdout, /^bad +cache: .*no folder\n +hint: /m);
  await exp("doctor", { cwd: "../home" });
});

scenario("doctor --fix and clean remove what a killed run left", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  const leave = async () => {
    repo.write({ "train.sh": "echo $$ > $COUNT/new; mv $COUNT/new $COUNT/started; exec sleep 1000\n" });
    await sh("COUNT=$PWD/.. exp run --temp -n cut & until [ -e ../started ]; do sleep 0.05; done; kill -9 $!; wait", {
      code: "any",
    });
    await sh('kill -s KILL "$(cat ../started)"; rm ../started');
  };

  await leave();
  assert.match((await exp("doctor")).stdout, /^warn +leftovers/m);
  assert.match((await exp("doctor --fix")).stdout, /^fixed +removed leftovers/m);
  assert.match((await exp("doctor")).stdout, /^ok +leftovers: none/m);

  await leave();
  assert.match((await exp("clean")).stderr, /^removed \.dvc\/tmp\/exps/m);
  assert.match((await exp("clean")).stderr, /nothing was left behind/);
});

scenario("nothing is written outside of the repository, and no HOME is needed", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");

  await exp("run -n first");
  await sh('unset HOME TERM SHELL LANG; PATH=/usr/bin:/bin; export PATH; "$EXP" run -n second -S lr=0.2', {
    env: { EXP: (await sh("sed -n \"s/^exec '\\(.*\\)' .*/\\1/p\" ../bin/exp | head -n 1")).stdout.trim() },
  });

  assert.deepEqual([...Deno.readDirSync(`${repo.around}/home`)], []);
  assert.deepEqual(await repo.experiments(), ["first", "second"]);
});

/** Every file with its content and mode, Git's and the cache's too; not what `.dvc/tmp` holds: locks and hashes. */
async function treeOf(sh: Scenario["sh"]): Promise<string> {
  const files = "find . -type f ! -path './.git/index' ! -path './.dvc/tmp/*'";
  const { stdout } = await sh(`${files} -exec ls -l {} + -exec md5sum {} + | sort`);
  return stdout;
}

scenario(
  "DVC's command lines run after s/dvc exp/exp/, and what is not supported says why",
  async ({ repo, exp, dvc }) => {
    repo.write(PREPARE_THEN_TRAIN);
    await repo.commit("a pipeline");

    await exp("run -n first");
    for (
      const words of [
        "show -f --no-pager",
        "list --names-only",
        "apply --no-force first",
        "gc -w -f -j 4",
        "fetch -j 2",
      ]
    ) {
      await exp(words, { code: "any" }).then(({ stderr }) => assert.doesNotMatch(stderr, /unknown option/, words));
    }
    for (const run of [exp, dvc]) {
      const { stderr, code } = await run("import-db --sql x", { code: "any" });
      assert.ok(code === 2 || code === 254);
      assert.match(stderr, /choice|not supported, because/);
    }
  },
);

scenario(
  "where there is no remote, DVC's command line finds nothing to fetch, and exp says what is missing",
  async ({ repo, exp, dvc }) => {
    repo.write(PREPARE_THEN_TRAIN);
    await repo.commit("a pipeline");
    assert.equal((await dvc("status -c")).stdout, "Cache and remote 'None' are in sync.\n");
    await exp("repro");

    for (const words of ["fetch", "pull"]) {
      const { stdout, stderr } = await dvc(words);
      assert.equal(stdout, "Everything is up to date.\n");
      assert.match(stderr, /No remote provided and no default remote set/);
      assert.match((await exp(words, { code: 2 })).stderr, /no remote is set/);
      assert.match((await dvc(`${words} nobody`, { code: 1 })).stderr, /'nobody' does not exist/);
    }
    await dvc("push", { code: 1 });
    await dvc("status -c", { code: 1 });
  },
);

scenario("help has pages, which a typo finds, too", async ({ exp }) => {
  assert.match((await exp("help topics")).stdout, /^ {2}remotes +Remotes$/m);
  assert.match((await exp("help exit-codes")).stdout, /^124 +a time limit has passed$/m);
  assert.match((await exp("help topic queue")).stdout, /^FROM CRON$/m);
  assert.match((await exp("help queue")).stdout, /exp help topic queue/);
  assert.match((await exp("help remots", { code: 2 })).stderr, /did you mean 'remotes'/);
  assert.match((await exp("help topic remots", { code: 2 })).stderr, /did you mean 'remotes'/);
  // deno-lint-ignore no-control-regex
  assert.match((await exp("help limits", { env: { LANG: "C" } })).stdout, /^[\x00-\x7f]+$/);
}, { bare: true });

scenario("the stack of an error is told with EXP_DEBUG=1 alone", async ({ exp }) => {
  const told = async (debug: string) => (await exp("apply nobody", { code: 2, env: { EXP_DEBUG: debug } })).stderr;

  assert.match(await told("1"), /\n\s+at /);
  assert.doesNotMatch(await told(""), /\n\s+at /);
});
