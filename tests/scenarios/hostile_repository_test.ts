import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeProgram } from "../support/command.ts";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { scenario, type ScenarioRepo } from "../support/scenario.ts";

const STACK = /\n\s+at /;

for (const out of ["../stolen", "a/../../stolen", "ABSOLUTE"]) {
  scenario(
    `(1) an output outside of the repository (${out}) is refused before anything runs`,
    async ({ repo, exp }) => {
      const path = out === "ABSOLUTE" ? `${repo.around}/stolen` : out;
      Deno.writeTextFileSync(`${repo.around}/stolen`, "mine");
      repo.write({ "dvc.yaml": stage({ cmd: "touch ran", outs: [path] }) });
      await repo.commit("outside");

      const { stderr } = await exp("run", { code: 2 });

      assert.match(stderr, /^error: .*stolen/m);
      assert.doesNotMatch(stderr, STACK);
      assert.equal(Deno.readTextFileSync(`${repo.around}/stolen`), "mine");
      assert.equal(repo.has("ran"), false);
    },
  );
}

for (const out of ["C:\\\\stolen", "\\\\\\\\host\\\\share"]) {
  scenario(`(1) an output with a Windows path (${out}) stays a file of the repository`, async ({ repo, exp, sh }) => {
    repo.write({ "dvc.yaml": `stages:\n  one:\n    cmd: "echo x > '${out}'"\n    outs: ["${out}"]\n` });
    await repo.commit("windows");

    await exp("run", { code: "any" });

    const { stdout } = await sh(`ls -A '${repo.around}'`);
    assert.deepEqual(stdout.split("\n").filter(Boolean).sort(), ["bin", "home", "repo"]);
  });
}

scenario("(2) an output behind a symlink that leaves the repository is not written", async ({ repo, exp, sh }) => {
  await sh(`mkdir ../outside && echo mine > ../outside/data && ln -s ../outside link`);
  repo.write({ "dvc.yaml": stage({ cmd: "true", outs: ["link/data"] }) });
  await repo.commit("behind a link");

  const { stderr } = await exp("run", { code: "any" });

  assert.match(stderr, /^error: .*link/m);
  assert.doesNotMatch(stderr, STACK);
  assert.equal(Deno.readTextFileSync(`${repo.around}/outside/data`), "mine\n");
});

for (const out of [".git/hooks/post-checkout", ".dvc/config", ".GIT/config"]) {
  scenario(`(2) ${out} is no output`, async ({ repo, exp, sh }) => {
    repo.write({ "dvc.yaml": stage({ cmd: "touch ran", outs: [out] }) });
    await repo.commit("into the machinery");
    const before = (await sh("cat .git/config .dvc/config")).stdout;

    const { stderr } = await exp("run", { code: "any" });

    if (out !== ".GIT/config") assert.match(stderr, /^error: /m);
    assert.doesNotMatch(stderr, STACK);
    assert.equal((await sh("cat .git/config .dvc/config")).stdout, before);
    assert.equal(repo.has(".git/hooks/post-checkout"), false);
  });
}

const HOSTILE_LISTINGS: readonly (readonly [string, readonly string[]])[] = [
  ["a path that climbs out", ["../../stolen"]],
  ["an absolute path", ["/tmp/exp-hostile-stolen"]],
  ["a climbing path in the middle", ["a/../../../stolen"]],
  ["the same path twice", ["a", "a"]],
  ["a path into .git", ["../.git/hooks/post-checkout"]],
  ["a .git inside of the folder", [".git/hooks/post-checkout"]],
  ["a NUL", ["a\0b"]],
  ["a file that is also a folder", ["a", "a/b"]],
  ["an empty path", [""]],
  ["a dot", ["."]],
];

