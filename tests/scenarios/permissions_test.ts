import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario("the program can neither open a socket nor start a program other than git and sh", async ({ exp }) => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });

  const { stdout } = await exp(`internal probe ${(listener.addr as Deno.NetAddr).port}`);

  assert.deepEqual(JSON.parse(stdout), { connect: "NotCapable", spawn: "NotCapable" });
});

scenario("a machine without any network is enough", async ({ repo, exp, sh }) => {
  const offline = await sh("unshare -n true", { code: "any" });
  if (offline.code !== 0) return; // only root can take the network away
  await exp("init --example");

  await sh("unshare -n exp run -n first && unshare -n exp show && unshare -n exp queue drain");

  assert.deepEqual(await repo.experiments(), ["first"]);
}, { bare: true });

scenario("version tells the permissions that were built in", async ({ exp }) => {
  const { stdout } = await exp("version --json");

  const { permissions } = JSON.parse(stdout) as { permissions: string[] };
  assert.ok(permissions.includes("--allow-run=git,sh"), permissions.join(" "));
  assert.ok(!permissions.some((flag) => /net|ffi|import|all$/.test(flag)), permissions.join(" "));
});

scenario("version tells the one of deno.json, and the formats that are written", async ({ repo, exp }) => {
  const { version } = JSON.parse(Deno.readTextFileSync(new URL("../../deno.json", import.meta.url)));
  repo.write({
    "dvc.yaml": "stages:\n  say:\n    cmd: echo said > said.txt\n    params: [lr]\n    outs: [said.txt]\n",
  });
  repo.write({ "params.yaml": "lr: 1\n" });
  await repo.commit("a stage");
  await exp("run -n said");

  const facts = JSON.parse((await exp("version --json")).stdout);

  assert.equal(facts.version, version);
  assert.match(facts.v8, /^\d+\.\d+/);
  assert.ok(repo.read("dvc.lock").startsWith(`schema: '${facts.formats["dvc.lock"]}'\n`));
  assert.ok(repo.has(`.dvc/cache/${facts.formats.cache}`));
  assert.ok(repo.has(`.dvc/cache/${facts.formats["run-cache"]}`));
  assert.ok(repo.has(`.git/${facts.formats.experiments}`));
});

scenario("LD_LIBRARY_PATH stops nothing and reaches the stage", async ({ repo, exp }) => {
  repo.write({ "dvc.yaml": 'stages:\n  look:\n    cmd: echo "$LD_LIBRARY_PATH" > seen.txt\n    outs: [seen.txt]\n' });
  await repo.commit("a stage that looks");

  await exp("run -n looked", { env: { LD_LIBRARY_PATH: "/opt/cuda/lib:/opt/with space" } });

  assert.equal(repo.read("seen.txt"), "/opt/cuda/lib:/opt/with space\n");
});

scenario("a SHELL that is not on the list runs the stage's command", async ({ repo, exp }) => {
  repo.write({ "dvc.yaml": "stages:\n  say:\n    cmd: echo said > said.txt\n    outs: [said.txt]\n" });
  await repo.commit("a stage");

  const { stderr } = await exp("run", { env: { SHELL: "/bin/bash" } });

  assert.equal(repo.read("said.txt"), "said\n");
  assert.doesNotMatch(stderr, /allow-run|Failed to resolve/);
});
