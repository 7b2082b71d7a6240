/** Odd machines: what lies in shared folders, what the environment says, what is limited. */
import assert from "node:assert/strict";
import { startHttpFiles } from "../support/http_files.ts";
import { EXP_BIN, type Scenario, scenario } from "../support/scenario.ts";

const STAGE = "stages:\n  a:\n    cmd: echo 1 > out\n    params: [lr]\n    outs: [out]\n";

scenario("what lies in the temporary folder is neither opened nor run", async ({ repo, exp, sh }) => {
  repo.write({ "dvc.yaml": STAGE, "params.yaml": "lr: 1\n" });
  await repo.commit("a stage");
  const env = { TMPDIR: `${repo.around}/shared` };
  await sh(`mkdir "$TMPDIR"`, { env });
  await exp("version", { env });

  assert.equal((await sh(`ls -A "$TMPDIR"`, { env })).stdout, "", "a start leaves nothing there");
  await sh(
    `cd "$TMPDIR" && mkfifo deno-compile-exp.cache && mkdir deno-compile-exp && cd deno-compile-exp &&
     for name in exp.js exp.source exp.code; do echo 'console.log("hijacked"); Deno.exit(9)' > $name; done`,
    { env },
  );
  const { stdout } = await exp("run -n x", { env });

  assert.doesNotMatch(stdout, /hijacked/);
  assert.deepEqual(await repo.experiments(), ["x"]);
});

scenario("a program that is replaced while it works goes on as it was", async ({ repo, sh }) => {
  const own = `${repo.around}/exp`;
  repo.write({
    "dvc.yaml":
      `stages:\n  a:\n    cmd: echo none > '${own}.new' && mv '${own}.new' '${own}' && echo 1 > out\n    outs: [out]\n`,
  });
  await repo.commit("a stage");
  await sh(`cp '${EXP_BIN}' '${own}'`);

  await sh(`'${own}' run -n x`);

  assert.equal((await sh(`cat '${own}'`)).stdout, "none\n");
  assert.deepEqual(await repo.experiments(), ["x"]);
});

/** In a container programs may not be run there, or there is no room for one. */
const RUNS_ON_RAM_DISK = new Deno.Command("sh", {
  args: [
    "-c",
    'd=$(mktemp -d /dev/shm/exp-scenario.XXXXXX) && cp "$0" "$d/exp" && "$d/exp" version; rm -r "$d"',
    EXP_BIN,
  ],
  stdout: "piped",
  stderr: "null",
}).outputSync().stdout.length > 0;

scenario(
  `the program may lie on a RAM disk, where the runtime opens nothing${RUNS_ON_RAM_DISK ? "" : " (left out: no room)"}`,
  async ({ sh }) => {
    const ram = (await sh("mktemp -d /dev/shm/exp-scenario.XXXXXX")).stdout.trim();
    try {
      const { stdout } = await sh(`'${EXP_BIN}' status && '${EXP_BIN}' help dashboard`);
      await sh(`cp '${EXP_BIN}' ${ram}/exp`);
      for (const env of [{}, { LD_LIBRARY_PATH: "/nonexistent", LD_NOTHING: "" }]) {
        assert.equal((await sh(`${ram}/exp status && ${ram}/exp help dashboard`, { env })).stdout, stdout);
      }
    } finally {
      await sh(`rm -r ${ram}`);
    }
  },
  { ignore: !RUNS_ON_RAM_DISK },
);

scenario("a program that another one has written over says so, and does nothing", async ({ repo, sh }) => {
  const own = `${repo.around}/exp`;
  const stamp = (await sh(`grep -aob '"stamp":"[0-9a-f]*"' '${EXP_BIN}' | tail -n 1`)).stdout;
  const wanted = /"stamp":"([0-9a-f]+)"/.exec(stamp)![1]!;
  const places = (await sh(`grep -aob '${wanted}' '${EXP_BIN}'`)).stdout.trim().split("\n").map(parseFloat);

  await sh(`cp '${EXP_BIN}' '${own}' && printf 0000000000000000 | dd of='${own}' bs=1 seek=${places[0]} conv=notrunc`);

  const { stderr } = await sh(`'${own}' status`, { code: 70 });
  assert.match(stderr, /exp has been replaced: start it again/);
});

