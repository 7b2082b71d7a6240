/** Data of other repositories: imported and got at the right commit, from Git, caches and remotes, or refused in a line. */
import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

/** A repository beside ours: a tracked folder and file, a file of Git, two commits of which the first is `v1`. */
async function makeSource({ repo, dvc, git }: Scenario): Promise<void> {
  const at = { cwd: "../source" };
  repo.write({ "../source/.dvc/config": "", "../source/.dvc/.gitignore": "/tmp\n/cache\n" });
  await git("init -q -b main", at);
  await dvc("remote add -q -d store ../remote", at);
  repo.write({ "../source/data/a": "a\n", "../source/data/sub/b": "b\n", "../source/one": "1\n" });
  repo.write({ "../source/code/x.py": "x\n" });
  await dvc("add -q data one", at);
  await git("add -A", at);
  await git("commit -q -m one", at);
  await git("tag v1", at);
  repo.write({ "../source/data/c": "c\n", "../source/one": "2\n" });
  await dvc("add -q data one", at);
  await git("add -A", at);
  await git("commit -q -m two", at);
  await dvc("push -q -A", at);
}

scenario("an import is recorded with its commit, cached, and kept out of Git", async (at) => {
  const { repo, dvc, git } = at;
  await makeSource(at);

  const said = await dvc("import ../source data");
  await dvc("import ../source one --rev v1 -o first");
  await dvc("import ../source data/sub");
  await dvc("import ../source code");

  assert.match(said.stdout, /^Importing 'data \(\.\.\/source\)' -> 'data'\n/);
  const [tip, v1] = await Promise.all(["HEAD", "v1"].map((rev) => git(`-C ../source rev-parse ${rev}`)));
  assert.match(repo.read("data.dvc"), new RegExp(`url: ../source\n {4}rev_lock: ${tip!.stdout.trim()}\n`));
  assert.match(repo.read("first.dvc"), new RegExp(`rev: v1\n {4}rev_lock: ${v1!.stdout.trim()}\n`));
  assert.deepEqual(["data/c", "first", "sub/b", "code/x.py"].map(repo.read), ["c\n", "1\n", "b\n", "x\n"]);
  assert.equal(repo.read(".gitignore"), "/data\n/first\n/sub\n/code\n");
  assert.match((await dvc("status")).stdout, /up to date/);
});

scenario("an import without its data records the commit alone, one that is not done not even that", async (at) => {
  const { repo, dvc } = at;
  await makeSource(at);

  await dvc("import ../source data --no-download");
  await dvc("import ../source one --no-exec");

  assert.match(
    repo.read("data.dvc"),
    /^md5: .*\nfrozen: true\n[^]*rev_lock: [^]*outs:\n- hash: md5\n {2}path: data\n$/,
  );
  assert.match(repo.read("one.dvc"), /^frozen: true\n[^]*url: \.\.\/source\nouts:\n- hash: md5\n {2}path: one\n$/);
  assert.equal(repo.has("data") || repo.has("one"), false);
});

scenario("data comes from the source's remote where its cache has lost it; what is nowhere is named", async (at) => {
  const { repo, exp } = at;
  await makeSource(at);
  await Deno.remove(`${repo.root}/../source/.dvc/cache`, { recursive: true });

  await exp("import ../source data");
  await Deno.remove(`${repo.root}/../remote/files/md5/26`, { recursive: true }); // 2\n
  const refused = await exp("import ../source one", { code: 1 });

  assert.equal(repo.read("data/sub/b"), "b\n");
  assert.match(refused.stderr, /neither the cache of \.\.\/source nor its remote has one/);
  assert.equal(repo.has("one.dvc") || repo.has("one"), false);
});

