/** Odd machines: what lies in shared folders, what the environment says, what is limited. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

const STAGE = "stages:\n  a:\n    cmd: echo 1 > out\n    params: [lr]\n    outs: [out]\n";

scenario("what lies in the temporary folder is neither opened nor run", async ({ repo, exp, sh }) => {
  repo.write({ "dvc.yaml": STAGE, "params.yaml": "lr: 1\n" });
  await repo.commit("a stage");
  const env = { TMPDIR: `${repo.around}/shared` };
  await sh(`mkdir "$TMPDIR"`, { env });
  await exp("version", { env });

  assert.equal((await sh(`ls -A "$TMPDIR"`, { env })).stdout, "", "a start leaves nothing there");
  await sh(
    `cd "$TMPDIR" && mkfifo deno-compile-exp.cache && mkdir deno-compile-exp && cd deno-compile-exp &&
     for name in exp.js exp.source exp.code; do echo 'console.log("hijacked"); Deno.exit(9)' > $name; done`,
    { env },
  );
  const { stdout } = await exp("run -n x", { env, timeoutMs: 20_000 });

  assert.doesNotMatch(stdout, /hijacked/);
  assert.deepEqual(await repo.experiments(), ["x"]);
});
