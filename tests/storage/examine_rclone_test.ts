import { deepEqual, equal } from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";
import { examineRclone } from "../../src/storage/mod.ts";
import { writeProgram } from "../support/command.ts";

/** A host whose rclone is a script that only tells its version. */
function hostWith(version: string | undefined) {
  const folder = Deno.makeTempDirSync();
  const program = `${folder}/rclone`;
  if (version !== undefined) {
    writeProgram(program, `#!/bin/sh\n[ "$1" = version ] && echo "rclone v${version}"\n`);
  }
  const host = createHost();
  const env = {
    get: (name: string) => name === "EXP_RCLONE" ? program : host.env.get(name),
    all: () => host.env.all(),
  };
  return { ...host, env, cwd: folder, program, [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }) };
}

Deno.test("where no remote needs rclone, nobody looks for it", () => {
  using host = hostWith(undefined);

  equal(examineRclone(host, ["/mnt/store", "https://a.example/store"]), undefined);
});

Deno.test("an old rclone lacks what the remotes that are there may ask for, and nothing else is told", () => {
  using host = hostWith("1.62.2-DEV");

  deepEqual(examineRclone(host, ["s3://bucket", "webdav://a.example/x"]), {
    program: host.program,
    version: "1.62.2-DEV",
    lacks: ["more than 100 requests in a second (1.64)"],
  });
});

Deno.test("a new one lacks nothing; one that does not start has no version", () => {
  using fresh = hostWith("2.0.0");
  using none = hostWith(undefined);

  deepEqual(examineRclone(fresh, ["ssh://lab/x", "azure://c/x"])?.lacks, []);
  equal(examineRclone(none, ["ssh://lab/x"])?.version, undefined);
});
