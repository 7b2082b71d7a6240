/** A run that is told to end while it looks at a URL. */
import assert from "node:assert/strict";
import { reproduce } from "../../src/pipeline/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

Deno.test("what a command has made is written down though TERM comes while its URLs are looked at", async () => {
  using files = folderRepo();
  const heard = new Set<() => void>();
  let told = 0;
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    if (files.host.fs.exists(`${files.root}/out`)) {
      for (const handler of [...heard]) handler();
      told++;
    }
    return new Response("x", { headers: { etag: '"one"' } });
  });
  const url = `http://127.0.0.1:${server.addr.port}/x`;
  Deno.writeTextFileSync(
    `${files.root}/dvc.yaml`,
    `stages:\n  make:\n    cmd: echo 1 > out\n    deps: ['${url}']\n    outs: [out]\n`,
  );
  const onSignal = (name: string, handler: () => void) => {
    if (name === "SIGTERM") heard.add(handler);
    return { [Symbol.dispose]: () => void heard.delete(handler) };
  };
  const processes = Object.create(files.host.processes, { onSignal: { value: onSignal } });
  const all = { allPipelines: true, output: "events" as const };

  await assert.rejects(reproduce(await openRepo({ ...files.host, processes }), all, () => {}), { kind: "interrupted" });

  assert.ok(told > 0);
  const { stages } = await reproduce(await files.open(), all, () => {});
  assert.deepEqual(stages.map(({ outcome }) => outcome), ["skipped"]);
});
