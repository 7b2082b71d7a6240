/** Flags, variables and files: which of them wins. */
import assert from "node:assert/strict";
import { docPage } from "../support/doc_page.ts";
import { scenario } from "../support/scenario.ts";

docPage("environment.md", () => Promise.resolve());

scenario("a flag beats a variable, a variable beats every file, each for itself", async ({ repo, exp, sh }) => {
  await sh("mkdir -p ../a ../b ../c");
  repo.write({ "data.txt": "1\n" });
  await exp("add -q data.txt");
  for (const name of ["a", "b", "c"]) await exp(`remote add ${name} ../${name}`);
  const holds = async (name: string) => (await sh(`find ../${name} -type f | wc -l`)).stdout.trim() !== "0";

  await exp("config --global core.remote a");
  await exp("config --local core.remote b");
  await exp("push -q", { env: { EXP_CONFIG_CORE_REMOTE: "" } });
  assert.deepEqual([await holds("a"), await holds("b"), await holds("c")], [false, true, false]);
  await exp("data push -q", { env: { EXP_CONFIG_CORE_REMOTE: "c" } });
  assert.deepEqual([await holds("a"), await holds("b"), await holds("c")], [false, true, true]);
  await exp("data push -q --remote a", { env: { EXP_CONFIG_CORE_REMOTE: "c" } });
  assert.ok(await holds("a"));
});

scenario("a wrong variable is refused as a wrong line of a file is", async ({ exp }) => {
  const { stderr } = await exp("status", { code: 2, env: { EXP_CONFIG_CORE_AUTOSTAGE: "maybe" } });

  assert.match(stderr, /^error: EXP_CONFIG_CORE_AUTOSTAGE: .*core\.autostage/);
  const noUrl = await exp("status", { code: 2, env: { EXP_CONFIG_REMOTE__STORE__JOBS: "2" } });
  assert.match(noUrl.stderr, /^error: EXP_CONFIG_REMOTE__STORE__JOBS: .*url/);
});

scenario("--color beats EXP_COLOR, which beats NO_COLOR", async ({ exp }) => {
  const coloured = async (words: string, env: Record<string, string>) =>
    (await exp(`doctor ${words}`, { env, code: "any" })).stdout.includes("\x1b[");

  assert.ok(await coloured("", { EXP_COLOR: "always", NO_COLOR: "1" }));
  assert.ok(!await coloured("--color=never", { EXP_COLOR: "always" }));
  assert.ok(!await coloured("", { EXP_COLOR: "never", CLICOLOR_FORCE: "1" }));
  assert.match((await exp("doctor", { env: { EXP_COLOR: "blue" }, code: 2 })).stderr, /auto, always or never/);
});

scenario("what the page says of variables is so: each that the program reads has a row", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/environment.md", import.meta.url));
  const source = [...sourceFiles(new URL("../../src/", import.meta.url))].map((file) => Deno.readTextFileSync(file));
  const read = source.join("\n").matchAll(/env\.get\("((?:EXP|DVC)_[A-Z_]+)"\)/g);
  const missing = [...new Set([...read].map(([, name = ""]) => name))].filter((name) => !page.includes(name));

  assert.deepEqual(missing, []);
  return Promise.resolve();
}, { bare: true });

function* sourceFiles(folder: URL): Generator<URL> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* sourceFiles(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield new URL(name, folder);
  }
}
