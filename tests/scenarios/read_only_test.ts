/** Places that one may read and not write: told in one line, with 74, and everything is as it was. */
import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

/** Who is not root has to be somebody whom permissions hold; root becomes nobody. */
const AS_USER = Deno.uid() === 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";

async function makeProject({ repo, exp, sh }: Scenario): Promise<void> {
  repo.write({ "data/a": "a\n", "data/b": "b\n" });
  await exp("add -q data");
  await exp("dvc remote add -q -d store ../store");
  await exp("data push -q");
  await repo.commit("data, and where it is");
  if (AS_USER !== "") await sh("chmod a+x .. ../.. ; chown -R 65534:65534 ..");
}

const asUser = ({ sh, repo }: Scenario) => (line: string, code: number | "any" = 0) =>
  sh(`${AS_USER}env HOME=${repo.around}/home ${line}`, { code });

const NOT_CLEANED = "hint: nothing that is in use has gone; the same command goes on, once that is mended";

/** A folder and all below it. */
const lock = ({ sh }: Scenario, path: string) => sh(`find ${path} -type d -exec chmod a-w {} +`);
const unlock = ({ sh }: Scenario, path: string) => sh(`find ${path} -type d -exec chmod u+w {} +`);

scenario("a remote that may only be read is told by what would write there, and gives what it has", async (at) => {
  const { repo, sh } = at;
  const run = asUser(at);
  await makeProject(at);
  await lock(at, "../store");
  await sh(`${AS_USER}sh -c 'echo c >data/c'`);
  await run("exp add -q data");

  for (const line of ["exp data push", "exp gc -w -c --yes"]) {
    const { stderr } = await run(line, 74);
    const [said, ...hints] = stderr.trimEnd().split("\n");
    assert.match(said!, /^error: cannot (write|remove) \S+\/store\/files\/md5\/\S+: permission denied$/, line);
    assert.deepEqual(hints, line.includes("gc") ? [NOT_CLEANED] : []);
  }
  await run("git checkout -q data.dvc");
  await sh("rm -rf data .dvc/cache");
  await run("exp data pull");

  assert.equal(repo.read("data/a"), "a\n");
  await unlock(at, "../store");
});

scenario("one folder of a remote that is closed to us keeps no other data from coming and going", async (at) => {
  const { repo, sh } = at;
  const run = asUser(at);
  repo.write(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`data/${i}`, `${i}\n`])));
  await makeProject(at);
  const closed = "../store/files/md5/26"; // of data/2
  await sh(`chmod 0 ${closed}; rm -rf data .dvc/cache`);

  const pulled = await run("exp data pull", 77);
  const proved = await run("exp data status --verify", 1);
  const compared = await run("exp status -c", 77);
  const asked = await run("exp data status -c --granular", 77);
  await run("exp fetch", 77);
  await sh(`${AS_USER}sh -c 'mkdir other; echo 2 >other/2; echo more >other/more'`);
  await run("exp add -q other");
  const pushed = await run("exp data push", 77);

  assert.match(pulled.stderr, /does not let us send or have data\/2: permission denied/);
  assert.match(proved.stdout, /^unread: +files\/md5\/26: permission denied$/m);
  assert.doesNotMatch(proved.stdout, /lost:/);
  assert.doesNotMatch(compared.stdout, /data\/2$/m);
  assert.doesNotMatch(asked.stdout, /Not in remote/);
  for (const { stderr } of [compared, asked]) {
    assert.match(stderr, /does not let us look for data\/2: permission denied/);
  }
  assert.match(pushed.stderr, /does not let us send or have data\/2: permission denied\nhint: 1 other went through/);
  await sh(`chmod 755 ${closed}`);
  await run("exp data push -q");
  await run("exp data pull -q");
  assert.equal(repo.read("data/2"), "2\n");
});

scenario("a cache that may only be read serves what it has, and what it cannot take is told", async (at) => {
  const { repo, sh } = at;
  const run = asUser(at);
  await makeProject(at);
  await lock(at, ".dvc/cache");
  await sh(`rm -rf data && ${AS_USER}sh -c 'echo new >new'`);

  await run("exp data pull");
  await run("exp data push");
  const { stderr } = await run("exp add new", 74);

  assert.match(stderr, /^error: cannot write the cache object \S+: permission denied\n$/);
  assert.equal(repo.read("data/b"), "b\n");
  assert.equal((await run("git status --porcelain")).stdout, "?? new\n");
  await unlock(at, ".dvc/cache");
});

scenario("a pull into a cache that takes nothing leaves all as it was", async (at) => {
  const { sh } = at;
  const run = asUser(at);
  await makeProject(at);
  await sh("rm -rf data .dvc/cache/* && chmod a-w .dvc/cache");

  for (const line of ["exp data pull", "exp fetch"]) {
    const { stderr } = await run(line, 74);
    assert.match(stderr, /^error: [^\n]*permission denied\n$/, line);
    assert.equal((await run("git status --porcelain")).stdout + (await sh("ls .dvc/cache")).stdout, "", line);
  }
  await sh("chmod u+w .dvc/cache");
});

scenario("a remote that may not even be read is told as that", async (at) => {
  const { sh } = at;
  const run = asUser(at);
  await makeProject(at);
  await sh("rm -rf data .dvc/cache && chmod a-rx ../store");

  for (const line of ["exp data pull", "exp status -c", "exp gc -w -c --yes"]) {
    const { stderr } = await run(line, 74);
    assert.match(stderr, /^error: cannot read \S+\/store\S*: permission denied\n$/, line);
  }
  await sh("chmod u+rx ../store");
});

scenario(
  "gc of a remote that cannot be cleaned tells what went from the cache, and goes on when it can",
  async (at) => {
    const { sh } = at;
    const run = asUser(at);
    await makeProject(at);
    await sh(`${AS_USER}sh -c 'echo c >data/b'`);
    await run("exp add -q data");
    const objects = async () => (await sh("find ../store/files -type f | sort")).stdout;
    const before = await objects();
    await lock(at, "../store");

    const failed = await run("exp gc -w -c --yes", 74);

    assert.equal(failed.stdout, "removed 2 objects (124 B)\n");
    assert.equal(await objects(), before);
    await unlock(at, "../store");
    await run("exp gc -w -c --yes");
    assert.notEqual(await objects(), before);
  },
);