scenario("what the runtime cannot bear is said in one line, in either manner", async ({ repo, sh }) => {
  const odd = `$(printf 'x\\377')`;
  await sh(`mkdir "${odd}" gone && cp -R .dvc .git "${odd}"`);
  for (
    const [script, code, line] of [
      [`exp status "${odd}"`, 2, /^error: an argument is not valid UTF-8: 'x\\xff'\nhint: /],
      [`exp dvc status "${odd}"`, 255, /^ERROR: an argument is not valid UTF-8: 'x\\xff'\n$/],
      [`cd "${odd}" && exp status`, 74, /^error: .*not valid UTF-8\n/],
      [
        `cd gone && rmdir ../gone && exec '${EXP_BIN}' status`,
        74,
        /^error: the current folder is not there any more\nhint: /,
      ],
      [
        `ulimit -n 10 && exec '${EXP_BIN}' show`,
        74,
        /^error: too many open files: the limit \(ulimit -n\) is 10\nhint: /,
      ],
      [`ulimit -v 4000000 && exec exp dvc status`, 255, /^ERROR: too little address space is allowed.* 4000000\n$/],
      [`ulimit -d 50000 && exec exp dag`, 74, /^error: too little data is allowed.* 50000\nhint: /],
    ] as const
  ) {
    const { stderr } = await sh(script, { code });
    assert.match(stderr, line, script);
    assert.ok(stderr.split("\n").length <= 3, stderr);
  }
  assert.equal(repo.has("gone"), false);
}, { ignore: Deno.build.os !== "linux" });

scenario(
  "a TMPDIR that names no folder, or one of the system, counts as none, a PATH that is not set is the usual one",
  async ({ repo, exp, sh }) => {
    repo.write({ "dvc.yaml": STAGE.replace("echo 1", 'echo "$TMPDIR" > said; echo 1'), "params.yaml": "lr: 1\n" });
    await repo.commit("a stage");
    repo.write({ data: "d\n" });

    for (const TMPDIR of ["", "here", `${repo.around}/gone`, `${repo.root}/data`]) {
      await exp("run -f", { env: { TMPDIR } });
      await exp("run --temp -f", { env: { TMPDIR } });
      await exp("dvc add data", { env: { TMPDIR } });
    }
    assert.equal(repo.has("../gone"), false, "what is gone is not made");
    for (const TMPDIR of ["/dev/shm", "/dev/null", "/proc/self"]) {
      const { stdout } = await sh(`exp run -f && cat said`, { env: { TMPDIR } });
      assert.match(stdout, new RegExp(`^${TMPDIR}$`, "m"), "the stage gets it as it was");
    }
    await sh(`exec env -u PATH '${EXP_BIN}' repro -f`);
  },
  { ignore: Deno.build.os !== "linux" },
);

const READ_ONLY = `mount --rbind /tmp /tmp && mount --bind /var/tmp /var/tmp && mount --bind .. .. &&
  mount -o remount,bind,ro /tmp && mount -o remount,bind,ro /var/tmp && cd "$PWD"`;
/** Root needs no namespace of users for it, and may have none. */
const UNSHARE = `unshare ${Deno.uid() === 0 ? "-m" : "-rm"}`;
const CAN_MOUNT = new Deno.Command("sh", { args: ["-c", `${UNSHARE} mount --bind /tmp /tmp`] }).outputSync().success;

/** A script where every folder for temporary files is read-only, as in a container. */
const withoutTemporary = ({ sh }: Pick<Scenario, "sh">, script: string) =>
  sh(`${UNSHARE} sh -ec '${READ_ONLY}\nif touch /tmp/x 2>/dev/null; then exit 9; fi\n${script}'`);

const inReadOnly: typeof scenario = (claim, body) =>
  scenario(CAN_MOUNT ? claim : `${claim} (left out: nothing can be mounted here)`, body, { ignore: !CAN_MOUNT });

inReadOnly("where every temporary folder is read-only, as in a container, experiments run", async (at) => {
  const { repo } = at;
  repo.write({ "dvc.yaml": STAGE, "params.yaml": "lr: 1\n" });
  await repo.commit("a stage");

  await withoutTemporary(
    at,
    "exp run -n here; exp run --queue -n later -S lr=2,3; exp queue drain -j 2; exp run --temp -n apart -S lr=4",
  );

  assert.deepEqual(await repo.experiments(), ["apart", "here", "later-1", "later-2"]);
});

