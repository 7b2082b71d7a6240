/** `du`: files and data of a repository, here or at a commit. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario("du counts files and data at a commit or as they lie, and knows the size of what is not there", async (at) => {
  const { repo, exp, dvc } = at;
  repo.write({ "d/big": "x".repeat(3000), "d/s/small": "1\n", "code/run.py": "print()\n", "f": "f\n" });
  await dvc("add -q d f");
  await repo.commit("one");
  repo.write({ "d/big": "x", "f": null });

  const rows = async (words: string) =>
    Object.fromEntries(
      (await exp(`data du ${words}`)).stdout.trimEnd().split("\n").map((line) => line.split(/ +/).reverse()),
    );

  assert.deepEqual(await rows(". d"), { "d/big": "1", "d/s": "2", "d": "3" });
  assert.deepEqual(await rows("--rev HEAD . d"), { "d/big": "2.93k", "d/s": "2", "d": "2.93k" });
  assert.deepEqual(await rows("-s . code"), { code: "8" });
  assert.equal((await rows(`${repo.root}`))["f"], "2");
  await exp("data du . nowhere", { code: 2 });
});