scenario(
  "a URL is copied once, without contents where the server can, and fetched again only for a tip",
  async (at) => {
    const { repo, exp, git } = at;
    await makeSource(at);
    await git("clone -q --bare ../source ../hub.git");
    await git("-C ../hub.git config uploadpack.allowFilter true");
    const url = `file://${repo.around}/hub.git`;

    await exp(["import", url, "code/x.py"]);
    await git("-C ../source commit -q --allow-empty -m three");
    await git(`-C ../source push -q ${url} main`);
    await exp(["import", url, "code", "-o", "later"]);

    assert.match(repo.read("x.py.dvc"), new RegExp(`url: ${url}\n`));
    const tip = (await git("-C ../source rev-parse HEAD")).stdout.trim();
    assert.match(repo.read("later.dvc"), new RegExp(`rev_lock: ${tip}`));
    await Deno.rename(`${repo.around}/hub.git`, `${repo.around}/away.git`);
    await exp(["get", "--rev", tip.slice(0, 8), url, "code/x.py", "-o", "again"]); // the copy has all of it
    assert.equal(repo.read("again"), "x\n");
    const copies = [...Deno.readDirSync(`${repo.root}/.dvc/tmp/exp/clones`)].filter(({ isDirectory }) => isDirectory);
    assert.equal(copies.length, 1);
  },
);

scenario("get brings data anywhere, a work tree as it lies, and leaves nothing else", async (at) => {
  const { repo, dvc, exp } = at;
  await makeSource(at);
  repo.write({ "../source/one": "not committed\n", "../elsewhere/x": "" });
  const here = { cwd: "../elsewhere" };

  await dvc("get ../source one", here);
  await dvc("get ../source one --rev v1 -o deep/first", here);
  await exp("get ../source . -o all --rev v1", here);
  const url = await dvc("get ../source data/sub/b --show-url", here);

  assert.equal(repo.read("../elsewhere/one"), "not committed\n");
  assert.equal(repo.read("../elsewhere/deep/first"), "1\n");
  assert.equal(repo.read("../elsewhere/all/code/x.py"), "x\n");
  assert.equal(
    url.stdout.trim(),
    `${repo.around}/remote/files/md5/${"3b5d5c3712955042212316173ccf37be".replace(/^../, "$&/")}`,
  );
  const names = [...Deno.readDirSync(`${repo.around}/elsewhere`)].map(({ name }) => name).sort();
  assert.deepEqual(names, ["all", "deep", "one", "x"]);
});

scenario("what cannot be imported is told in a line, and nothing is left of it", async (at) => {
  const { repo, exp, dvc } = at;
  await makeSource(at);
  repo.write({ "taken": "mine\n" });

  const lines = await Promise.all([
    exp("import ../source nope", { code: 2 }),
    exp("import ../source one --rev nope", { code: 2 }),
    exp("import ../nosuch one", { code: 2 }),
    exp("import ../source one -o taken", { code: 2 }),
    exp("import ../source one --remote nope", { code: 2 }),
    exp("import ../source one -o ../out", { code: 2 }),
  ]);
  const asDvc = await dvc("import ../source one -o taken", { code: 1 });

  assert.deepEqual(lines.map(({ stderr }) => stderr.split("\n").find((line) => line.startsWith("error"))), [
    `error: there is no 'nope' in ../source at ${(await at.git("-C ../source rev-parse HEAD")).stdout.slice(0, 7)}`,
    "error: ../source has no commit 'nope'",
    "error: ../nosuch cannot be read: no Git repository was found there",
    "error: taken exists already",
    'error: ../source has no remote "nope"',
    "error: ../out is outside of the repository",
  ]);
  assert.match(
    asDvc.stderr,
    /ERROR: failed to import 'one' from '\.\.\/source'\. - The file 'taken' already exists locally/,
  );
  assert.deepEqual([...Deno.readDirSync(repo.root)].map(({ name }) => name).filter((name) => !name.startsWith(".")), [
    "taken",
  ]);
});

scenario(
  "an update moves an import on to the tip, or to another rev, and leaves alone what has not changed",
  async (at) => {
    const { repo, dvc, exp, git } = at;
    await makeSource(at);
    await dvc("import -q ../source data");
    await dvc("import -q --rev v1 ../source one");
    await exp("update data.dvc one.dvc");
    const before = [repo.read("data.dvc"), repo.read("one.dvc")];

    repo.write({ "../source/data/d": "d\n" });
    await dvc("add -q data", { cwd: "../source" });
    await git("-C ../source commit -q -a -m three");
    const same = await dvc("update one.dvc");
    const moved = await dvc("update data.dvc");
    await dvc("update -q --rev main one.dvc");

    assert.equal(same.stdout, "'one.dvc' didn't change, skipping\n");
    assert.equal(moved.stdout, "Importing 'data (../source)' -> 'data'\n");
    assert.equal(repo.read("data/d"), "d\n");
    assert.equal(repo.read("one"), "2\n");
    assert.match(repo.read("one.dvc"), /\n {4}rev: main\n/);
    assert.notDeepEqual([repo.read("data.dvc"), repo.read("one.dvc")], before);
  },
);

