import assert from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";

Deno.test("output that is gathered comes at once, all of it, and keeps nobody waiting for the end", async () => {
  const chunks: string[] = [];
  using heard = { file: await Deno.makeTempFile(), [Symbol.dispose]: () => Deno.removeSync(heard.file) };
  const script = `echo first; until [ -s "$1" ]; do :; done; echo second; sh -c :; sh -c :; echo third`;

  const { done } = createHost().processes.spawn({
    argv: ["sh", "-c", script, "sh", heard.file],
    cwd: "/",
    stdin: "null",
    stdout(bytes) {
      chunks.push(new TextDecoder().decode(bytes));
      Deno.writeTextFileSync(heard.file, "heard");
    },
    stderr: "null",
    gatherMs: 3_600_000,
  });

  assert.equal((await done).code, 0);
  assert.deepEqual(chunks, ["first\n", "second\nthird\n"]);
});