inReadOnly("there, data go over the line, come from other repositories, and the machine is tried", async (at) => {
  const { repo, exp, git } = at;
  await using server = startHttpFiles();
  repo.write({ "data/a": "a\n", "data/b": "b\n", "one": "1\n" });
  await exp("add -q data one");
  await exp(`remote add -q -d web ${server.url}/store`);
  await exp("remote modify web method PUT");
  await repo.commit("data");
  await git("clone -q . ../source");
  await git("clone -q . ../clone");
  await git("init -q ../bare");

  await withoutTemporary(
    at,
    `exp data push -q
    cd ../clone && exp data pull -q && exp import -q ../source one -o two
    exp import-url -q ${server.url}/store/files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1 three
    cd / && exp --cd "$OLDPWD" self-test >"$OLDPWD/../told" && cd "$OLDPWD"
    cd ../bare && exp get -q ../source one`,
  );

  assert.deepEqual(["data/b", "two", "three"].map((path) => repo.read(`../clone/${path}`)), ["b\n", "1\n", "1\n"]);
  assert.equal(repo.read("../bare/one"), "1\n");
  assert.match(
    repo.read("../told"),
    /^warn +temporary folder: .*\/clone\/.dvc\/tmp\/exp-self-test-\S+, for nothing can be made in \/tmp, \/var\/tmp$/m,
  );
  for (const folder of [".dvc/tmp", "../clone/.dvc/tmp", "../bare/.git"]) {
    assert.doesNotMatch((await at.sh(`ls -A ${folder}`)).stdout, /exp-|storage|self/, folder);
  }
});

scenario(
  "a file that may not grow is an error where it is written, not the end of the process",
  async ({ repo, sh }) => {
    repo.write({ "dvc.yaml": STAGE, "params.yaml": "lr: 1\n" });
    await repo.commit("a stage");
    await sh("head -c 300000 /dev/zero > data");

    await sh("ulimit -f 100; exp status", { code: "any" });
    const { stderr } = await sh("ulimit -f 100; exp dvc add data", { code: 1 });

    assert.match(stderr, /^ERROR: .*file too large/im);
    assert.equal(repo.has("data.dvc"), false);
  },
  { ignore: Deno.build.os !== "linux" },
);

scenario("HOME may be anything, a git first on PATH may lie in the project", async ({ repo, exp, sh }) => {
  repo.write({ "dvc.yaml": STAGE, "params.yaml": "lr: 1\n", ".gitignore": "/env\n" });
  await sh(`mkdir -p env/bin && for p in git sh; do ln -s "$(command -v $p)" env/bin/$p; done`);
  await repo.commit("a stage, an environment inside");
  const PATH = `${repo.root}/env/bin:${repo.around}/bin:/usr/bin:/bin`;

  for (const HOME of ["/dev/null", "/proc/self", "/nonexistent", "relative", "", `${repo.root}/params.yaml`]) {
    await exp("run -f", { env: { HOME, PATH } });
  }
  await exp("run --temp -n temp -S lr=2", { env: { PATH } });
  await exp("run --queue -n queued -S lr=3", { env: { PATH } });
  await exp("queue drain -j 2", { env: { PATH } });
  await exp("apply temp", { env: { PATH } });
  await sh("rm out && exp checkout && echo d > data && exp dvc add data", { env: { PATH } });
  await exp("gc -w -f", { env: { PATH } });

  assert.equal(repo.read("out"), "1\n");
  const { stderr } = await exp("config --global core.x y", { env: { HOME: "/dev/null" }, code: "any" });
  assert.doesNotMatch(stderr, /internal/);
});

scenario("a shared cache is its group's, whatever the umask and whoever comes first", async ({ repo, dvc, sh }) => {
  repo.write({ "dvc.yaml": STAGE.replace("echo 1 > out", "mkdir out; echo 1 > out/a"), "params.yaml": "lr: 1\n" });
  await sh(`mkdir ../cache ../remote && chmod 2775 ../cache ../remote`);
  await dvc(["config", "cache.dir", `${repo.around}/cache`]);
  await dvc("config cache.shared group");
  await dvc(["remote", "add", "-d", "r", `${repo.around}/remote`]);
  await dvc("remote modify r shared group");
  await repo.commit("a stage");

  await sh("umask 077; exp run -n a && exp run --temp -f -n b && exp dvc push --run-cache");

  const bad = await sh(
    `cd .. && find cache remote -type d ! -perm -2775; find cache/runs remote/runs -type f ! -perm -664;
    find cache/files remote/files -type f ! -perm 444`,
  );
  assert.equal(bad.stdout, "");
  assert.deepEqual((await sh("ls ..")).stdout.split("\n").filter(Boolean), ["bin", "cache", "home", "remote", "repo"]);
});

