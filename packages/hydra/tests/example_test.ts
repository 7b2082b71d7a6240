import assert from "node:assert/strict";

Deno.test("the example in the module's comment runs", async () => {
  const module = new URL("../mod.ts", import.meta.url);
  const comment = await Deno.readTextFile(module);
  const [, block = ""] = /```ts\n([^]*?) \* ```/.exec(comment) ?? [];
  assert.ok(block.includes("assert."), "there is an example, and it claims something");
  const code = block.replaceAll(/^ \* ?/gm, "").replaceAll("./mod.ts", module.href);
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, code);
    await import(`file://${file}`);
  } finally {
    await Deno.remove(file);
  }
});
