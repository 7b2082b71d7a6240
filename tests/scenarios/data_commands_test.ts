/** Data commands: what is used stays, what is not goes, and links, parts and remotes are what they are said to be. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Scenario, scenario } from "../support/scenario.ts";

const md5 = (text: string) => createHash("md5").update(text).digest("hex");

/** Is an object of this content below a folder? */
function holds({ repo }: Scenario, text: string, base = ".dvc/cache"): boolean {
  const hash = md5(text);
  return repo.has(`${base}/files/md5/${hash.slice(0, 2)}/${hash.slice(2)}`);
}

async function addAll(
  { repo, dvc }: Scenario,
  files: Readonly<Record<string, string>>,
  targets: string,
): Promise<void> {
  repo.write(files);
  await dvc(`add -q ${targets}`);
}

scenario("gc of commits refuses where a folder's list is lost, also with --cloud, until it is forced", async (at) => {
  const { repo, dvc, exp } = at;
  await dvc("remote add -q -d r ../remote");
  await addAll(at, { "d/a": "a\n", "d/b": "b\n" }, "d");
  await dvc("push -q");
  await repo.commit("folder");
  await addAll(at, { "d/a": "new\n" }, "d");
  const list = md5(`[{"md5": "${md5("a\n")}", "relpath": "a"}, {"md5": "${md5("b\n")}", "relpath": "b"}]`);
  const path = `files/md5/${list.slice(0, 2)}/${list.slice(2)}.dir`;
  repo.write({ [`.dvc/cache/${path}`]: null });

  await dvc("gc -A --dry"); // the remote knows the list
  repo.write({ [`../remote/${path}`]: null });
  const refused = await dvc("gc -A -c", { code: 255, stdin: "y\n" });
  await exp("gc -A --yes", { code: 1 });

  assert.match(refused.stderr, /ERROR: Failed to collect '[0-9a-f]{40}': unable to fully collect .* directory 'd'/);
  assert.equal(holds(at, "a\n"), true);
  await dvc("gc -A -f");
  assert.equal(holds(at, "a\n"), false);
  assert.equal(holds(at, "b\n"), true); // the workspace's folder has it, too
});

scenario("gc keeps n commits of every branch, counts what goes, and asks each remote about its own", async (at) => {
  const { repo, dvc, git } = at;
  await dvc("remote add -q -d r ../remote");
  await dvc("remote add -q other ../other");
  for (const text of ["1\n", "2\n", "3\n"]) {
    await addAll(at, { "f": text }, "f");
    await repo.commit(text.trim());
  }
  await git("checkout -q -b side HEAD~1");
  await addAll(at, { "f": "side\n" }, "f");
  await repo.commit("side");

  const dry = await dvc("gc -a -n 2 --dry");
  await dvc("gc -a -n 2 -f");

  assert.match(dry.stdout, new RegExp(`^Removing .*${md5("1\n").slice(2)}\nRemoved 1 objects from repo cache.\n`));
  assert.deepEqual(["1\n", "2\n", "3\n", "side\n"].map((text) => holds(at, text)), [false, true, true, true]);
  await addAll(at, { "g": "g\n" }, "g");
  repo.write({ "g.dvc": repo.read("g.dvc") + "  remote: other\n" });
  await dvc("push -q");
  assert.deepEqual([holds(at, "g\n", "../remote"), holds(at, "g\n", "../other")], [false, true]);
  const cleaned = await dvc("gc -w -f --not-in-remote");
  assert.match(cleaned.stdout, /Removed \d objects/);
  assert.equal(holds(at, "g\n"), false);
  await dvc("gc -w -c --not-in-remote", { code: 255 });
  repo.write({ "g.dvc": null });
  await dvc("gc -w -c -f"); // of `other` nothing is known any more: it is not touched
  assert.equal(holds(at, "g\n", "../other"), true);
});

scenario(
  "pull and apply take away what they had put there, if nobody has changed it or given it to Git",
  async (at) => {
    const { repo, dvc, exp, git } = at;
    await dvc("remote add -q -d r ../remote");
    await repo.commit("remote");
    const files = { "saved": "1\n", "changed": "2\n", "kept": "3\n", "untracked": "4\n", "folder/x": "5\n" };
    await addAll(at, files, "saved changed kept untracked folder");
    await dvc("push -q");
    await repo.commit("data");
    await dvc("remove untracked.dvc");
    await git("checkout -q -f HEAD~1");
    repo.write({ "changed": "mine\n", "folder/.keep": "" });
    await git("add -f kept");

    const { stdout } = await dvc("pull");

    assert.equal(stdout, "D       saved\n1 file deleted\n");
    assert.deepEqual(["changed", "kept", "untracked", "folder/x"].map(repo.has), [true, true, true, true]);
    await git("rm -q --cached kept");
    repo.write({ "folder/.keep": null });
    assert.equal((await dvc("checkout")).stdout, "D       folder/\nD       kept\n");

    repo.write({ "dvc.yaml": "stages:\n  s:\n    cmd: echo 1 > first\n    outs: [first]\n" });
    await exp("run -q -n one");
    repo.write({ "dvc.yaml": "stages:\n  s:\n    cmd: echo 2 > second\n    outs: [second]\n" });
    await exp("run -q -n two");
    await exp("apply --force one");
    assert.deepEqual([repo.has("first"), repo.has("second")], [true, false]);
  },
);