scenario("what was changed here is not lost by an update; DVC's way is to overwrite it", async (at) => {
  const { repo, dvc, exp, git } = at;
  await makeSource(at);
  await dvc("import -q ../source one");
  repo.write({ "../source/one": "3\n" });
  await dvc("add -q one", { cwd: "../source" });
  await git("-C ../source commit -q -a -m three");
  await dvc("unprotect one");
  repo.write({ "one": "mine\n" });

  const refused = await exp("update one.dvc", { code: 2 });

  assert.match(refused.stderr, /one was changed here/);
  assert.equal(repo.read("one"), "mine\n");
  await dvc("update -q one.dvc");
  assert.equal(repo.read("one"), "3\n");
});

scenario("a URL's data is recorded with what it was, and updated when it is something else", async (at) => {
  const { repo, dvc, exp } = at;
  repo.write({ "../outside/d/a": "a\n", "../outside/f": "f\n" });
  await dvc("remote add -q -d store ../store");

  await dvc("import-url -q ../outside/d");
  await dvc("import-url -q ../outside/f far --to-remote");
  await exp("import-url ../outside/f later --no-download");
  repo.write({ "../outside/d/b": "b\n" });
  const said = await dvc("update d.dvc");
  await exp("update later.dvc");

  assert.match(
    repo.read("far.dvc"),
    /^md5: .*\nfrozen: true\ndeps:\n- md5: .*\n {2}size: 2\n {2}hash: md5\n {2}path: ..\/outside\/f\n/,
  );
  assert.equal(repo.has("far"), false);
  await exp("data pull far");
  assert.deepEqual(["d/b", "far", "later"].map(repo.read), ["b\n", "f\n", "f\n"]);
  assert.equal(said.stdout, `Importing '${repo.around}/outside/d' -> 'd'\n`);
});

for (
  const [line, named] of [
    ["import-url ../outside/dvc.yaml", "dvc.yaml' cannot be an output"],
    ["import-url --no-exec ../outside/dvc.yaml x", "../outside/dvc.yaml' cannot be a dependency"],
    ["import-url s3://bucket/f.dvc x", "s3://bucket/f.dvc' cannot be a dependency"],
    ["import-url ../outside/f sub/dvc.yaml", "dvc.yaml' cannot be an output"],
    ["import ../source dvc.yaml", "dvc.yaml' cannot be an output"],
    ["import ../source one.dvc -o x", "one.dvc' cannot be a dependency"],
  ] as const
) {
  scenario(`${line} is refused as DVC does, for no stage could be read with it`, async (at) => {
    const { repo, dvc, sh } = at;
    await makeSource(at);
    repo.write({ "../outside/dvc.yaml": "stages: {}\n", "../outside/f": "f\n", "sub/.keep": "" });
    await repo.commit("as it was");

    const { stderr } = await dvc(line, { code: 1 });

    assert.ok(stderr.includes(`DVC file '${named}.`), stderr);
    assert.equal((await sh("git status --porcelain --ignored | grep -v .dvc/tmp", { code: "any" })).stdout, "");
  });
}

scenario("imports that wait for their data get it by a pull, in a project without a remote, too", async (at) => {
  const { repo, exp } = at;
  await makeSource(at);
  repo.write({ "../outside/f": "f\n", "../outside/g": "g\n" });
  await exp("import ../source one --no-download");
  await exp("import-url ../outside/f later --no-download");

  const pull = await exp("data pull");

  assert.equal(pull.stdout, "A\tlater\nA\tone\n2 files fetched and 2 files added\n");
  assert.equal(pull.stderr, "");
  assert.deepEqual([repo.has("one"), repo.read("later")], [true, "f\n"]);
  await exp("import-url ../outside/g --no-download");
  repo.write({ "../outside/g": "other\n" });
  const changed = await exp("data pull g", { code: 2 });
  assert.match(changed.stderr, /outside\/g is not what it was when it was imported\nhint: .*exp update g\.dvc/);
  assert.equal(repo.has("g"), false);
});

