import { deepEqual, equal, throws } from "node:assert/strict";
import { encode } from "@jridgewell/sourcemap-codec";
import { parse } from "acorn";
import * as fc from "fast-check";
import { onceIn } from "../../scripts/bundle_statements.ts";
import { readProfile, SourceNames, writeProfile } from "../../scripts/called_functions.ts";

const callers = fc.uniqueArray(fc.nat(9), { minLength: 1 }).map((places) => new Set(places.sort((a, b) => a - b)));

Deno.test("a profile is read as it was written, and its lines stand in one order", () => {
  const name = fc.tuple(fc.constantFrom("src/a.ts", "packages/b/c.ts"), fc.constantFrom("(module)", "f", "$g", "é"));
  const entries = fc.uniqueArray(fc.tuple(name.map((words) => words.join(" ")), callers), { selector: ([one]) => one });
  fc.assert(fc.property(entries, (list) => {
    const commands = ["init --example", "run -n a"], called = new Map(list);

    const text = writeProfile({ commands, called });

    deepEqual(readProfile(text), { commands, called: new Map(list.sort(([a], [b]) => a < b ? -1 : 1)) });
    equal(text, writeProfile({ commands, called: new Map(list.toReversed()) }));
  }));
});

Deno.test("a line that is none of a profile is refused", () => {
  throws(() => readProfile("src/a.ts f\n"), /^Error: not a line of a profile: src\/a\.ts f$/);
});

Deno.test("functions and modules of a bundle have their names in the source, whatever the minifier calls them", () => {
  const code =
    "var w=(e,t)=>()=>(e&&(t=e(e=0)),t);function a(x){}\nvar y,z=w(()=>{a(1)});async function b(){}let c=()=>{}";
  const at = (text: string) => code.split("\n").flatMap((line) => line.includes(text) ? [line.indexOf(text)] : [])[0]!;
  const map = {
    sources: ["../src/one.ts", "../../node_modules/two.js"],
    names: ["parse", "init_two", "load"],
    mappings: encode([
      [[0], [at("a(x)"), 0, 3, 9, 0], [at("x)"), 0, 3, 15]],
      [[at("z="), 1, 0, 0, 1], [at("()=>{a"), 1, 0, 0], [at("b()"), 1, 8, 2, 2], [at("c="), 1, 9, 0]],
    ]),
  };
  const names = new SourceNames(code, map), nodes = parse(code, { ecmaVersion: "latest", sourceType: "module" }).body;

  const found = nodes.flatMap((node) => [...names.functionsOf(node, code, onceIn(code))]);

  deepEqual(found, [
    { name: "src/one.ts parse", at: code.indexOf("(x)") },
    { name: "node_modules/two.js (module)", at: code.indexOf("()=>{a") },
    { name: "node_modules/two.js load", at: code.indexOf("(){}") },
  ]);
});