scenario(
  "pull --force takes away what is tracked no more, saved here or not, but nothing that was changed",
  async (at) => {
    const { repo, dvc } = at;
    await dvc("remote add -q -d r ../remote");
    await addAll(at, { "lost": "1\n", "changed": "2\n", "stays": "3\n" }, "lost changed stays");
    await dvc("push -q");
    repo.write({ ".dvc/cache": null, "lost.dvc": null, "changed.dvc": null, "changed": "mine\n" });

    await dvc("pull -q"); // what is in no cache is not taken away unasked
    assert.ok(repo.has("lost"));
    const { stdout } = await dvc("pull --force");

    assert.equal(stdout, "D       lost\n1 file deleted\n");
    assert.deepEqual(["lost", "changed", "stays"].map(repo.has), [false, true, true]);
  },
);

scenario(
  "what was added with --no-commit and changed since is committed only with --force; a lost list comes from the remote",
  async (at) => {
    const { repo, dvc } = at;
    await dvc("remote add -q -d r ../remote");
    repo.write({ "one": "1\n", "folder/a": "a\n", "folder/b": "b\n" });
    await dvc("add -q --no-commit one folder");
    await dvc("commit -q folder.dvc"); // as it was: nothing to confirm
    repo.write({ "one": "other\n" });
    assert.match((await dvc("commit one.dvc", { code: 1 })).stderr, /unable to commit changed stage: 'one\.dvc'/);
    await dvc("commit -q -f one.dvc");
    assert.equal((await dvc("push")).stdout, "4 files pushed\n");

    repo.write({ ".dvc/cache": null, "folder/a": null, "folder/c": "c\n" });
    await dvc("add -q folder/c");

    assert.match(repo.read("folder.dvc"), /size: 6\n {2}nfiles: 3\n/); // a is in the folder as before, here or not
    assert.equal((await dvc("push")).stdout, "2 files pushed\n");
  },
);

scenario("parts of a tracked folder are added, committed, moved and checked out alone", async (at) => {
  const { repo, dvc } = at;
  await dvc("remote add -q -d r ../remote");
  await addAll(at, { "d/a": "a\n", "d/b": "b\n", "d/s/c": "c\n" }, "d");
  await dvc("push -q");
  const before = repo.read("d.dvc");
  repo.write({ "d/a": "changed\n", "d/s/new": "new\n", "d/b": null });

  await dvc("add -q d/s d/b");
  await dvc("add d/nowhere", { code: 1 });

  assert.notEqual(repo.read("d.dvc"), before);
  assert.deepEqual([holds(at, "new\n"), holds(at, "changed\n")], [true, false]);
  assert.match((await dvc("status")).stdout, /modified: +d\n/);
  await dvc("checkout -f -q");
  assert.deepEqual([repo.has("d/b"), repo.read("d/a"), repo.read("d/s/new")], [false, "a\n", "new\n"]);
  repo.write({ "d.dvc": before, "d/s/new": "mine\n" });
  await dvc("checkout d/s", { code: 255 }); // it would go
  assert.equal((await dvc("checkout -f d/s d/b")).stdout, "M       d/\n");
  assert.equal(repo.has("d/s/new"), false);
  repo.write({ "e/1": "1\n", "e/2": "2\n" });
  await dvc("add -q --no-commit e");
  await dvc("commit -q e/1");
  assert.deepEqual([holds(at, "1\n"), holds(at, "2\n")], [true, false]);
  await dvc("commit -q e.dvc");
  assert.equal((await dvc("status")).stdout, "Data and pipelines are up to date.\n");
});

scenario("a file's object is never taken for a folder's list", async (at) => {
  const { dvc } = at;
  await addAll(at, { "f": "f\n" }, "f");

  const { stderr } = await dvc("add f/below", { code: 1 });

  assert.match(stderr, /Cannot modify 'f' which is being tracked as a file/);
  assert.equal(holds(at, "f\n"), true);
});

