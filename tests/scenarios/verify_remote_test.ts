import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

scenario("a remote is proved object by object: what is wrong, lost and not needed is told", async ({ repo, exp }) => {
  const store = `${repo.around}/store`;
  await exp(`remote add -d up ${store}`);
  repo.write({ "d/x": "1\n", "d/y": "2\n", "f": "3\n" });
  await exp("add d f");
  await repo.commit("data");
  await exp("data push");

  const whole = await exp("data status --verify");
  const wrong = `${store}/files/md5/b0/26324c6904b2a9cb4b88d6d61c81d1`;
  Deno.chmodSync(wrong, 0o644);
  Deno.writeTextFileSync(wrong, "?\n");
  Deno.chmodSync(wrong, 0o444);
  Deno.removeSync(`${store}/files/md5/26/ab0db90d72e28ad0ba1e22ee510510`);
  Deno.mkdirSync(`${store}/files/md5/48`);
  Deno.writeTextFileSync(`${store}/files/md5/48/a24b70a0b376535542b996af517398`, "4\n");
  const torn = await exp("data status --verify", { code: 1 });
  const json = await exp("data status --verify --json", { code: 1 });
  Deno.removeSync(wrong);
  await exp("data push");
  const mended = await exp("data status --verify");

  assert.match(whole.stdout, /^up: 4 objects, .* 0 wrong, 0 lost, 0 unneeded \(0 B\)\n$/);
  assert.match(
    torn.stdout,
    /^wrong: {4}d\/x \(files\/md5\/b0\/26324c6904b2a9cb4b88d6d61c81d1\)\nlost: {5}d\/y\nup: 4 objects/,
  );
  assert.match(torn.stdout, /1 wrong, 1 lost, 1 unneeded \(2 B\)\n$/);
  const [told] = JSON.parse(json.stdout).remotes;
  assert.deepEqual([told.remote, told.url, told.objects], ["up", store, 4]);
  assert.deepEqual(told.lost, [{ md5: "26ab0db90d72e28ad0ba1e22ee510510", path: "d/y" }]);
  assert.match(mended.stdout, /0 wrong, 0 lost, 1 unneeded/);
});