for (const [about, paths] of HOSTILE_LISTINGS) {
  scenario(`(3) a folder's listing with ${about} is refused and writes nothing outside`, async ({ repo, exp, sh }) => {
    const md5 = cacheObject(repo, "evil\n");
    const listing = JSON.stringify(paths.map((relpath) => ({ md5, relpath })));
    const dir = cacheObject(repo, listing, ".dir");
    repo.write({ "deep/data.dvc": `outs:\n- md5: ${dir}\n  hash: md5\n  path: data\n` });
    await repo.commit("a hostile folder");

    const { stderr } = await exp("checkout", { code: "any" });

    assert.match(stderr, /^error: /m);
    assert.doesNotMatch(stderr, STACK);
    const { stdout } = await sh(
      `find '${repo.around}' /tmp/exp-hostile-stolen -name '*stolen*' -o -name post-checkout`,
      {
        code: "any",
      },
    );
    assert.equal(stdout, "");
  });
}

for (
  const md5 of [
    "../../../../stolen",
    "/etc/passwd",
    "xyz",
    "d41d8cd98f00b204e9800998ecf8427e/..",
    "D41D8CD98F00B204E9800998ECF8427E..",
  ]
) {
  scenario(`(4) a hash that is none (${md5}) is refused, in a .dvc file and in dvc.lock`, async ({ repo, exp }) => {
    repo.write({ "data.dvc": `outs:\n- md5: ${md5}\n  hash: md5\n  path: data\n` });
    await repo.commit("a hostile hash");

    const checkout = await exp("checkout", { code: "any" });
    repo.write({
      "data.dvc": null,
      "dvc.yaml": stage({ cmd: "true", outs: ["data"] }),
      "dvc.lock":
        `schema: '2.0'\nstages:\n  one:\n    cmd: 'true'\n    outs:\n    - path: data\n      hash: md5\n      md5: ${md5}\n`,
    });
    const locked = await exp("checkout", { code: "any" });

    for (const { stderr, code } of [checkout, locked]) {
      assert.notEqual(code, 0);
      assert.match(stderr, /^error: /m);
      assert.doesNotMatch(stderr, STACK);
    }
    assert.equal(repo.has("data"), false);
  });
}

const LAUGHS = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
  .concat([..."bcdefghij"].map((name, i) => {
    const before = "abcdefghij"[i];
    return `${name}: &${name} [${Array(10).fill(`*${before}`).join(", ")}]`;
  })).join("\n") + "\n";

const HOSTILE_YAML: readonly (readonly [string, string])[] = [
  ["an alias bomb", LAUGHS],
  ["a million brackets", "x: " + "[".repeat(1_000_000)],
  ["a hundred thousand nested lists", "- ".repeat(100_000) + "x\n"],
  ["a tag that makes an object", "x: !!python/object/apply:os.system ['touch pwned']\n"],
  ["the same key twice", "lr: 1\nlr: 2\n"],
];

for (const [about, text] of HOSTILE_YAML) {
  scenario(`(5) params with ${about} end in one line, soon`, async ({ repo, exp }) => {
    repo.write({ ...PREPARE_THEN_TRAIN, "params.yaml": text });
    await repo.commit("hostile params");

    const { stderr } = await exp("run", { code: "any" });

    assert.match(stderr, /^error: /m);
    assert.doesNotMatch(stderr, STACK);
    assert.equal(repo.has("pwned"), false);
  });

  scenario(`(5) a dvc.yaml with ${about} ends in one line, soon`, async ({ repo, exp }) => {
    repo.write({ "dvc.yaml": text });
    await repo.commit("hostile pipeline");

    const { stderr } = await exp("run", { code: "any" });

    assert.match(stderr, /^error: /m);
    assert.doesNotMatch(stderr, STACK);
    assert.equal(repo.has("pwned"), false);
  });
}

scenario("(5) __proto__ and constructor are keys like any other", async ({ repo, exp }) => {
  repo.write({
    "params.yaml": "__proto__:\n  polluted: yes\nconstructor: 7\ntoString: 8\n",
    "dvc.yaml":
      "stages:\n  constructor:\n    cmd: echo 1 > o\n    params: [constructor, __proto__, toString]\n    outs: [o]\n",
  });
  await repo.commit("odd keys");

  await exp("run -n odd -S constructor=9");
  const { stdout } = await exp("show --json");

  assert.match(stdout, /"constructor": ?9/);
  assert.match(await repo.readOf("odd", "params.yaml"), /^constructor: 9$/m);
  assert.match(repo.read("dvc.lock"), /__proto__:/);
});

