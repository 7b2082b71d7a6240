import assert from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";
import { writeProgram } from "../support/command.ts";

/** What a command of a stage finds as the shell's name, and whether a variable of the caller's Git is there. */
async function told(env: Record<string, string>): Promise<string> {
  const host = createHost({
    env: { PATH: Deno.env.get("PATH") ?? "", ...env },
    cwd: "/",
    tempDir: "/tmp",
    umask: 0o022,
  });
  let text = "";
  const { done } = host.processes.spawn({
    argv: ["/bin/sh", "-c", 'echo "$0 ${GIT_DIR-none} $#"'],
    cwd: "/",
    env: {},
    stdin: "null",
    stdout: (bytes) => text += new TextDecoder().decode(bytes),
    stderr: "null",
  });
  await done;
  return text;
}

Deno.test("the system's shell is started once, by its own name, and by another sh where that comes first", async () => {
  const folder = await Deno.makeTempDir();
  try {
    writeProgram(`${folder}/sh`, '#!/bin/sh\nexec /bin/sh "$@"\n');

    assert.equal(await told({}), "/bin/sh none 0\n");
    assert.equal(await told({ PATH: `${folder}:${Deno.env.get("PATH")}` }), "/bin/sh none 0\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
