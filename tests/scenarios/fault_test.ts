/**
 * Faults that a machine, another process or a person brings about, each with where
 * it is proved:
 *
 *  1-4    a drain killed while it runs, records or enqueues; power lost   tests/faults (each durable step), queue_drain
 *  5      a disk that is full                                             here, bad_input, tests/faults
 *  6      damaged objects in the cache                                    here, tests/data
 *  7, 8   several drains at once                                          queue_drain, tests/faults
 *  9      Ctrl-C, once and twice                                          here
 *  10     TERM for a drain                                                queue_drain, tests/faults
 *  11     stages that ignore TERM or leave something behind               queue_limits, queue_workers
 *  12, 13 a number that is another process now; another machine's task    here
 *  14     a clock that jumps                                              tests/queue/task_test.ts
 *  15     Git's own housekeeping while experiments wait                   here, tests/faults
 *  16     locks that another git holds                                    here, tests/faults
 *  17     DVC at work at the same time                                    here, tests/repo
 *  18     edits after enqueueing                                          here, queue_drain
 *  19     a repository that is moved, a checkout that is deleted          here, tests/faults
 *  20     output: closed, endless, binary                                 here, bad_input, queue_limits
 *  21     a stage that hangs                                              here, queue_limits
 *  22     state that is damaged or from a newer version                   here, tests/queue, tests/faults
 *  23     what may not be written, a strict umask, few file handles       here, tests/faults
 *  24     disks that cannot link, long paths                              here, tests/data
 *
 * The fifteen hostile repositories: hostile_repository_test.ts.
 */