scenario("(5) a scalar of 20 MB is a value", async ({ repo, exp }) => {
  repo.write({ ...PREPARE_THEN_TRAIN, "params.yaml": `lr: 0.1\nhuge: ${"x".repeat(20_000_000)}\n` });
  await repo.commit("a huge value");

  await exp("run -n huge");

  assert.deepEqual(await repo.experiments(), ["huge"]);
});

for (
  const name of [
    "-x",
    "--upload-pack=x",
    "a..b",
    "a@{b",
    "a.lock",
    "a\u0007b",
    "two\nlines",
    "a b",
    "a~1",
    "a:b",
    "/a",
    "a/",
    ".",
    "",
  ]
) {
  scenario(`(6) ${JSON.stringify(name)} is no experiment's name`, async ({ repo, exp, git }) => {
    repo.write(PREPARE_THEN_TRAIN);
    await repo.commit("a pipeline");
    await exp("run -n good");

    for (
      const words of [["run", `--name=${name}`], ["save", `--name=${name}`], ["rename", "good", name], [
        "branch",
        "good",
        name,
      ]]
    ) {
      const { stderr, code } = await exp(["--quiet", ...words], { code: "any" });
      // an empty branch name stands for the default one
      if (name === "" && (words[0] === "branch" || words[0] === "run" || words[0] === "save")) continue;
      // a dash at the front is an option of the command line, which does not exist
      assert.notEqual(code, 0, words.join(" "));
      assert.match(stderr, /^error: /m);
      assert.doesNotMatch(stderr, STACK);
    }
    const refs = (await git("for-each-ref --format=%(refname)")).stdout.split("\n").filter((ref) =>
      !/celery|exec/.test(ref)
    );
    for (const ref of refs.filter(Boolean)) assert.match(ref, /\/(good|main|good-branch|[a-z]+-[a-z]+)$/);
  });
}

scenario("(7) names and values are never shell text", async ({ repo, exp }) => {
  repo.write({ ...PREPARE_THEN_TRAIN, "params.yaml": "lr: 0.1\nword: plain\n" });
  await repo.commit("a pipeline");
  const value = "$(touch pwned)`touch pwned`;touch pwned\ntouch pwned";

  await exp(["run", "-n", "inert", "-S", `word='${value}'`], { code: "any" });
  await exp(["run", "-n", value], { code: "any" });
  await exp(["show", "--filter", value], { code: "any" });
  await exp(["apply", value], { code: "any" });
  await exp(["diff", value], { code: "any" });
  await exp(["remove", value], { code: "any" });
  await exp(["run", value], { code: "any" });

  assert.equal(repo.has("pwned"), false);
});

scenario("(8) escape codes of parameters and names reach no terminal", async ({ repo, exp, sh }) => {
  repo.write({ ...PREPARE_THEN_TRAIN, "params.yaml": 'lr: 0.1\nevil: "\\e]0;title\\a\\e[2Jgone"\n' });
  await repo.commit("escape codes");
  await exp("run -n tinted");

  for (const words of ["show --wide", "show --md", "params diff --all", "diff --all"]) {
    const { stdout } = await sh(`script -qefc 'exp ${words}' /dev/null`, { env: { TERM: "xterm", COLUMNS: "200" } });
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(stdout, /\x1b\]|\x1b\[2J|\x07/, words);
  }
}, { needsTerminal: true });

