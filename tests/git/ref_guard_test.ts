import assert from "node:assert/strict";
import { breakDeadLocks, guardRefs } from "../../src/git/mod.ts";
import { makeRepo } from "../support/git_repo.ts";

function lock(root: string, ref: string): string {
  const path = `${root}/.git/${ref}.lock`;
  Deno.mkdirSync(path.replace(/\/[^/]*$/, ""), { recursive: true });
  Deno.writeTextFileSync(path, "");
  return path;
}

Deno.test("locks that appeared while a dead process changed refs are removed; older ones are somebody else's", () => {
  using repo = makeRepo({ a: "a" });
  const old = lock(repo.root, "refs/exps/celery/old");
  Deno.utimeSync(old, 1, 1);
  Deno.writeTextFileSync(`${repo.root}/.git/exp-refs-dead`, "");
  const theirs = [lock(repo.root, "packed-refs"), lock(repo.root, "refs/exps/aa/bb/name")];

  assert.deepEqual(breakDeadLocks(repo.host, `${repo.root}/.git`).sort(), theirs.sort());
  assert.deepEqual(breakDeadLocks(repo.host, `${repo.root}/.git`), []);
  assert.ok(repo.host.fs.exists(old));
});

Deno.test("a lock that came half a minute after the dead one, or changes hands at the last look, is somebody else's", () => {
  using repo = makeRepo({ a: "a" });
  Deno.writeTextFileSync(`${repo.root}/.git/exp-refs-dead`, "");
  const late = lock(repo.root, "refs/exps/aa/bb/late"), theirs = lock(repo.root, "refs/exps/aa/bb/theirs");
  const inAMinute = new Date(Date.now() + 60_000);
  Deno.utimeSync(late, inAMinute, inAMinute);
  const sleepSync = () => {
    Deno.removeSync(theirs);
    Deno.writeTextFileSync(`${theirs}.new`, "another process took it");
    Deno.renameSync(`${theirs}.new`, theirs);
  };

  const broken = breakDeadLocks({ ...repo.host, clock: { ...repo.host.clock, sleepSync } }, `${repo.root}/.git`);

  assert.deepEqual(broken, []);
  assert.ok(repo.host.fs.exists(late) && repo.host.fs.exists(theirs));
});

Deno.test("a lock that may be of a git on another machine stays, also when a process here died", () => {
  using repo = makeRepo({ a: "a" });
  Deno.writeTextFileSync(`${repo.root}/.git/exp-refs-dead`, "");
  Deno.writeTextFileSync(`${repo.root}/.git/exp-refs-far@elsewhere`, "");
  const path = lock(repo.root, "refs/exps/aa/bb/name");

  assert.deepEqual(breakDeadLocks(repo.host, `${repo.root}/.git`), []);
  assert.ok(repo.host.fs.exists(path) && repo.host.fs.exists(`${repo.root}/.git/exp-refs-far@elsewhere`));
});

Deno.test("locks of a machine that has been changing refs for ten minutes are removed", () => {
  using repo = makeRepo({ a: "a" });
  const marker = `${repo.root}/.git/exp-refs-far@elsewhere`, path = lock(repo.root, "refs/exps/aa/bb/name");
  const longAgo = new Date(Date.now() - 11 * 60_000);
  Deno.writeTextFileSync(marker, "");
  for (const each of [marker, path]) Deno.utimeSync(each, longAgo, longAgo);

  assert.deepEqual(breakDeadLocks(repo.host, `${repo.root}/.git`), [path]);
  assert.equal(repo.host.fs.exists(marker), false);
});

Deno.test("locks of a process that is alive are left alone", () => {
  using repo = makeRepo({ a: "a" });

  guardRefs(repo.host, `${repo.root}/.git`, () => {
    const mine = lock(repo.root, "packed-refs");
    assert.deepEqual(breakDeadLocks(repo.host, `${repo.root}/.git`), []);
    assert.ok(repo.host.fs.exists(mine));
    Deno.removeSync(mine);
  });
});

Deno.test("a git that is killed half-way leaves its work to the next one", () => {
  using repo = makeRepo({ a: "a" });
  const rev = repo.run("rev-parse", "HEAD");
  const runSync = repo.host.processes.runSync;
  let kills = 0;
  repo.host.processes.runSync = (command) => {
    if (!command.args.includes("update-ref") || kills++ > 0) return runSync(command);
    lock(repo.root, "refs/exps/aa/bb/x");
    return { code: 137, signal: "SIGKILL", stdout: new Uint8Array(), stderr: new Uint8Array() };
  };

  repo.git.updateRefs([{ ref: "refs/exps/aa/bb/x", to: rev, from: "absent" }]);

  assert.equal(repo.run("rev-parse", "refs/exps/aa/bb/x"), rev);
});
