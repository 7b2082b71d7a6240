/**
 * Asks V8 which functions the common commands call, and writes scripts/called.txt; see scripts/profile.
 *
 *     deno run --allow-all scripts/profile.ts BUNDLE.js [--check]     its map is BUNDLE.js.map
 */
import { parse } from "acorn";
import { onceIn } from "./bundle_statements.ts";
import { type Called, readProfile, type SourceMap, SourceNames, writeProfile } from "./called_functions.ts";
import { COMMANDS } from "./common_commands.ts";
import { functionsOf } from "./compiled_functions.ts";

/** Some are called in one run and not in the next. */
const RUNS = 3;
/** Of the functions that are called, what part may be new before the next `sh scripts/profile`. */
const MAY_BE_NEW = 0.15;

const FILE = new URL("called.txt", import.meta.url);

async function ask(bundle: string): Promise<Called> {
  const code = Deno.readTextFileSync(bundle), once = onceIn(code);
  const names = new SourceNames(code, JSON.parse(Deno.readTextFileSync(`${bundle}.map`)) as SourceMap);
  const nodes = parse(code, { ecmaVersion: "latest", sourceType: "module" }).body;
  const functions = nodes.flatMap((node) => [...names.functionsOf(node, code, once)]);
  const called = new Map<string, Set<number>>();
  for (let run = 0; run < RUNS; run++) {
    const [, ...calls] = await functionsOf(bundle, COMMANDS);
    for (const [place, starts] of calls.entries()) {
      for (const { name } of functions.filter(({ at }) => starts.has(at))) {
        called.set(name, (called.get(name) ?? new Set()).add(place + 1));
      }
    }
  }
  if (called.size < 100) throw new Error(`only ${called.size} functions of the bundle were found in V8's log`);
  return called;
}

const called = await ask(await Deno.realPath(Deno.args[0] ?? ""));
if (Deno.args[1] === "--check") {
  const { called: kept } = readProfile(Deno.readTextFileSync(FILE));
  const missing = [...called.keys()].filter((name) => !kept.has(name));
  console.log(`${called.size} functions are called; scripts/called.txt lacks ${missing.length}`);
  if (missing.length > MAY_BE_NEW * called.size) {
    console.log(`${missing.sort().join("\n")}\nmany are new: sh scripts/profile`);
    Deno.exit(1);
  }
} else {
  Deno.writeTextFileSync(FILE, writeProfile({ commands: COMMANDS, called }));
  console.log(`scripts/called.txt: ${called.size} functions`);
}
