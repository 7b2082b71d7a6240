import { equal, rejects, throws } from "node:assert/strict";
import { createGitCommand } from "../../src/git/command.ts";
import { createHost, type Host } from "../../src/host/mod.ts";

const GONE = "error: unable to write file /r/.git/objects/92/73aeaf: No such file or directory";

/** A git that fails with `stderr` so many times, and then works. */
function failingGit(times: number, stderr: string): { host: Host; started: () => number } {
  const real = createHost();
  let started = 0;
  const runSync: Host["processes"]["runSync"] = () => {
    const code = ++started <= times ? 128 : 0;
    const bytes = (text: string) => new TextEncoder().encode(text);
    return { code, signal: null, stdout: bytes("done\n"), stderr: bytes(code === 0 ? "" : stderr) };
  };
  return { host: { ...real, processes: { ...real.processes, runSync } }, started: () => started };
}

Deno.test("an object folder that a gc took away meanwhile is made again", () => {
  const { host, started } = failingGit(2, GONE);
  equal(createGitCommand(host, "/r").must(["add", "-A"]), "done");
  equal(started(), 3);
});

Deno.test("what goes on failing is told, and other failures are not repeated", () => {
  const always = failingGit(Infinity, GONE);
  equal(createGitCommand(always.host, "/r").text(["add", "-A"]).code, 128);
  equal(always.started(), 4);
  const other = failingGit(Infinity, "fatal: bad revision 'x'");
  equal(createGitCommand(other.host, "/r").text(["rev-parse", "x"]).code, 128);
  equal(other.started(), 1);
});

Deno.test("what the machine refuses Git is no failure of Git's", () => {
  const cases = [
    [
      "error: d/f: can only add regular files, symbolic links or git-directories\nfatal: updating files failed",
      "io/no-file-for-git",
    ],
    ["error: insufficient permission for adding an object to repository database .git/objects", "io/git-denied"],
    ["fatal: Unable to create '/r/.git/index.lock': Permission denied", "io/git-denied"],
    ["fatal: bad revision 'x: Permission denied'", "git-failed/command"],
  ] as const;
  for (const [stderr, fault] of cases) {
    const { host } = failingGit(Infinity, stderr);
    throws(() => createGitCommand(host, "/r").must(["add"]), { fault }, stderr);
  }
});

Deno.test("a git that a signal has ended while it talked was interrupted, whatever it has said", async () => {
  const real = createHost();
  const ended = { code: 130, signal: "SIGINT", stdout: new Uint8Array(), stderr: new Uint8Array() };
  const host: Host = { ...real, processes: { ...real.processes, runAside: () => Promise.resolve(ended) } };

  await rejects(createGitCommand(host, "/r").talk(["fetch"]), { fault: "interrupted/git" });
});
