/** Which curl will do: found by a stand-in, for what is wrong must be exactly that. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import { createHost, type Host } from "../../src/host/mod.ts";
import { examineCurl, readCurlVersion } from "../../src/storage/curl_version.ts";
import { openHttpStorage } from "../../src/storage/http_storage.ts";
import { writeProgram } from "../support/command.ts";

/** Looks for a file by a curl that says this of itself; undefined: there is none. With other programs beside it. */
async function lookBy(
  says: string | undefined,
  { sleep, look }: { sleep?: string; look?: (folder: string) => void } = {},
): Promise<unknown> {
  const folder = Deno.makeTempDirSync();
  try {
    for (const name of ["sh", "echo", "rm", "kill"]) Deno.symlinkSync(`/bin/${name}`, `${folder}/${name}`);
    if (sleep === undefined) Deno.symlinkSync("/bin/sleep", `${folder}/sleep`);
    else writeProgram(`${folder}/sleep`, sleep);
    if (says !== undefined) writeProgram(`${folder}/curl`, `#!/bin/sh\necho '${says}'\n`);
    const real = createHost({ env: { PATH: folder }, cwd: folder, tempDir: folder, umask: 0o22 });
    const host: Host = { ...real, cwd: folder, clock: { ...real.clock, sleep: () => Promise.resolve() } };
    const storage = await openHttpStorage(host, { url: "http://127.0.0.1:1/x", options: new Map() });
    return await storage.look([]).then(() => storage.look(["a"]));
  } finally {
    look?.(folder);
    Deno.removeSync(folder, { recursive: true });
  }
}

Deno.test("without curl, or with one that does not tell how each transfer ended, nothing is tried", async () => {
  await rejects(lookBy(undefined), { fault: "no-program/storage" });
  await rejects(lookBy("cannot load libcurl.so.4"), { fault: "no-program/storage" });
  for (const version of ["7.74.0", "7.9.8", "6.5"]) {
    await rejects(lookBy(`curl ${version} (x86_64-pc-linux-gnu) libcurl/${version}`), {
      fault: "no-program/storage-too-old",
    });
  }
});

Deno.test("what a curl that ends before its work has not told has failed, after some tries", async () => {
  await rejects(lookBy("curl 7.75.0 (x86_64-apple-darwin)"), { fault: "remote-failed/storage" });
});

Deno.test("who watches beside curl does not spin where nothing sleeps", async () => {
  let again: boolean | undefined;
  const says = `curl 7.75.0'
here=\${0%/*}
case $* in *--version*) exit ;; esac
until [ -e "$here/slept" ]; do :; done
for n in 1 2 3 4 5 6 7 8 9; do (:); (:); done
rm "$here/slept"
: '`;
  const sleep = '#!/bin/sh\nhere=${0%/*}\n[ ! -e "$here/slept" ] || : >"$here/again"\n: >"$here/slept"\nexit 1\n';
  const look = (folder: string) => again = [...Deno.readDirSync(folder)].some(({ name }) => name === "again");
  await rejects(lookBy(says, { sleep, look }), { fault: "remote-failed/storage" });
  equal(again, false);
});

Deno.test("doctor looks for a curl only where a remote needs one", () => {
  const host = createHost();
  const before = host.processes.started;
  equal(examineCurl(host, ["/mnt/store", "s3://bucket/x", ""]), undefined);
  equal(host.processes.started, before);

  const isOld = (version: string) => readCurlVersion(`curl ${version} (x86_64-pc-linux-gnu)`)?.isTooOld;
  deepEqual(["7.9.8", "7.74.0", "7.75.0", "7.100.0", "8.0.1", "10.1"].map(isOld), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  equal(readCurlVersion("curl: (2) no"), undefined);
});