scenario("what could not be read back is not added, and nothing is left of it", async (at) => {
  const { repo, dvc, git, sh } = at;
  repo.write({ ".gitignore": "hidden/\n", "hidden/x": "1\n", "real/x": "1\n", "p/q": "1\n" });
  await sh("ln -s real linked; ln -s nowhere dead; ln -s real/x file-link; mkdir real/sub; ln -s ../../p real/sub/l");
  await repo.commit("links");
  await git("rm -q -r --cached p real file-link");

  const refused = ["hidden/x", "linked/x", "linked", "dead", "real/sub/l/q", "p p/q", "real/x --out no/such/x"];
  for (const target of refused) await dvc(`add ${target}`, { code: 1 });

  assert.equal((await git("status --porcelain")).stdout.includes(".dvc"), false);
  assert.equal(repo.read(".gitignore"), "hidden/\n");
  await dvc("add -q file-link");
  assert.equal((await sh("test ! -L file-link && cat file-link")).stdout, "1\n");
  await dvc(["add", "-q", "--glob", "rea*/"]);
  assert.equal(repo.has("real.dvc"), true);
});

scenario("a file list and DVC 2's hashes stay what they are, and a checksum that is wrong goes", async (at) => {
  const { repo, dvc } = at;
  const listed = (hash: string) => `  - size: 2\n    version_id: v1\n    md5: ${hash}\n    relpath: x\n`;
  repo.write({
    "v/x": "1\n",
    "v/y": "2\n",
    "v.dvc": `outs:\n- path: v\n  hash: md5\n  files:\n${listed(md5("1\n"))}`,
    "old": "a\r\n",
    "old.dvc": `md5: aa111111111111111111111111111111\nouts:\n- md5: ${md5("a\n")}\n  size: 3\n  path: old\n`,
  });

  await dvc("commit old.dvc", { code: 1 });
  await dvc("commit -q -f");

  assert.match(repo.read("v.dvc"), /version_id: v1/);
  assert.match(repo.read("v.dvc"), new RegExp(`md5: ${md5("2\n")}`));
  assert.equal(repo.read("v.dvc").includes(".dir"), false);
  assert.equal(repo.read("old.dvc"), `outs:\n- md5: ${md5("a\n")}\n  size: 3\n  path: old\n`);
  assert.equal((await dvc("status")).stdout, "Data and pipelines are up to date.\n");
  await dvc("gc -q -w -f");
  repo.write({ "v/x": null, "v/y": null, "old": null });
  await dvc("checkout -q");
  assert.deepEqual([repo.read("v/y"), repo.read("old")], ["2\n", "a\r\n"]);
});

scenario("remove is all or nothing where a link leads nowhere, and names the file that is meant", async (at) => {
  const { repo, dvc, sh } = at;
  await dvc("config cache.type symlink");
  await addAll(at, { "d/x": "1\n", "f": "2\n" }, "d f");
  assert.match((await dvc("remove f", { code: 1 })).stderr, /'f' is not a .dvc file. Do you mean 'f.dvc'\?/);
  await sh("mv .dvc/cache ../moved");

  for (const file of ["d.dvc", "f.dvc"]) await dvc(`remove ${file}`, { code: 1 });

  assert.deepEqual([repo.has("d.dvc"), repo.has("f.dvc")], [true, true]);
  await dvc("cache dir ../moved");
  await sh("ln -s nowhere d/own");
  await dvc("checkout", { code: 255 }); // the link of one's own would go
  assert.equal((await dvc("checkout -f")).stdout, "M       d/\nM       f\n");
  assert.equal(repo.read("d/x"), "1\n");
});

scenario("check-ignore tells of repositories inside and of what is ignored everywhere", async ({ repo, dvc }) => {
  repo.write({
    ".dvcignore": "*.tmp\n!keep.tmp\n",
    "sub/.dvc/config": "",
    "sub/x": "",
    "in/.dvcignore": "y\n",
    "in/y": "",
  });

  const tell = async (words: string, code: number, cwd = ".") =>
    (await dvc(`check-ignore ${words}`, { code, cwd })).stdout;

  assert.equal(await tell("-d sub/x .dvc", 0), "in sub_repo:sub\tsub/x\n:.dvc/\t.dvc\n");
  assert.equal(await tell("-d y ../keep.tmp", 0, "in"), "in/.dvcignore:1:y\ty\n.dvcignore:2:!keep.tmp\t../keep.tmp\n");
  assert.equal(await tell("keep.tmp", 1), "");
  for (const wrong of ["-a x", "-n x", "-q -d x", "--stdin x", ""]) await tell(wrong, 255);
});
