/** `exp shim`: a program of the name dvc, for what knows no prefix word. */
import assert from "node:assert/strict";
import { memoryProject } from "../support/machine/memory_project.ts";

const FOREIGN = "#!/bin/sh\nexec python -m dvc\n";

Deno.test("a shim has two lines, and is written anew where exp was elsewhere", async () => {
  const { exp, read, write } = memoryProject({ ".dvc/config": "" });
  const written = '#!/bin/sh\nexec /bin/exp dvc "$@"\n';

  assert.equal((await exp("shim tools")).code, 0);
  assert.equal(read("tools/dvc"), written);
  write("tools/dvc", written.replace("/bin/exp", "/old/place/exp"));
  assert.equal((await exp("shim tools")).code, 0);
  assert.equal(read("tools/dvc"), written);
});

Deno.test("a dvc that is not exp's own is never replaced", async () => {
  const { exp, read, write } = memoryProject({ ".dvc/config": "" });
  write("tools/dvc", FOREIGN);

  const { code, stderr } = await exp("shim tools");

  assert.notEqual(code, 0);
  assert.match(stderr, /^error: .*tools\/dvc/);
  assert.equal(read("tools/dvc"), FOREIGN);
});