scenario("what is not UTF-8 is passed on to a stage, or refused by name, never left out", async ({ repo, exp, sh }) => {
  const look = "sh -c 'printf %s \"$ODD\"; printf . ; printenv GONE || :' > out";
  repo.write({
    "dvc.yaml": `stages:\n  a:\n    cmd: ${look}\n    params: [lr]\n    outs: [out]\n`,
    "params.yaml": "lr: 1\n",
  });
  await repo.commit("a stage");

  for (const words of ["run", "run --temp", "run --queue -n q"]) await sh(`ODD=$(printf 'a\\351') exp ${words} -f`);
  await sh(`export ODD=$(printf 'a\\351'); exp queue drain; rm out; exp apply q`);
  assert.deepEqual([...Deno.readFileSync(`${repo.root}/out`)], [97, 0o351, 46]);

  await sh(`mkdir -p deep/er dep && touch "deep/er/$(printf 'e\\351')" "dep/$(printf '\\377')" dep/fine`);
  for (const words of ["add deep", "add --no-commit deep/er"]) {
    const { stderr, code } = await exp(`dvc ${words}`, { code: "any" });
    assert.notEqual(code, 0, words);
    assert.match(stderr, /not valid UTF-8: '(er\/)?e\\xe9'/, words);
  }
  repo.write({ "dvc.yaml": "stages:\n  a:\n    cmd: 'true'\n    deps: [dep]\n" });
  assert.match((await exp("repro", { code: "any" })).stderr, /not valid UTF-8: '\\xff'/);
  assert.equal(repo.has("deep.dvc") || repo.has("deep/er.dvc"), false);
}, { ignore: Deno.build.os !== "linux" });

scenario("a repository on the RAM disk is one like any other", async ({ repo, sh }) => {
  repo.write({ "dvc.yaml": STAGE.replace("outs: [out]", "outs: [out]\n    deps: [data]"), "params.yaml": "lr: 1\n" });
  await repo.commit("a stage");
  const ram = (await sh("mktemp -d /dev/shm/exp-scenario.XXXXXX")).stdout.trim();
  try {
    const { stdout } = await sh(`cp -a . "${ram}/repo" && cd "${ram}/repo" && head -c 5000000 /dev/urandom > data &&
      exp dvc add -q data && git add -A && git commit -q -m data && exp run -q -n one && exp run -q --temp -n two -S lr=2 && exp run -q --queue -n three -S lr=3 &&
      exp queue drain && exp apply -f three && rm out data && exp dvc checkout -q && exp dvc commit -q -f && exp dvc gc -w -f -q &&
      (umask 077; exp dvc config core.autostage true; stat -c %a .dvc/config) && exp ls --name-only && exp dvc status`);
    assert.match(stdout, /600\n/);
    assert.match(stdout, /up to date/);
  } finally {
    await sh(`rm -rf "${ram}"`);
  }
}, { ignore: !isWritable("/dev/shm") });

function isWritable(folder: string): boolean {
  try {
    Deno.removeSync(Deno.makeTempDirSync({ dir: folder }));
    return true;
  } catch {
    return false;
  }
}

scenario("while git's index is locked, apply changes nothing, data neither", async ({ repo, exp, sh }) => {
  repo.write({
    "dvc.yaml": STAGE.replace("echo 1", "cat params.yaml"),
    "params.yaml": "lr: 1\n",
    ".gitignore": "out\n",
  });
  await repo.commit("a stage");
  await exp("run -n one -S lr=1");
  await exp("run -n two -S lr=2");
  const before = await sh("cat out params.yaml dvc.lock");

  await sh("touch .git/index.lock");
  const { stderr } = await exp("apply one", { code: 4 });

  assert.match(stderr, /another process holds .*index\.lock/);
  assert.equal((await sh("cat out params.yaml dvc.lock")).stdout, before.stdout);
  await sh("rm .git/index.lock");
  await exp("apply one");
  assert.equal((await sh("cat out")).stdout, "lr: 1\n");
});

scenario("what the disk refuses to read is an error, not a project without values", async ({ repo, exp, sh }) => {
  repo.write({ "dvc.yaml": STAGE, "params.yaml": "lr: 1\n" });
  await repo.commit("a stage");
  await exp("run -n one");
  await sh("rm dvc.lock && mkdir dvc.lock");

  for (const line of ["params diff", "metrics show", "diff one", "show"]) {
    const { stdout, stderr } = await exp(line, { code: 74 });
    assert.equal(stdout, "", line);
    assert.match(stderr, /^error: .*dvc\.lock. is a folder, not a file$/m, line);
  }
  assert.match((await exp("dvc params diff", { code: "any" })).stderr, /WARNING|ERROR/);
});
