/**
 * Makes of each bundle a classic script, its compiled code beside it, and a module of a few lines that loads the two.
 *
 *     deno run --allow-all scripts/precompile.ts BUNDLE… CHUNK… -- DENO_COMPILE_COMMAND…
 *
 * What V8 makes of the source takes as long as all the rest of a short command, so it is wanted ready. Deno's own cache
 * for that lies under a name that everybody can foretell in the temporary folder that everybody can write to, and what
 * lies there is executed. Here it is a part of the executable, which only its owner can change.
 *
 * NAME.js becomes NAME.js (loads), NAME.source and NAME.code. A chunk is a NAME.source already (scripts/chunks.ts). V8
 * takes compiled code only from its very own version and settings, so a program compiled as the final one will be makes
 * it; for another target the code is left empty, and V8 compiles at each start.
 *
 * Of a chunk that common commands need all functions are compiled ahead, methods and inner ones too (of `exp run` 500 were
 * compiled one by one otherwise, a tenth of its time). That is a setting of V8's, so another program makes those, and the
 * number of its settings is replaced by ours: when a function is compiled changes nothing in what it becomes.
 */
import { type ImportDeclaration, parse } from "acorn";
import { COMMON } from "./bundle_statements.ts";

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `import a, { b as c } from "node:x"` as variables of the script; `$node` holds the modules. */
function importAsVariables({ specifiers, source }: ImportDeclaration): string {
  const from = `$node[${JSON.stringify(source.value)}]`;
  return specifiers.map((one) => {
    if (one.type === "ImportNamespaceSpecifier") return `var ${one.local.name}=${from};`;
    const name = one.type === "ImportDefaultSpecifier"
      ? "default"
      : one.imported.type === "Identifier"
      ? one.imported.name
      : String(one.imported.value);
    return `var ${one.local.name}=${from}[${JSON.stringify(name)}];`;
  }).join("");
}

/** @returns the script, a function of `$node` (modules by name) and `$url`, and the modules it wants */
function asScript(bundle: string, code: string): { readonly source: string; readonly modules: readonly string[] } {
  const modules = new Set<string>();
  const cuts: Cut[] = [];
  for (const node of parse(code, { ecmaVersion: "latest", sourceType: "module" }).body) {
    if (node.type.startsWith("Export")) throw new Error(`${bundle} exports something`);
    if (node.type !== "ImportDeclaration") continue;
    modules.add(String(node.source.value));
    cuts.push({ start: node.start, end: node.end, text: importAsVariables(node) });
  }
  let body = "", at = 0;
  for (const { start, end, text } of cuts) {
    body += code.slice(at, start) + text;
    at = end;
  }
  body = (body + code.slice(at)).replaceAll("import.meta.url", "$url");
  if (/\bimport\.meta\b|\bimport\(/.test(body)) {
    throw new Error(`${bundle}: a script can have no import() and import.meta`);
  }
  return { source: `(async function($node,$url){"use strict";${body}\n})`, modules: [...modules] };
}

function loader(name: string, modules: readonly string[]): string {
  const imports = modules.map((module, i) => `import*as m${i} from${JSON.stringify(module)};`).join("");
  const given = modules.map((module, i) => `${JSON.stringify(module)}:m${i}`).join(",");
  return `${imports}import vm from"node:vm";
const at=import.meta.dirname+"/${name}.";
const script=new vm.Script(Deno.readTextFileSync(at+"source"),{filename:"${name}.js",cachedData:Deno.readFileSync(at+"code")});
await script.runInThisContext()({${given}},import.meta.url);
`;
}

const MAKER = `import vm from "node:vm";
const [task, ...names] = Deno.args;
for (const name of names) {
  const source = Deno.readTextFileSync(name + ".source"), filename = name + ".js", file = name + ".code";
  if (task === "make") Deno.writeFileSync(file, new vm.Script(source, { filename }).createCachedData());
  else {
    const cachedData = Deno.readFileSync(file);
    const taken = new vm.Script(source, { filename, cachedData }).createCachedData();
    if (taken.length < 0.95 * cachedData.length) throw new Error("V8 does not take the code of " + name);
  }
}
`;
/** Where compiled code has the number of V8's settings (its SerializedCodeData). */
const SETTINGS = [12, 16] as const;

async function run(command: readonly string[]): Promise<void> {
  const [program = "", ...args] = command;
  const { success } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`failed: ${command.join(" ")}`);
}

const split = Deno.args.indexOf("--");
const given = Deno.args.slice(0, split);
const names = given.map((file) => file.replace(/\.(js|source)$/, ""));
const compile = Deno.args.slice(split + 1);
for (const name of names) {
  if (given.includes(`${name}.js`)) {
    const { source, modules } = asScript(name, Deno.readTextFileSync(`${name}.js`));
    Deno.writeTextFileSync(`${name}.source`, source);
    Deno.writeTextFileSync(`${name}.js`, loader(name, modules));
  }
  Deno.writeFileSync(`${name}.code`, new Uint8Array());
}
if (compile.length > 0) {
  Deno.writeTextFileSync("maker.js", MAKER);
  const make = async (maker: string, how: readonly string[], wanted: readonly string[]) => {
    await run([...how, "--allow-read=.", "--allow-write=.", "-o", maker, "maker.js"]);
    await run([maker, "make", ...wanted]);
  };
  await make("./maker", compile, names);
  const common = names.filter((name) => Deno.readTextFileSync(`${name}.source`).startsWith(COMMON));
  const settings = common.map((name) => Deno.readFileSync(`${name}.code`).slice(...SETTINGS));
  const eager = compile.map((word) => word.startsWith("--v8-flags=") ? `${word},--no-lazy` : word);
  await make("./eager", eager, common);
  for (const [i, name] of common.entries()) {
    const code = Deno.readFileSync(`${name}.code`);
    code.set(settings[i]!, SETTINGS[0]);
    Deno.writeFileSync(`${name}.code`, code);
  }
  await run(["./maker", "check", ...names]); // what it does not take it makes itself, of fewer functions
}