scenario(
  "for exp dvc an import that waits for its data gets it by a pull, and its file stays, as with DVC",
  async (at) => {
    const { repo, exp } = at;
    await makeSource(at);
    await exp("import ../source one --no-download");
    const written = repo.read("one.dvc");

    const pull = await exp("dvc pull");
    const again = await exp("dvc pull");

    assert.equal(pull.stdout, "A       one\n1 file fetched and 1 file added\n");
    assert.equal(again.stdout, "M       one\n1 file fetched and 1 file modified\n");
    assert.equal(repo.read("one.dvc"), written);
  },
);

scenario(
  "imports are fetched and pulled from their sources, never pushed; status says when there is more",
  async (at) => {
    const { repo, dvc, exp, git } = at;
    await makeSource(at);
    await dvc("remote add -q -d mine ../mine");
    await dvc("import -q ../source data");
    await dvc("import -q ../source one --no-download");
    const pushed = await dvc("push");
    repo.write({ "../source/one": "3\n" });
    await dvc("add -q one", { cwd: "../source" });
    await git("-C ../source commit -q -a -m three");
    await Deno.remove(`${repo.root}/.dvc/cache`, { recursive: true });
    await Deno.remove(`${repo.root}/data`, { recursive: true });

    const status = await exp("status");
    await exp("data pull");

    assert.equal(pushed.stdout, "Everything is up to date.\n");
    assert.match(status.stdout, /update available: {3}data \(\.\.\/source\)/);
    assert.equal(repo.read("data/sub/b"), "b\n");
    assert.equal(repo.read("one"), "2\n"); // as of the commit that was imported
    assert.match(
      repo.read("one.dvc"),
      /\nouts:\n- hash: md5\n {2}path: one\n {2}md5: 26ab0db90d72e28ad0ba1e22ee510510\n/,
    );
  },
);

scenario("a repro brings an import that is not frozen up to date, and what depends on it", async (at) => {
  const { repo, dvc, exp, git } = at;
  await makeSource(at);
  await dvc("import -q ../source one");
  repo.write({ "dvc.yaml": "stages:\n  copy:\n    cmd: cp one two\n    deps: [one]\n    outs: [two]\n" });
  await exp("repro");
  repo.write({ "../source/one": "3\n" });
  await dvc("add -q one", { cwd: "../source" });
  await git("-C ../source commit -q -a -m three");

  await exp("repro");
  assert.equal(repo.read("two"), "2\n"); // frozen
  await exp("unfreeze one.dvc");
  await exp("repro");

  assert.equal(repo.read("two"), "3\n");
  assert.match((await exp("status")).stdout, /up to date/);
});

scenario("what a source has imported itself comes from where that came from", async (at) => {
  const { repo, dvc, exp, git } = at;
  await makeSource(at);
  const between = { cwd: "../between" };
  repo.write({ "../between/.dvc/config": "", "../between/.dvc/.gitignore": "/tmp\n/cache\n" });
  await git("init -q -b main", between);
  await dvc("import -q ../source data", between);
  await git("add -A", between);
  await git("commit -q -m import", between);
  await Deno.remove(`${repo.around}/between/.dvc/cache`, { recursive: true });
  await Deno.remove(`${repo.around}/between/data`, { recursive: true });

  await exp("import ../between data/sub");

  assert.equal(repo.read("sub/b"), "b\n");
});

