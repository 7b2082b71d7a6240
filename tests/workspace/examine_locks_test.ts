/** Git's locks that `doctor --fix` may remove: those whose maker is proven to be no more. */
import assert from "node:assert/strict";
import { isAbandoned } from "../../src/git/mod.ts";
import type { Command, Host } from "../../src/host/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { examineRemains } from "../../src/workspace/examine_remains.ts";
import { makeProject } from "../support/exp_repo.ts";

const NOTHING = new Uint8Array();

/** A machine that says of every lock whether somebody may hold it, and of every disk what it is. */
function machineSaying(host: Host, { isHeld, disk }: { readonly isHeld: boolean; readonly disk: string }): Host {
  const runSync = (command: Command): ReturnType<Host["processes"]["runSync"]> => {
    const script = command.args[1] ?? "";
    const said = (code: number, stdout: string) => ({
      code,
      stdout: new TextEncoder().encode(stdout),
      stderr: NOTHING,
      signal: null,
    });
    if (script.startsWith("df ")) return said(0, `head\n/dev/x ${disk} 1 1 1 1% /\n`);
    if (script.includes("/proc/self/ns/pid")) return said(isHeld ? 1 : 0, "");
    return host.processes.runSync(command);
  };
  return { ...host, processes: { ...host.processes, runSync } };
}

async function lockFinding(machine: Parameters<typeof machineSaying>[1], fix: boolean) {
  using project = await makeProject();
  const lock = `${project.root}/.git/index.lock`;
  Deno.writeTextFileSync(lock, "");
  Deno.utimeSync(lock, new Date(0), new Date(0));
  const repo = await openRepo(machineSaying(project.host, machine), { cwd: project.root });

  const findings = await examineRemains(repo, fix);

  const { state, hint } = findings.find(({ name }) => name === "git-lock")!;
  return { state, hint: hint?.replace(lock, "LOCK"), isThere: project.host.fs.exists(lock) };
}

Deno.test("a lock that nobody can hold any more goes with --fix, and is told of without", async () => {
  const machine = { isHeld: false, disk: "ext4" };

  assert.deepEqual(await lockFinding(machine, false), { state: "bad", hint: "exp doctor --fix", isThere: true });
  assert.deepEqual(await lockFinding(machine, true), { state: "fixed", hint: undefined, isThere: false });
});

Deno.test("a lock that may be held, or lies on a disk of several machines, stays and is the user's to remove", async () => {
  const left = { state: "bad", hint: "if no git is at work: rm 'LOCK'", isThere: true };

  assert.deepEqual(await lockFinding({ isHeld: true, disk: "ext4" }, true), left);
  for (const disk of ["nfs4", "fuse.sshfs", "overlay"]) {
    assert.deepEqual(await lockFinding({ isHeld: false, disk }, true), left);
  }
});

Deno.test("a lock file that a process has open is held", async () => {
  using project = await makeProject();
  const lock = `${project.root}/.git/index.lock`;
  using _held = Deno.openSync(lock, { write: true, createNew: true });

  assert.equal(isAbandoned(project.host, lock, "ext4 on /dev/x"), false);
});
