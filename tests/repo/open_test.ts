import { deepEqual, equal, rejects } from "node:assert/strict";
import { findGit, initRepo } from "../../src/repo/mod.ts";
import { folderRepo, readTreeOf, writeFiles } from "../support/folder_repo.ts";

const git = (cwd: string, ...args: string[]) => {
  const env = {
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "a",
    GIT_AUTHOR_EMAIL: "a@b",
    GIT_COMMITTER_NAME: "a",
  };
  const result = new Deno.Command("git", { args, cwd, env: { ...env, GIT_COMMITTER_EMAIL: "a@b" } }).outputSync();
  if (!result.success) throw new Error(new TextDecoder().decode(result.stderr));
};

Deno.test("the root is the nearest folder above that holds .dvc", async () => {
  using files = folderRepo({ "a/b/file": "" });

  const repo = await files.open("a/b");

  equal(repo.root, files.root);
  equal(repo.cwd, files.root + "/a/b");
  equal(repo.cacheDir, files.root + "/.dvc/cache");
  equal(repo.git, undefined);
});

Deno.test("without .dvc above there is no repository, and no folder means not found", async () => {
  using files = folderRepo();
  Deno.removeSync(files.root + "/.dvc", { recursive: true });

  await rejects(files.open(), { fault: "not-a-repo/here" });
  await rejects(files.open("nowhere"), { kind: "not-found" });
});

Deno.test("Git is found without starting it: from the top, a sub-folder, a work tree and a submodule", async () => {
  using files = folderRepo({ "sub/.dvc/config": "" });
  const { root, host } = files;
  git(root, "init", "-q");
  git(root, "commit", "-q", "--allow-empty", "-m", "x");
  git(root, "worktree", "add", "-q", root + "/tree");
  git(root, "clone", "-q", root, root + "/lib");
  git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "./lib", "lib");
  git(root, "submodule", "--quiet", "absorbgitdirs");
  const started = host.processes.started;

  deepEqual((await files.open()).git, { top: root, gitDir: root + "/.git", commonDir: root + "/.git", prefix: "" });
  deepEqual((await files.open("sub")).git?.prefix, "sub");
  deepEqual(findGit(host.fs, root + "/tree"), {
    top: root + "/tree",
    gitDir: root + "/.git/worktrees/tree",
    commonDir: root + "/.git",
    prefix: "",
  });
  deepEqual(findGit(host.fs, root + "/lib")?.gitDir, root + "/.git/modules/lib");
  equal(host.processes.started, started);
});

Deno.test("core.no_scm hides Git", async () => {
  using files = folderRepo({}, "[core]\n    no_scm = True\n");
  git(files.root, "init", "-q");

  equal((await files.open()).git, undefined);
});

Deno.test("init writes DVC's files and stages them", () => {
  using files = folderRepo();
  Deno.removeSync(files.root + "/.dvc", { recursive: true });
  git(files.root, "init", "-q");

  const made = initRepo(files.host);

  deepEqual(made.map((path) => path.slice(files.root.length + 1)), [".dvc/.gitignore", ".dvc/config", ".dvcignore"]);
  deepEqual(readTreeOf(files.root + "/.dvc"), {
    ".gitignore": "644 /config.local\n/tmp\n/cache\n",
    "config": "644 ",
    "tmp/btime": "644 ",
  });
  const status = new Deno.Command("git", { args: ["status", "--short"], cwd: files.root }).outputSync();
  equal(new TextDecoder().decode(status.stdout), "A  .dvc/.gitignore\nA  .dvc/config\nA  .dvcignore\n");
});

Deno.test("init refuses a folder that is no Git top, and one that is a repository, unless told", async () => {
  using files = folderRepo({ "sub/x": "" });
  const refused = (options: Parameters<typeof initRepo>[1]) => rejects(async () => await initRepo(files.host, options));
  git(files.root, "init", "-q");

  await refused({});
  await refused({ folder: "sub" });
  initRepo(files.host, { folder: "sub", subdir: true });
  initRepo(files.host, { force: true });
  writeFiles(files.root, { "bare/x": "" });
  deepEqual(initRepo(files.host, { folder: "bare", noScm: true }), []);
  equal(Deno.readTextFileSync(files.root + "/bare/.dvc/config"), "[core]\n    no_scm = True\n");
});
