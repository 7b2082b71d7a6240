import { deepEqual } from "node:assert/strict";
import { createHost, type Host } from "../../src/host/mod.ts";
import { livingClaimants } from "../../src/repo/claimants.ts";
import { folderRepo } from "../support/folder_repo.ts";

const HOUR_MS = 3_600_000;
const NEVER = 2 ** 22 + 1; // above what Linux gives

/** A machine whose `sh` answers so; its clock may be wrong. */
function machine({ answer, aheadMs = 0 }: { answer?: string; aheadMs?: number }): Host {
  const host = createHost();
  const processes = answer === undefined ? host.processes : {
    ...host.processes,
    runSync: () => ({ code: 0, signal: null, stdout: new TextEncoder().encode(answer), stderr: new Uint8Array() }),
  };
  return { ...host, processes, clock: { ...host.clock, now: () => Date.now() + aheadMs } };
}

/** Who may have written a file that is so old. */
function claimants(ageMs: number, host: Host, ...pids: number[]): number[] {
  using files = folderRepo({ rwlock: "{}" });
  const file = `${files.root}/rwlock`, writtenS = (Date.now() - ageMs) / 1000;
  Deno.utimeSync(file, writtenS, writtenS);
  return [...livingClaimants(host, file, new Set(pids))];
}

Deno.test("a process that began after the file was written has not written it", () => {
  deepEqual(claimants(1000 * HOUR_MS, createHost(), Deno.pid, NEVER), []);
  deepEqual(claimants(0, createHost(), Deno.pid, NEVER), [Deno.pid]);
});

Deno.test("where ps tells how long a process lives, it is read", () => {
  const host = machine({ answer: "11 1-00:00:01\n12 01:00:00\n13 59:00\n14\n15 ?\n" });

  deepEqual(claimants(24 * HOUR_MS, host, 11, 12, 13, 14, 15), [11, 14, 15]);
  deepEqual(claimants(HOUR_MS, host, 11, 12, 13, 14, 15), [11, 12, 14, 15]);
});

Deno.test("a clock that was set forward makes no process younger than its file", () => {
  deepEqual(claimants(0, machine({ aheadMs: 2 * HOUR_MS }), Deno.pid), [Deno.pid]);
  deepEqual(claimants(3 * HOUR_MS, machine({ answer: "7 1000\n", aheadMs: HOUR_MS }), 7), []);
});