scenario("(8) escape codes in errors reach no terminal", async ({ repo, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");

  const { stdout } = await sh(`script -qefc "exp run '$(printf 'a\\033[2Jb')'" /dev/null`, { code: "any" });

  assert.match(stdout, /error/);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(stdout, /\x1b\[2J/);
}, { needsTerminal: true });

scenario("(9) a repository's own Git configuration starts no program", async ({ repo, exp, git, sh }) => {
  repo.write({ ...PREPARE_THEN_TRAIN, ".gitattributes": "*.txt diff=evil\n*.yaml diff=evil\n" });
  await repo.commit("a pipeline");
  await sh(
    "mkdir .git/evil && for h in post-checkout pre-commit reference-transaction post-index-change post-commit; do" +
      ` printf '#!/bin/sh\\ntouch ${repo.around}/pwned\\n' > .git/evil/$h; chmod +x .git/evil/$h; done`,
  );
  const evil = `sh -c 'touch ${repo.around}/pwned; exit 1' --`;
  for (
    const key of [
      "core.fsmonitor",
      "core.sshCommand",
      "core.pager",
      "core.editor",
      "core.askPass",
      "diff.external",
      "diff.evil.textconv",
      "diff.evil.command",
      "gpg.program",
      "credential.helper",
      "sequence.editor",
    ]
  ) {
    await git(["config", key, evil]);
  }
  await git("config core.hooksPath .git/evil");
  await git("config commit.gpgSign true");

  await exp("run -n safe");
  for (
    const words of [
      "status",
      "show",
      "ls",
      "diff",
      "save -n saved",
      "run --temp -n aside -S lr=0.7",
      "apply safe",
      "branch safe",
      "remove saved",
      "dag",
      "stage list",
      "gc -w --yes",
      "params diff",
    ]
  ) {
    await exp(words, { code: "any" });
  }

  assert.equal(Deno.readDirSync(repo.around).some((entry) => entry.name === "pwned"), false);
  assert.ok((await repo.experiments()).includes("safe"));
});

scenario("(10) a bare repository that lies in the tree is data, not a repository", async ({ repo, exp, git, sh }) => {
  repo.write(PREPARE_THEN_TRAIN);
  await git("init -q --bare inner");
  await git(["-C", "inner", "config", "core.fsmonitor", `touch ${repo.around}/pwned`]);
  await git(["-C", "inner", "config", "core.worktree", ".."]);
  await repo.commit("with a bare repository");

  await exp("run -n here ../dvc.yaml", { cwd: "inner" });
  await exp("status", { cwd: "inner" });
  await exp("show", { cwd: "inner" });

  assert.deepEqual(await repo.experiments(), ["here"]);
  assert.equal((await sh(`ls ${repo.around}`)).stdout.includes("pwned"), false);
});

scenario("(11) doctor warns of a Git without security fixes", async ({ repo, exp }) => {
  const old =
    `#!/bin/sh\ncase " $* " in *" --version "*) echo git version 2.45.0; exit ;; esac\nexec /usr/bin/git "$@"\n`;
  writeProgram(`${repo.around}/bin/git`, old);

  const { stdout } = await exp("doctor");

  assert.match(stdout, /^warn +git 2\.45\.0 .*CVE/m);
});

scenario("(12) no command but run and repro executes a stage's command", async ({ repo, exp }) => {
  repo.write({
    ...PREPARE_THEN_TRAIN,
    "dvc.yaml": PREPARE_THEN_TRAIN["dvc.yaml"]!.replace(/cmd: .*/g, "cmd: touch ../pwned"),
  });
  await repo.commit("a pipeline");

  for (
    const words of [
      "status",
      "status --why",
      "why",
      "dag",
      "stage list",
      "show",
      "ls",
      "diff",
      "save -n saved",
      "apply saved",
      "params diff",
      "metrics show",
      "metrics diff",
      "commit -f",
      "checkout",
      "gc -w --yes",
      "freeze train",
      "unfreeze train",
      "doctor",
      "run --dry",
      "repro --dry",
      "branch saved b",
      "rename saved renamed",
      "remove renamed",
      "internal resolve --json",
      "push",
      "pull",
      "fetch",
      "config -l",
      "clean",
    ]
  ) {
    await exp(words, { code: "any" });
  }

  assert.equal(Deno.readDirSync(repo.around).some((entry) => entry.name === "pwned"), false);
});

scenario(
  "(13) a variable of the environment is written nowhere, and own state is private",
  async ({ repo, exp, sh }) => {
    repo.write(PREPARE_THEN_TRAIN);
    await repo.commit("a pipeline");
    const env = { API_TOKEN: "hunter2-secret" };

    await exp("run -n first", { env });
    await exp("run --temp -n second -S lr=0.4", { env });
    await exp("run --queue -S lr=0.5", { env, code: "any" });

    const inFiles = await sh("grep -rl hunter2-secret . || true");
    const inGit = await sh("git cat-file --batch-all-objects --batch | grep -c hunter2-secret || true");
    assert.deepEqual([inFiles.stdout, inGit.stdout], ["", "0\n"]);
    const { stdout } = await sh("[ ! -e .dvc/tmp/exp ] || stat -c %a .dvc/tmp/exp");
    assert.match(stdout, /^(700)?\n?$/);
  },
);

scenario(
  "(14) what a remote hands out is checked: other content and climbing listings are refused",
  async ({ repo, exp, sh }) => {
    const md5 = hash("wanted\n");
    const [dir, listing] = (() => {
      const text = JSON.stringify([{ md5, relpath: "../../stolen" }]);
      return [`${hash(text)}.dir`, text] as const;
    })();
    const remote = `${repo.around}/remote/files/md5`;
    await sh(`mkdir -p ${remote}/${md5.slice(0, 2)} ${remote}/${dir.slice(0, 2)}`);
    Deno.writeTextFileSync(`${remote}/${md5.slice(0, 2)}/${md5.slice(2)}`, "something else\n");
    Deno.writeTextFileSync(`${remote}/${dir.slice(0, 2)}/${dir.slice(2)}`, listing);
    repo.write({
      ".dvc/config": `[core]\n    remote = r\n['remote "r"']\n    url = ${repo.around}/remote\n`,
      "file.dvc": `outs:\n- md5: ${md5}\n  hash: md5\n  path: file\n`,
      "deep/data.dvc": `outs:\n- md5: ${dir}\n  hash: md5\n  path: data\n`,
    });

    const { stderr, code } = await exp("pull", { code: "any" });

    assert.notEqual(code, 0);
    assert.match(stderr, /^error: /m);
    assert.doesNotMatch(stderr, STACK);
    assert.equal(repo.has("file") || repo.has("stolen"), false);
    assert.equal(Deno.readDirSync(repo.around).some((entry) => entry.name === "stolen"), false);
  },
);

scenario("(15) temporary folders have names that nobody can guess", async ({ repo, exp }) => {
  repo.write({
    "params.yaml": "n: 0\n",
    "dvc.yaml":
      "stages:\n  where:\n    cmd: pwd > where.txt\n    params: [n]\n    metrics: [{where.txt: {cache: false}}]\n",
  });
  await repo.commit("a stage that tells where it runs");

  await exp("run --temp -n a -S n=1");
  await exp("run --temp -n b -S n=2");

  const names = [await repo.readOf("a", "where.txt"), await repo.readOf("b", "where.txt")].map((path) =>
    path.trim().split("/").at(-1)!
  );
  assert.notEqual(names[0], names[1]);
  for (const name of names) assert.match(name, /^tmp\w{8}$/);
  assert.deepEqual(
    [...Deno.readDirSync(`${repo.root}/.dvc/tmp/exps/standalone`)].filter((e) => e.name.startsWith("tmp")),
    [],
  );
});

function stage(options: { cmd: string; outs: readonly string[] }): string {
  return `stages:\n  one:\n    cmd: ${options.cmd === "true" ? "'true'" : options.cmd}\n    outs: ${
    JSON.stringify(options.outs)
  }\n`;
}

function hash(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

/** Puts an object into the cache; returns its hash. */
function cacheObject(repo: ScenarioRepo, text: string, suffix = ""): string {
  const md5 = hash(text);
  repo.write({ [`.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}${suffix}`]: text });
  return md5 + suffix;
}

scenario("a path with a NUL byte is that of no file: every command says so, and none fails in itself", async (at) => {
  const { repo, exp } = at;
  repo.write({
    "data.dvc": 'outs:\n- path: "a\\0b"\n  md5: 68b329da9893e34099c7d8ad5cb9c940\n',
    "dvc.yaml": 'stages:\n  one:\n    cmd: touch ran\n    deps: ["c\\0d"]\n',
  });

  for (const line of ["status", "checkout", "repro", "data status", "dag"]) {
    const { stderr } = await exp(line, { code: "any" });
    assert.doesNotMatch(stderr, /internal|null bytes/, line);
    assert.doesNotMatch(stderr, STACK, line);
  }
  assert.equal(repo.has("ran"), false);
});
