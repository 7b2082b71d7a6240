import { equal, ok, rejects } from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";

const { fs } = createHost();

Deno.test("a large copy is whole, and every byte of it is told of once", async () => {
  const folder = Deno.makeTempDirSync();
  const content = new Uint8Array(5 << 20).fill(7);
  Deno.writeFileSync(`${folder}/a`, content);
  let told = 0;

  await fs.copyLargeFile(`${folder}/a`, `${folder}/b`, { onBytes: (more) => told += more });

  equal(told, content.length);
  ok(Deno.readFileSync(`${folder}/b`).every((byte) => byte === 7));
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("a copy that was ended says so, and one that fails says why", async () => {
  const folder = Deno.makeTempDirSync();
  const signal = AbortSignal.abort();

  await rejects(fs.copyLargeFile("/dev/zero", `${folder}/b`, { signal }), { name: "AbortError" });
  await rejects(fs.copyLargeFile(`${folder}/none`, `${folder}/b`, {}), { code: "ENOENT" });
  Deno.removeSync(folder, { recursive: true });
});
