import { deepEqual, equal, rejects } from "node:assert/strict";
import { claimPaths, type Repo, withRepoLock } from "../../src/repo/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

/** A living process of another pid that holds a file lock for a while; resolves once it has it. */
async function holder(path: string): Promise<AsyncDisposable & { end(): Promise<void>; pid: number }> {
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  const script = 'exec 9>>"$0"; flock 9; echo " $$" >&9; echo ready; exec sleep 60';
  const child = new Deno.Command("sh", { args: ["-c", script, path], stdout: "piped" }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  let ended: Promise<void> | undefined;
  const end = () =>
    ended ??= (async () => {
      child.kill("SIGKILL");
      await reader.cancel();
      await child.status;
    })();
  return { pid: child.pid, end, [Symbol.asyncDispose]: end };
}

const rwlock = (repo: Repo) => JSON.parse(repo.host.fs.readTextIfThere(repo.tmpDir + "/rwlock") ?? "{}");
/** Asked by another process, which does not wait. */
const isFree = async (repo: Repo) =>
  (await new Deno.Command("flock", { args: ["--nonblock", repo.tmpDir + "/lock", "true"] }).output()).success;

Deno.test("the lock holds our pid, is free while a command runs and after the work", async () => {
  using files = folderRepo();
  const repo = await files.open();
  const seen: boolean[] = [];

  await withRepoLock(repo, { wait: "dvc" }, async (lock) => {
    equal(Deno.readTextFileSync(repo.tmpDir + "/lock").trim(), String(Deno.pid));
    seen.push(await isFree(repo));
    await lock.pauseFor(async () => {
      seen.push(await isFree(repo));
      const short = lock.hold(async () => {});
      await lock.hold(async () => {
        await short;
        seen.push(await isFree(repo));
      });
      seen.push(await isFree(repo));
    });
    seen.push(await isFree(repo));
  });

  deepEqual([...seen, await isFree(repo)], [false, true, false, true, false, true]);
});

/** What waits in vain goes on asking the system until the lock is given back, perhaps into the next test. */
const UNSEEN = { sanitizeOps: false, sanitizeResources: false };

Deno.test("of two that work in one repository the second has to wait", UNSEEN, async () => {
  using files = folderRepo();
  const [one, other] = [await files.open(), await files.open()];

  await withRepoLock(one, { wait: "dvc" }, async () => {
    await rejects(withRepoLock(other, { wait: "none" }, () => Promise.resolve()), { kind: "busy" });
  });

  equal(await withRepoLock(other, { wait: "none" }, () => Promise.resolve("its turn")), "its turn");
});

Deno.test("a failure in the work frees the lock", UNSEEN, async () => {
  using files = folderRepo();
  const repo = await files.open();

  await rejects(withRepoLock(repo, { wait: "dvc" }, () => Promise.reject(new Error("x"))), { message: "x" });

  equal(await isFree(repo), true);
});

Deno.test("the patient wait says who holds the lock and goes on when the holder dies", async () => {
  using files = folderRepo();
  const repo = await files.open();
  await using other = await holder(repo.tmpDir + "/lock");
  const told: string[] = [];
  let ended: Promise<void> | undefined;
  const onWait = (text: string) => {
    told.push(text);
    ended = other.end();
  };

  const result = await withRepoLock(repo, { wait: "patient", onWait }, () => Promise.resolve("done"));
  await ended;

  equal(result, "done");
  equal(told.length, 1);
  equal(told[0]?.includes(`pid ${other.pid}`), true, told[0]);
});

Deno.test("claims stand in rwlock as DVC writes them, and vanish", async () => {
  using files = folderRepo();
  const repo = await files.open();
  const claims = { read: ["/r/in"], write: ["/r/out"] };

  await claimPaths(repo, claims, { cmd: "exp run", wait: "dvc" }, () => {
    const me = { pid: Deno.pid, cmd: "exp run" };
    deepEqual(rwlock(repo), { read: { "/r/in": [me] }, write: { "/r/out": me } });
    return Promise.resolve();
  });

  deepEqual(rwlock(repo), {});
});

Deno.test("a living process's claims block what overlaps, a dead one's do not", async () => {
  using files = folderRepo();
  const repo = await files.open();
  await using other = await holder(files.root + "/something");
  const claim = (read: string[], write: string[]) =>
    claimPaths(repo, { read, write }, { cmd: "me", wait: "dvc" }, () => Promise.resolve("ran"));
  const theirs = {
    read: { "/r/in": [{ pid: other.pid, cmd: "dvc repro" }] },
    write: { "/r/out": { pid: other.pid, cmd: "dvc repro" } },
  };
  Deno.mkdirSync(repo.tmpDir, { recursive: true });
  Deno.writeTextFileSync(repo.tmpDir + "/rwlock", JSON.stringify(theirs));

  await rejects(claim(["/r/out/x"], []), { kind: "busy" });
  await rejects(claim([], ["/r/in"]), { kind: "busy" });
  await rejects(claim([], ["/r/out"]), { kind: "busy" });
  await rejects(claim([], ["/r"]), { kind: "busy" });
  equal(await claim(["/r/in"], ["/r/mine"]), "ran");
  deepEqual(rwlock(repo), theirs);
  await other.end();
  equal(await claim(["/r/out"], ["/r/in"]), "ran");
});

Deno.test("a claim blocks nobody when its number has been given again since", async () => {
  using files = folderRepo();
  const repo = await files.open();
  await using other = await holder(files.root + "/something");
  Deno.mkdirSync(repo.tmpDir, { recursive: true });
  const file = repo.tmpDir + "/rwlock", beforeS = Date.now() / 1000 - 3600;
  Deno.writeTextFileSync(file, JSON.stringify({ write: { "/r/out": { pid: other.pid, cmd: "dvc repro" } } }));
  Deno.utimeSync(file, beforeS, beforeS);

  const claims = { read: [], write: ["/r/out"] };
  equal(await claimPaths(repo, claims, { cmd: "me", wait: "dvc" }, () => Promise.resolve("ran")), "ran");
});

Deno.test("a torn rwlock holds no claims", async () => {
  using files = folderRepo();
  const repo = await files.open();
  Deno.mkdirSync(repo.tmpDir, { recursive: true });
  Deno.writeTextFileSync(repo.tmpDir + "/rwlock", '{"read": {"/a');

  equal(await claimPaths(repo, { read: [], write: ["/a"] }, { cmd: "x", wait: "dvc" }, () => Promise.resolve(1)), 1);
});