import assert from "node:assert/strict";
import { countRuns, PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { didHang, STAGE_IS_GONE, withLongEnoughLimit } from "../support/queue_project.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

const STACK = /\n\s+at /;

scenario("(5) a full disk leaves no short object, and room makes the same command work", async (journey) => {
  const { repo, exp, sh } = journey;
  await withSmallDisk(journey, "cache", "size=600k", async () => {
    repo.write({
      ".dvc/config": `[cache]\n    dir = ${repo.root}/cache\n    type = copy\n`,
      "dvc.yaml": "stages:\n  fill:\n    cmd: head -c 400000 /dev/zero > big\n    outs: [big]\n",
      ".gitignore": "/cache\n/big\n",
    });
    await repo.commit("a big output");
    await sh("head -c 400000 /dev/urandom > cache/ballast");

    await exp("run -n full", { code: 74 });
    const { stdout } = await sh("find cache -type f -size -400000c -path '*md5*' -o -name '*.tmp'");
    assert.equal(stdout, "");
    await sh("rm cache/ballast");

    await exp("run -n fits");
    assert.deepEqual(await repo.experiments(), ["fits"]);
  });
});

for (const [about, damage] of [["a shorter", "x"], ["an equally long", "LR 0.1\n"]] as const) {
  scenario(`(6) an object with ${about} wrong content is never checked out`, async ({ repo, exp, sh }) => {
    repo.write({
      "dvc.yaml": "stages:\n  one:\n    cmd: echo lr 0.1 > model\n    outs: [model]\n",
      ".gitignore": "/model\n",
    });
    await repo.commit("a pipeline");
    await exp("run -n good");
    await sh(`f=$(find .dvc/cache/files -type f | head -n 1); chmod u+w $f; printf '${damage}' > $f; rm model`);

    const { stderr } = await exp("checkout", { code: 1 });

    assert.match(stderr, /^error: .*model/m);
    assert.doesNotMatch(stderr, STACK);
    assert.equal(repo.has("model"), false);
    await exp("run -n again");
    assert.equal(repo.read("model"), "lr 0.1\n");
  });
}

scenario(
  "(9) Ctrl-C ends a run with 130 and leaves HEAD, index, stash and experiments alone",
  async ({ repo, exp, git }) => {
    repo.write({
      ...PREPARE_THEN_TRAIN,
      "train.sh": "trap 'echo cleaned > cleaned; exit 1' INT\ntouch started\nsleep 30 & wait\n",
    });
    await repo.commit("a slow stage");
    const before = await gitState(git);

    const { stderr } = await exp("run -n cut", { code: 130, interruptWhen: "started" });

    assert.match(stderr, /^interrupted: .*Ctrl-C again/m);
    assert.equal(repo.read("cleaned"), "cleaned\n");
    assert.deepEqual(await gitState(git), before);
    assert.deepEqual(await repo.experiments(), []);
    assert.doesNotMatch(repo.read("dvc.lock"), /train:/);
  },
);

scenario("(9) SIGINT to the program alone, as supervisors send it, reaches its stage", async ({ repo, sh }) => {
  const witness = "until ps -o comm= --ppid $PPID | grep -qx cat; do sleep 0.05; done";
  repo.write({
    "dvc.yaml": `stages:\n  slow:\n    cmd: ${witness}; echo $$ > ../hanging; exec sleep 3218\n    outs: [never]\n`,
  });
  await repo.commit("a slow stage");

  const { stdout } = await sh(
    "exp run -n cut & until [ -s ../hanging ]; do sleep 0.05; done; kill -INT $!; wait $!; echo $?",
  );

  assert.match(stdout, /^130$/m);
  await sh(STAGE_IS_GONE);
});

scenario("(9) a second Ctrl-C ends a stage that does not listen to the first", async ({ repo, exp, sh }) => {
  repo.write({
    "dvc.yaml":
      "stages:\n  deaf:\n    cmd: trap '' INT; sleep 3217 & echo $! > ../hanging; touch started; wait\n    outs: [never]\n",
  });
  await repo.commit("a deaf stage");

  await exp("run -n cut", { code: 130, interruptWhen: "started", isImpatient: true });

  await sh(`until ${STAGE_IS_GONE}; do sleep 0.02; done`); // the last signal has been sent
  assert.deepEqual(await repo.experiments(), []);
});

/** A drain that was killed while its stage ran; that stage is dead, too. */
async function killedDrain({ repo, exp, sh }: Scenario): Promise<string> {
  repo.write({
    "dvc.yaml": "stages:\n  one:\n    cmd: sh one.sh\n    deps: [one.sh]\n    outs: [o]\n",
    "one.sh": `top=${repo.around}\nif [ -e $top/started ]; then echo x > o; else touch $top/started; sleep 1000; fi\n`,
  });
  await repo.commit("a stage that waits the first time");
  await exp("run --queue -n cut");
  await sh("exp queue drain & until [ -e ../started ]; do sleep 0.05; done; kill -KILL $!; wait $!", { code: "any" });
  const folder = (await sh("dirname .dvc/tmp/exp/queue/*/stage.group")).stdout.trim();
  await sh(`read pid rest < ${folder}/stage.group; kill -s KILL -- -$pid`);
  return folder;
}

scenario("(12) a process that has a dead stage's number by now is never signalled", async (journey) => {
  const { repo, sh } = journey;
  const folder = await killedDrain(journey);

  const { stdout } = await sh(
    `setsid sleep 1000 & stranger=$!
     read pid rest < ${folder}/stage.group; echo "$stranger $rest" > ${folder}/stage.group
     exp queue drain; kill -0 $stranger && echo lives; kill $stranger`,
  );

  assert.match(stdout, /lives/);
  assert.deepEqual(await repo.experiments(), ["cut"]);
});

scenario("(13) a task that another machine has is left to it, and status says where it is", async (journey) => {
  const { repo, exp, sh } = journey;
  const folder = await killedDrain(journey);
  await sh(
    `sed -i 's/"host":"[^"]*"/"host":"far-away"/' ${folder}/state.json
     cd ${folder}/lease.owner; ln -sfn "$(readlink * | sed 's/[^.]*$/far-away/')" *`,
  );

  await exp("queue drain");

  assert.deepEqual(await repo.experiments(), []);
  assert.match((await exp("queue status")).stdout, /cut .*Running on far-away .*exp queue kill --force/);
  await exp("queue kill --force cut");
  assert.doesNotMatch((await exp("queue status")).stdout, /Running/);
});

scenario("(15) Git's housekeeping and a new commit lose nothing that waits", async ({ repo, exp, git }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n done");
  await exp("run --queue -n waits -S lr=0.5");
  const base = (await git("rev-parse HEAD")).stdout.trim();
  await git("checkout -q -- params.yaml");

  await git("commit -q --allow-empty -m later");
  await git("reflog expire --expire=now --all");
  await git("gc -q --prune=now");
  await git("pack-refs --all");
  await exp("queue drain");

  assert.deepEqual(await repo.experiments(), ["done", "waits"]);
  assert.match((await git("for-each-ref refs/exps")).stdout, new RegExp(`${base.slice(2)}/waits`));
  assert.match(await repo.readOf("waits", "metrics.json"), /0\.5/);
});

scenario("(16) a ref lock that another git gives back in time is waited for", async ({ repo, exp, git, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n first");
  await git("pack-refs --all");

  await sh("touch .git/packed-refs.lock; (sleep 0.3; rm .git/packed-refs.lock) & exp remove first; wait");

  assert.deepEqual(await repo.experiments(), []);
});

scenario("(16) a ref lock that stays is named, and nothing is half removed", async ({ repo, exp, git, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n first");
  await git("pack-refs --all");
  // held by somebody who lives
  await sh("touch .git/packed-refs.lock");

  const { stderr, code } = await exp("remove first", { code: "any" });

  await sh("rm -f .git/packed-refs.lock");
  if (code === 0) return; // its maker was found to be dead, and the lock was broken
  assert.match(stderr, /^error: .*packed-refs\.lock/m);
  assert.deepEqual(await repo.experiments(), ["first"]);
});

scenario(
  "(17) a repository that DVC holds is waited for by exp, and refused in DVC's words by exp dvc",
  async (journey) => {
    const { repo, dvc, sh } = journey;
    repo.write(PREPARE_THEN_TRAIN);
    await repo.commit("a pipeline");
    await sh("mkdir -p .dvc/tmp && touch .dvc/tmp/lock");

    const { stdout, stderr } = await sh(
      `flock .dvc/tmp/lock sh -c 'touch held; until [ -e free ]; do sleep 0.05; done' &
       until [ -e held ]; do sleep 0.05; done
       exp dvc repro; echo $?
       exp repro 2>said & until grep -q waiting said; do sleep 0.05; done; touch free; wait`,
    );

    assert.match(stderr, /ERROR: [^\n]*lock/i);
    assert.match(stdout, /^255$/m);
    assert.equal(repo.read("model.txt"), "a\nb\nlr 0.1\n");
    await dvc("status");
  },
);

scenario("(17) collecting garbage keeps what a waiting experiment needs", async ({ repo, exp, sh }) => {
  repo.write({
    "dvc.yaml": "stages:\n  use:\n    cmd: cp data out\n    deps: [data]\n    outs: [out]\n",
    "data": "first\n",
  });
  await exp("add data");
  await repo.commit("data");
  await exp("run --queue -n waits");
  await sh("chmod u+w data; echo second > data");
  await exp("commit -f data.dvc");
  await repo.commit("other data");

  await exp("gc -w --yes");
  await exp("queue drain");

  assert.deepEqual(await repo.experiments(), ["waits"]);
  await exp("apply -f waits");
  assert.equal(repo.read("out"), "first\n");
});

scenario("(18) what is edited after enqueueing does not reach the experiment", async ({ repo, exp }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run --queue -n waits -S lr=0.5");

  repo.write({
    "params.yaml": "lr: 9\n",
    "train.sh": "exit 1\n",
    "dvc.yaml": "stages:\n  other:\n    cmd: exit 1\n",
    "raw.txt": "z\n",
  });
  await exp("queue drain");

  assert.match(await repo.readOf("waits", "metrics.json"), /0\.5/);
  assert.equal(repo.read("params.yaml"), "lr: 9\n");
});

scenario("(19) experiments that wait run after their repository was moved", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run --queue -n waits -S lr=0.5");

  await sh("cd .. && mv repo moved && mkdir repo");
  await exp("queue drain", { cwd: "../moved" });

  assert.match((await sh("git -C ../moved for-each-ref refs/exps")).stdout, /waits/);
});

scenario("(19) a checkout that is deleted under its run ends that run only", async ({ repo, exp, sh }) => {
  repo.write({
    ...PREPARE_THEN_TRAIN,
    "train.sh": `${PREPARE_THEN_TRAIN["train.sh"]}[ "$lr" != 0.5 ] || { rm -rf "$PWD"; exit 0; }\n`,
  });
  await repo.commit("a stage that deletes its folder");
  await exp("run --queue -n dies -S lr=0.5");
  await exp("run --queue -n lives -S lr=0.6");

  await exp("queue drain", { code: 1 });

  assert.deepEqual(await repo.experiments(), ["lives"]);
  assert.equal((await sh("ls -d .dvc/tmp/exps/tmp* 2>/dev/null | wc -l")).stdout, "0\n");
});

scenario("(20) a log keeps every byte: a huge line, NULs and what is no UTF-8", async ({ repo, exp, sh }) => {
  repo.write({
    "noise.sh": "head -c 30000000 /dev/zero | tr '\\0' a; printf '\\n\\000\\377\\376 end\\n'; seq 200000\n",
    "dvc.yaml": "stages:\n  noise:\n    cmd: sh noise.sh; echo x > out\n    deps: [noise.sh]\n    outs: [out]\n",
  });
  await repo.commit("a loud stage");
  await exp("run --queue -n loud");

  await exp("queue drain");

  const { stdout } = await sh(
    "sh noise.sh > ../expected; exp logs loud --raw > ../log; wc -c < ../expected; wc -c < ../log",
  );
  const [expected = 0, logged = 0] = stdout.split("\n").map(Number);
  assert.ok(logged >= expected && logged < expected + 2000, `${logged} of ${expected} bytes`);
  assert.equal((await sh("grep -ac '^200000$' ../log")).stdout, "1\n");
  await sh(
    "printf '\\000\\377\\376 end\\n' > ../needle; grep -aqF -f ../needle ../log || grep -aqP '\\xff\\xfe end' ../log",
  );
});

scenario("(21) a stage that hangs is ended by its time limit and says so", async (journey) => {
  const { repo, exp, sh } = journey;
  repo.write({
    "dvc.yaml": `stages:\n  hang:\n    cmd: echo $$ > ${repo.around}/hanging; exec sleep 1234\n    outs: [never]\n`,
  });
  await repo.commit("a hanging stage");
  await withLongEnoughLimit(async (limitMs) => {
    await exp(`run --queue -n hangs-${limitMs} --timeout ${limitMs}ms`);

    const { stderr } = await exp("queue drain", { code: 1 });

    assert.match(stderr, new RegExp(`hangs-${limitMs}: ran longer than ${limitMs / 1000} s`));
    return didHang(journey);
  });
  const status = JSON.parse((await exp("queue status --json")).stdout) as { tasks: { exitCode: number }[] };
  assert.ok(status.tasks.length > 0 && status.tasks.every(({ exitCode }) => exitCode === 124));
  await sh(STAGE_IS_GONE);
});

for (const [about, text] of [["torn", '{"schema":1,"sta'], ["empty", ""], ["binary", "\0\x01\x02"]] as const) {
  scenario(`(22) a task's state file that is ${about} is kept aside and the task runs`, async ({ repo, exp, sh }) => {
    repo.write(PREPARE_THEN_TRAIN);
    await repo.commit("a pipeline");
    await exp("run --queue -n waits -S lr=0.5");
    const folder = (await sh("ls -d .dvc/tmp/exp/queue/*/ | head -n 1")).stdout.trim();
    repo.write({ [`${folder}task.json`]: text });

    await exp("queue drain");

    assert.deepEqual(await repo.experiments(), ["waits"]);
  });
}

scenario("(22) an index of hashes that is garbage is made anew", async ({ repo, exp, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  await exp("run -n first");
  await sh(
    "find .dvc/tmp -name '*.db' -o -name '*.sqlite' -o -name 'hashes*' | while read f; do echo garbage > $f; done",
  );

  await exp("run -n second");

  assert.deepEqual(countRuns(repo.around), { prepare: 1, train: 1 });
});

for (
  const [about, text] of [
    ["half-written", "schema: '2.0'\nstages:\n  prepare:\n    cmd: sh pre"],
    ["in conflict", "<<<<<<< HEAD\nschema: '2.0'\n=======\nschema: '2.0'\n>>>>>>> other\n"],
    ["no map", "- 1\n- 2\n"],
  ] as const
) {
  scenario(`(22) a dvc.lock that is ${about} gives no wrong result`, async ({ repo, exp }) => {
    repo.write(PREPARE_THEN_TRAIN);
    await repo.commit("a pipeline");
    await exp("run -n first");
    repo.write({ "dvc.lock": text });

    const { stderr, code } = await exp("run -n second", { code: "any" });

    assert.doesNotMatch(stderr, STACK);
    if (code !== 0) assert.match(stderr, /^error: .*dvc\.lock/m);
    else assert.match(repo.read("dvc.lock"), /prepare:[^]*train:/);
  });
}

scenario("(23) a repository that may not be written to is refused in one line", async (journey) => {
  const { repo, exp, sh } = journey;
  await withSmallDisk(journey, "disk", "size=5m", async () => {
    await sh("git init -q -b main disk && cd disk && mkdir .dvc && touch .dvc/config && echo 'lr: 1' > params.yaml");
    repo.write({ "disk/dvc.yaml": "stages:\n  one:\n    cmd: echo x > o\n    outs: [o]\n" });
    await sh("cd disk && git add -A && git commit -q -m start && cd .. && mount -o remount,ro disk");

    for (const words of ["run", "run --queue", "run --temp", "repro", "save", "add params.yaml"]) {
      const { stderr, code } = await exp(words, { cwd: "disk", code: "any" });
      assert.notEqual(code, 0, words);
      assert.match(stderr, /^error: [^\n]*(read-only|Read-only|permission|written)/im, words);
      assert.doesNotMatch(stderr, STACK, words);
    }
    for (const words of ["status", "show", "ls", "dag", "queue status"]) await exp(words, { cwd: "disk" });
  });
});

scenario("(23) a strict umask does not lock others out of a shared cache", async ({ repo, sh }) => {
  repo.write({ ...PREPARE_THEN_TRAIN, ".dvc/config": "[cache]\n    shared = group\n    type = copy\n" });
  await repo.commit("a shared cache");

  await sh("umask 077; exp run -n first");

  const { stdout } = await sh(
    "find .dvc/cache/files -type f ! -perm -g+r; find .dvc/cache/files -type d ! -perm -g+rwx",
  );
  assert.equal(stdout, "");
});

scenario("(23) sixty-four file handles are enough for a folder of five hundred files", async ({ repo, sh }) => {
  repo.write({
    "dvc.yaml":
      "stages:\n  many:\n    cmd: mkdir d; for i in $(seq 500); do echo $i > d/$i; done\n    outs: [d]\n  next:\n    cmd: ls d | wc -l > n\n    deps: [d]\n    outs: [n]\n",
  });
  await repo.commit("many files");

  await sh("ulimit -n 64; exp run -n first && exp run --temp -n second");

  assert.deepEqual(await repo.experiments(), ["first", "second"]);
});

scenario("(24) a cache on another disk is copied from, whatever link was asked for", async (journey) => {
  const { repo, exp } = journey;
  await withSmallDisk(journey, "elsewhere", "size=5m", async () => {
    repo.write({
      ...PREPARE_THEN_TRAIN,
      ".dvc/config": `[cache]\n    dir = ${repo.root}/elsewhere\n    type = \"reflink,hardlink,copy\"\n`,
      ".gitignore": "/clean.txt\n/model.txt\n/elsewhere\n",
    });
    await repo.commit("a cache elsewhere");

    await exp("run -n first");
    repo.write({ "model.txt": null });
    await exp("checkout");

    assert.match(repo.read("model.txt"), /lr 0\.1/);
  });
});

scenario("(24) paths of a thousand characters are paths", async ({ repo, exp }) => {
  const folder = Array.from({ length: 5 }, (_, i) => `${i}`.repeat(200)).join("/");
  repo.write({
    [`${folder}/in`]: "x\n",
    "dvc.yaml":
      `stages:\n  deep:\n    cmd: cp ${folder}/in ${folder}/out\n    deps: [${folder}/in]\n    outs: [${folder}/out]\n`,
  });
  await repo.commit("deep");

  await exp("run -n deep");
  repo.write({ [`${folder}/out`]: null });
  await exp("checkout");

  assert.equal(repo.read(`${folder}/out`), "x\n");
});

async function gitState(git: Scenario["git"]): Promise<string[]> {
  const outputs = [];
  for (const words of ["rev-parse HEAD", "symbolic-ref HEAD", "ls-files -s", "stash list"]) {
    outputs.push((await git(words)).stdout);
  }
  return outputs;
}

/** Only root can make a small disk; without one there is nothing to test. */
async function withSmallDisk({ sh }: Scenario, folder: string, size: string, body: () => Promise<void>): Promise<void> {
  const mounted = await sh(`mkdir ${folder} && mount -t tmpfs -o ${size} tmpfs ${folder}`, { code: "any" });
  if (mounted.code !== 0) return;
  try {
    await body();
  } finally {
    await sh(`umount -l ${folder}`);
  }
}
