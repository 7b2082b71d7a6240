import assert from "node:assert/strict";
import { parseYaml } from "../../packages/formats/yaml.ts";
import { isMap, type Value } from "../../packages/values/value.ts";
import { loadDefaultParams, loadVars, TemplateValues, type VarsReader } from "../../src/pipeline/templating/context.ts";
import { expandEntry, resolveDefinition } from "../../src/pipeline/templating/expand.ts";

const FILES: Readonly<Record<string, string>> = {
  "params.yaml": "a: 1\nlist: [p, q]\nmap: {one: {v: 1}, two: {v: 2}}\n",
  "more.yaml": "b: {c: 2}\n",
};
const READER: VarsReader = {
  read(_folder, written) {
    const text = FILES[written];
    if (text === undefined) return Promise.resolve(undefined);
    return Promise.resolve({ path: written, shown: written, value: parseYaml(text, { file: written }).value });
  },
};

/** Keys by file that each stage of one entry uses. */
async function usedKeys(entry: string): Promise<Record<string, Record<string, string[]>>> {
  const settings = {
    file: "dvc.yaml",
    folder: "/repo",
    reader: READER,
    parsing: { bool: "store_true", list: "nargs" },
  } as const;
  const site = { where: "vars", file: "dvc.yaml" };
  const context = TemplateValues.empty();
  await loadDefaultParams(context, "/repo", READER, site);
  const vars: Value[] = ["more.yaml", new Map([["inline", 5n]])];
  await loadVars(context, vars, { folder: "/repo", reader: READER, site, sourceName: String });
  const body = parseYaml(entry, { file: "dvc.yaml" }).value;
  const found: Record<string, Record<string, string[]>> = {};
  for (const definition of expandEntry("s", isMap(body) ? body : new Map(), context, settings)) {
    const { used } = await resolveDefinition(definition, context, settings);
    found[definition.name] = Object.fromEntries([...used].map(([file, keys]) => [file, [...keys]]));
  }
  return found;
}

Deno.test("a reference uses the key of the file that defines it; maps in vars have no file", async () => {
  assert.deepEqual(await usedKeys("cmd: echo ${a} ${list[-1]} ${b.c} ${inline}"), {
    s: { "params.yaml": ["a", "list.1"], "more.yaml": ["b.c"] },
  });
});

Deno.test("an item uses the key that the group iterates over", async () => {
  assert.deepEqual(await usedKeys("foreach: ${map}\ndo: {cmd: 'echo ${key} ${item.v}'}"), {
    "s@one": { "params.yaml": ["map.one.v"] },
    "s@two": { "params.yaml": ["map.two.v"] },
  });
  assert.deepEqual(await usedKeys("matrix: {x: ['${a}', z]}\ncmd: echo ${item.x}"), {
    "s@1": { "params.yaml": ["a"] },
    "s@z": {},
  });
});

Deno.test("of two group members with one name the last counts", async () => {
  assert.deepEqual(await usedKeys("matrix: {x: [1, '${a}']}\ncmd: echo ${item.x}"), {
    "s@1": { "params.yaml": ["a"] },
  });
});

Deno.test("options made of a map use no key", async () => {
  assert.deepEqual(await usedKeys("cmd: echo ${map.one}"), { s: {} });
});
