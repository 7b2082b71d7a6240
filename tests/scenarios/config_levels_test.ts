/** The four levels of configuration: which one is read and written, what a relative path means, what is an error. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario("a relative path is relative to where it is typed, and kept relative to its file, at every level", async ({
  repo,
  exp,
  dvc,
}) => {
  repo.write({ "deep/.keep": "" });
  const at = { cwd: "deep" };
  const value = async (name: string) => (await exp(["config", name])).stdout.trim();

  await exp("config remote.far.url store", at);
  await exp("config remote.ssh.url ssh://host/x", at);
  await exp("config --local remote.ssh.keyfile key", at);
  await exp(["config", "remote.my nas.url", "../nas"], at);
  await exp("config --global cache.dir ../objects", at);

  assert.equal(await value("remote.far.url"), `${repo.root}/deep/store`);
  assert.equal(await value("remote.ssh.keyfile"), `${repo.root}/deep/key`);
  assert.equal(await value("remote.my nas.url"), `${repo.root}/nas`);
  assert.equal((await exp("cache dir")).stdout, `${repo.root}/objects\n`);
  assert.match(repo.read(".dvc/config"), /url = \.\.\/deep\/store\n/);
  assert.match(repo.read(".dvc/config.local"), /keyfile = \.\.\/deep\/key\n/);
  assert.match(
    (await dvc("config -l --show-origin")).stdout,
    new RegExp(`^\\.dvc/config\tremote\\.far\\.url=${repo.root}/`, "m"),
  );
  await exp(["config", "remote.my nas.jobs", "3"]);
  await exp(["config", "--unset", "remote.my nas.jobs"]);
  assert.doesNotMatch(repo.read(".dvc/config"), /jobs/);
});

scenario("a stronger level adds to a remote; a weaker one does not know it", async ({ repo, dvc }) => {
  await dvc("remote add -d Up s3://bucket/x");
  const before = repo.read(".dvc/config");

  await dvc("remote modify --local up profile me");
  await dvc("remote modify --global up profile me", { code: 251 });
  await dvc("remote modify --local nobody profile me", { code: 251 });
  await dvc("config --local remote.up.url", { code: 251 });
  await dvc("cache dir --local", { code: 251 });

  assert.equal(repo.read(".dvc/config"), before);
  assert.equal(repo.read(".dvc/config.local"), "['remote \"up\"']\n    profile = me\n");
  assert.equal((await dvc("config remote.up.profile")).stdout, "me\n");
  await dvc("config --local core.remote up");
  await dvc("remote rename up down", { code: "any" });
  await dvc("config -u --local core.remote", { code: "any" });
});

scenario("init is refused in a bare repository, and leaves nothing", async ({ repo, exp, git }) => {
  await git("init -q --bare store.git");
  const names = () => [...Deno.readDirSync(`${repo.root}/store.git`)].map(({ name }) => name).sort();
  const before = names();

  const { stderr } = await exp("init", { cwd: "store.git", code: 2 });

  assert.match(stderr, /^error: .*store\.git is a bare Git repository/);
  assert.deepEqual(names(), before);
}, { bare: true });

scenario("init is refused where Git ignores .dvc, and leaves nothing", async ({ repo, exp, git }) => {
  await git("init -q");
  repo.write({ ".git/info/exclude": ".dvc/\n" });
  const { stderr } = await exp("init", { code: 2 });
  assert.match(stderr, /\.dvc is ignored by Git/);
  assert.equal(repo.has(".dvc"), false);
  repo.write({ ".gitignore": "!.dvc/\n" });
  await exp("init");
  assert.equal(repo.has(".dvc/config"), true);
}, { bare: true });

scenario("a remote is renamed and removed with what amends it at stronger levels", async ({ repo, exp }) => {
  await exp("remote add -q -d store s3://bucket/path");
  await exp("remote modify --local store access_key_id me");

  await exp("remote rename store cloud");
  assert.match(repo.read(".dvc/config.local"), /\['remote "cloud"'\]\n\s+access_key_id = me\n/);
  assert.equal((await exp("remote default")).stdout, "cloud\n");
  await exp("remote remove cloud");

  assert.equal((await exp("remote list")).stdout, "");
  assert.equal(repo.read(".dvc/config.local").includes("cloud"), false);
});