scenario("a listing has files of Git and tracked data alike, at any commit, and at any URL", async (at) => {
  const { repo, dvc, exp } = at;
  await makeSource(at);

  const all = await exp("data list -R ../source --rev v1");
  const tracked = await exp("data list --dvc-only --show-hash ../source");
  const tree = await exp("data list --tree ../source data");
  const json = await dvc("list --json --rev v1 ../source code");
  const url = await exp("list-url -R ../source/data");

  assert.equal(
    all.stdout,
    "code/x.py\ndata.dvc\ndata/a\ndata/sub/b\none\none.dvc\n".replace("code", ".gitignore\ncode"),
  );
  assert.match(tracked.stdout, /^[0-9a-f]{32}\.dir {2}data\n26ab0db90d72e28ad0ba1e22ee510510 {6}one\n$/);
  assert.equal(tree.stdout, "data\n├── a\n├── c\n└── sub\n    └── b\n");
  assert.deepEqual(JSON.parse(json.stdout), [
    { isout: false, isdir: false, isexec: false, size: 2, md5: null, path: "x.py" },
  ]);
  assert.equal(url.stdout, "a\nc\nsub/b\n");
  assert.equal(repo.has(".dvc/tmp/exp/clones"), false);
});

scenario("an artifact is got by version, by stage, or at its greatest version", async (at) => {
  const { repo, exp, git, dvc } = at;
  await makeSource(at);
  repo.write({ "../source/dvc.yaml": "artifacts:\n  numbers:\n    path: one\n" });
  await git("-C ../source add -A");
  await git("-C ../source commit -q -m artifacts");
  await git("-C ../source tag -a -m x numbers@v1.9.0");
  await git("-C ../source tag -a -m x numbers#prod#1");
  repo.write({ "../source/one": "3\n" });
  await dvc("add -q one", { cwd: "../source" });
  await git("-C ../source commit -q -a -m three");
  await git("-C ../source tag -a -m x numbers@v1.10.0");

  const said = await dvc("artifacts get ../source numbers -o latest");
  await exp("artifacts get ../source numbers --stage prod -o prod");
  const refused = await exp("artifacts get ../source numbers --rev v3.0.0 -o none", { code: 2 });

  assert.equal(said.stdout, "Downloaded 1 file(s) to 'latest'\n");
  assert.deepEqual(["latest", "prod"].map(repo.read), ["3\n", "2\n"]);
  assert.match(refused.stderr, /registers no artifact 'numbers' at v3\.0\.0/);
});

scenario("a project inside of a repository is read with its own settings and data", async (at) => {
  const { repo, exp, git, dvc } = at;
  const inner = { cwd: "../mono/models" };
  repo.write({ "../mono/readme": "r\n", "../mono/models/.dvc/.gitignore": "/tmp\n/cache\n" });
  repo.write({ "../mono/models/.dvc/config": "", "../mono/models/m/x": "x\n" });
  await git("init -q -b main", { cwd: "../mono" });
  await dvc("remote add -q -d store ../../remote", inner);
  await dvc("add -q m", inner);
  await git("-C ../mono add -A");
  await git("-C ../mono commit -q -m one");
  await dvc("push -q", inner);
  await Deno.remove(`${repo.around}/mono/models/.dvc/cache`, { recursive: true });
  await Deno.remove(`${repo.around}/mono/models/m`, { recursive: true });

  await exp("import ../mono models/m/x");
  await exp("import ../mono readme");
  await exp(["import", `file://${repo.around}/mono`, "models/m"]);
  await exp("get ../mono/models m -o direct");

  assert.deepEqual(["x", "readme", "m/x", "direct/x"].map(repo.read), ["x\n", "r\n", "x\n", "x\n"]);
});

scenario("two commands at once share one copy, and what a killed one has left is no hindrance", async (at) => {
  const { repo, exp, git } = at;
  await makeSource(at);
  await git("clone -q --bare ../source ../hub.git");
  const url = `file://${repo.around}/hub.git`;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(url));
  const name = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  repo.write({ [`.dvc/tmp/exp/clones/${name}.half/HEAD`]: "ref: refs/heads/main\n" });

  await Promise.all(["one", "two", "three"].map((out) => exp(["get", url, "code/x.py", "-o", out])));

  assert.deepEqual(["one", "two", "three"].map(repo.read), ["x\n", "x\n", "x\n"]);
  assert.equal(repo.has(`.dvc/tmp/exp/clones/${name}.half`), false);
  repo.write({ [`.dvc/tmp/exp/clones/${name}/packed-refs.lock`]: "" }); // of a fetch that was killed
  await git("-C ../source commit -q --allow-empty -m three");
  await git(`-C ../source push -q ${url} main`);
  await exp(["import", url, "code/x.py"]);
  assert.equal(repo.read("x.py"), "x\n");
});
