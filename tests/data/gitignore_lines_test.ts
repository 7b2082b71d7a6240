import { deepEqual, equal, throws } from "node:assert/strict";
import { openGitIgnoreKeeper } from "../../src/data/mod.ts";
import type { Out } from "../../src/stage/types.ts";
import { type FileSpec, folderRepo, writeFiles } from "../support/folder_repo.ts";

const out = (path: string, changes: Partial<Out> = {}): Out => ({
  written: path,
  path,
  isUrl: false,
  kind: "out",
  cache: true,
  persist: false,
  checkpoint: false,
  remote: undefined,
  push: true,
  locked: undefined,
  annotations: new Map(),
  display: new Map(),
  ...changes,
});

async function keeper(files: Record<string, FileSpec>) {
  const folder = folderRepo(files);
  new Deno.Command("git", { args: ["init", "-q"], cwd: folder.root }).outputSync();
  const repo = await folder.open();
  const read = (path: string) => folder.host.fs.readTextIfThere(`${folder.root}/${path}`);
  return { folder, read, repo, keeper: openGitIgnoreKeeper(repo), [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

Deno.test("lines go to the .gitignore beside the out, in order, after a missing newline", async () => {
  using t = await keeper({ ".gitignore": "foo\n/a", "s/.gitignore": "/b\n" });

  const touched = t.keeper.add([out("a"), out("s/b"), out("z"), out("c"), out("s/d")]);

  equal(t.read(".gitignore"), "foo\n/a\n/z\n/c\n");
  equal(t.read("s/.gitignore"), "/b\n/d\n");
  deepEqual(touched.map((file) => file.slice(t.folder.root.length + 1)), [".gitignore", "s/.gitignore"]);
});

Deno.test("what git ignores already gets no line, and our own lines cost no process", async () => {
  using t = await keeper({ ".gitignore": "*.bin\n!q.bin\nlogs/\n/own\n", "logs/x": "", "s/.gitignore": "*\n" });
  const started = t.folder.host.processes.started;
  deepEqual(t.keeper.add([out("own")]), []);
  equal(t.folder.host.processes.started, started);

  t.keeper.add([out("a.bin"), out("q.bin"), out("logs"), out("s/x"), out("own")]);

  equal(t.read(".gitignore"), "*.bin\n!q.bin\nlogs/\n/own\n/q.bin\n");
  equal(t.read("s/.gitignore"), "*\n");
  equal(t.folder.host.processes.started <= started + 3, true);
});

Deno.test("only cached files inside the repository have lines", async () => {
  using t = await keeper({});

  deepEqual(t.keeper.add([out("m", { cache: false }), out("s3://b/x", { isUrl: true }), out("/abs/x")]), []);

  equal(t.read(".gitignore"), undefined);
});

Deno.test("names are escaped so that git ignores just them", async () => {
  const names = ["a [b]!#?*", "b\\c", "n\nl", "é", "-x", "#h", "!n", "q'\""];
  using t = await keeper(Object.fromEntries(names.map((name) => [name, ""])));

  t.keeper.add(names.map((name) => out(name)));

  equal(t.read(".gitignore")?.startsWith("/a \\[b\\]\\!\\#\\?\\*\n/b\\\\c\n"), true);
  const args = ["ls-files", "-z", "--others", "--exclude-standard"];
  const listed = new Deno.Command("git", { args, cwd: t.folder.root }).outputSync();
  deepEqual(new TextDecoder().decode(listed.stdout).split("\0").filter((name) => names.includes(name)), []);
});

Deno.test("an out that git tracks is refused by name", async () => {
  using t = await keeper({ "d/tracked": "1", "d/x": "" });
  new Deno.Command("git", { args: ["add", "d/tracked"], cwd: t.folder.root }).outputSync();

  throws(() => t.keeper.add([out("d/x"), out("d/tracked")]), {
    fault: "conflict/tracked-by-git",
    facts: { shown: "d/tracked" },
  });
  throws(() => t.keeper.add([out("d")]), { kind: "conflict" });
  equal(t.read("d/.gitignore"), undefined);
});

Deno.test("removing takes the line away and an empty file with it", async () => {
  using t = await keeper({ ".gitignore": "/a\nkeep\n", "s/.gitignore": "/b\n" });

  deepEqual(t.keeper.remove([out("a"), out("s/b"), out("never")]).length, 2);

  equal(t.read(".gitignore"), "keep\n");
  equal(t.read("s/.gitignore"), undefined);
});

Deno.test("rolling back restores the files byte for byte, without what others added", async () => {
  using t = await keeper({ ".gitignore": "foo", "s/x": "", "e/.gitignore": "", "o/.gitignore": "1\n" });
  t.keeper.add([out("a"), out("s/b"), out("e/c"), out("o/d")]);
  writeFiles(t.folder.root, { "o/.gitignore": "1\n/d\n2\n" });

  t.keeper.rollBack();

  deepEqual([".gitignore", "s/.gitignore", "e/.gitignore", "o/.gitignore"].map(t.read), [
    "foo",
    undefined,
    "",
    "1\n2\n",
  ]);
});

Deno.test("lines that somebody else writes or takes away between two outs are seen", async () => {
  using t = await keeper({ ".gitignore": "foo\n" });
  t.keeper.add([out("a")]);
  writeFiles(t.folder.root, { ".gitignore": "foo\n/b" });

  t.keeper.add([out("b")]);
  t.keeper.add([out("a"), out("c")]);

  equal(t.read(".gitignore"), "foo\n/b\n/a\n/c\n");
});

Deno.test("without Git nothing is written", async () => {
  using files = folderRepo();
  const keeper = openGitIgnoreKeeper(await files.open());

  deepEqual(keeper.add([out("a")]), []);
});
