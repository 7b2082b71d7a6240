/**
 * Cuts a bundle into chunks, so that a command reads what it needs, with the functions that it calls compiled ahead.
 *
 *     deno run --allow-all scripts/chunks.ts BUNDLE.js [aside]      its map is BUNDLE.js.map
 *
 * V8 reads compiled code as a whole, in time that grows with its size: all of it took as long as the rest of a short
 * command. And it compiles ahead (scripts/precompile.ts) a script's top level only; a function in parentheses is
 * compiled with what surrounds it. Which functions are worth it, and which commands call them, scripts/called.txt says.
 *
 * BUNDLE.js becomes BUNDLE.0.source, BUNDLE.1.source … and a module of a few lines that loads the first. Each is a
 * classic script, so all of them share one global scope. What a chunk names and another one has is an accessor that
 * loads that one when it is asked; after that it is an ordinary variable. Which chunk a function is in changes nothing
 * but the time: what runs at the top level, apart from what only declares, stays in the first chunk, in its order.
 * The executable carries all of them, and reads none from anywhere else. With `aside` all but the first are where the
 * runtime does not read them at each start (scripts/aside.ts).
 */
import { type ImportDeclaration, type ModuleDeclaration, parse, type Statement } from "acorn";
import { asEager, COMMON, declaredNames, isDeclaring, namesIn, namesReadIn, onceIn } from "./bundle_statements.ts";
import { type NamedFunction, readProfile, type SourceMap, SourceNames } from "./called_functions.ts";
import { COMMANDS, EVERY_START } from "./common_commands.ts";

/** Characters of a chunk that no common command needs. */
const RARE_SIZE = 100_000;

/** Which chunk of several? Commands that call it, as their places in {@link COMMANDS}. */
function chunkName(callers: readonly number[], rareSize: number): string {
  if (callers.length === 0) return `rare ${Math.floor(rareSize / RARE_SIZE)}`;
  if (callers.includes(EVERY_START)) return "start";
  return callers.length > 1 ? "shared" : `only ${COMMANDS[callers[0]!]}`;
}

interface Chunk {
  /** Does a common command need it? */
  readonly isCommon: boolean;
  readonly statements: TopLevel[];
  readonly names: Set<string>;
}

type TopLevel = Statement | ModuleDeclaration;

/** Statements that stay together, and the commands that need them; `undefined`: they stay first, in their order. */
interface Group {
  readonly statements: TopLevel[];
  readonly callers: Set<number> | undefined;
}

/** @param callersOf a function's callers */
function groupsOf(
  code: string,
  once: string,
  functionsOf: (node: TopLevel) => Iterable<NamedFunction>,
  callersOf: (name: string) => Iterable<number>,
): Group[] {
  const groups: Group[] = [];
  let before: TopLevel | undefined;
  for (const node of parse(code, { ecmaVersion: "latest", sourceType: "module" }).body) {
    const kind = isDeclaring(node, before, once);
    before = node;
    if (kind === "with the one before") groups.at(-1)!.statements.push(node);
    else groups.push({ statements: [node], callers: kind === "new" ? new Set() : undefined });
  }
  for (const { statements, callers } of groups) {
    for (const { name } of statements.flatMap((node) => [...functionsOf(node)])) {
      for (const command of callersOf(name)) callers?.add(command);
    }
  }
  return groups;
}

/** What a module names as it begins, such as the members of an object, is read then, whoever calls it later. */
function addReaders(groups: readonly Group[], once: string): void {
  const owners = new Map(
    groups.flatMap((group) => group.statements.flatMap(declaredNames).map((name) => [name, group] as const)),
  );
  for (const { statements, callers } of groups) {
    for (const name of statements.flatMap((node) => [...namesReadIn(node, once)])) {
      const read = owners.get(name)?.callers;
      for (const command of callers ?? [EVERY_START]) read?.add(command);
    }
  }
}

/** The first one is what every start needs. */
function cut(groups: readonly Group[]): Chunk[] {
  const chunks = new Map<string, Chunk>([["start", { isCommon: true, statements: [], names: new Set() }]]);
  let rareSize = 0;
  for (const { statements, callers } of groups) {
    if (callers?.size === 0) rareSize += statements.at(-1)!.end - statements[0]!.start;
    const name = callers === undefined ? "start" : chunkName([...callers].sort((a, b) => a - b), rareSize);
    const isCommon = callers === undefined || callers.size > 0;
    const chunk = chunks.get(name) ?? { isCommon, statements: [], names: new Set() };
    chunks.set(name, chunk);
    chunk.statements.push(...statements);
    for (const declared of statements.flatMap(declaredNames)) chunk.names.add(declared);
  }
  return [...chunks.values()];
}

/** Import declarations as variables that are fetched when they are asked for. */
function builtIns({ specifiers, source }: ImportDeclaration): string {
  const names = specifiers.map((one) => {
    const member = one.type === "ImportNamespaceSpecifier" || one.type === "ImportDefaultSpecifier"
      ? ""
      : one.imported.type === "Identifier"
      ? one.imported.name
      : String(one.imported.value);
    return [one.local.name, member];
  });
  return `$builtIn(${JSON.stringify(source.value)},${JSON.stringify(names)});`;
}

/** A chunk's script. What is awaited at the top level comes last, in an async function that is the script's value. */
function scriptOf(code: string, chunk: Chunk, others: readonly Chunk[], compiled: ReadonlySet<number>): string {
  const imports = chunk.statements.filter((node): node is ImportDeclaration => node.type === "ImportDeclaration");
  const rest = chunk.statements.filter((node) => node.type !== "ImportDeclaration");
  const awaits = rest.findIndex((node) =>
    node.type === "ExpressionStatement" && node.expression.type === "AwaitExpression"
  );
  const last = awaits < 0 ? [] : rest.splice(awaits);
  const local = last.flatMap(declaredNames);
  if (local.length > 0) throw new Error(`declared after the first await of the top level: ${local.join(", ")}`);
  const used = new Set(chunk.statements.flatMap((node) => [...namesIn(node)]));
  const needs = others.flatMap(({ names }, place) => {
    const wanted = others[place] === chunk ? [] : [...names].filter((name) => used.has(name));
    return wanted.length === 0 ? [] : [`$later(${place},${JSON.stringify(wanted)});`];
  });
  const texts = rest.map((node) => asEager(code, node, compiled, once));
  const text = [
    ...chunk.isCommon ? [COMMON] : [],
    '"use strict";', // as a module is
    ...imports.map(builtIns),
    ...needs,
    ...texts.map(({ first }) => first),
    ...texts.map(({ text }) => text + ";"),
    ...last.length === 0 ? [] : [`(async()=>{${last.map(({ start, end }) => code.slice(start, end)).join(";")}})()`],
  ].join("").replaceAll("import.meta.url", "$url");
  if (/\bimport\.meta\b|\bimport\(/.test(text)) throw new Error("a script can have no import() and import.meta");
  return text;
}

/**
 * Reads from the executable, which stays open from the first piece on: whoever updates the program puts another one in
 * its place. What lies on a RAM disk the runtime does not open; and no program is started with what LD_… says, see
 * src/host/real_processes.ts.
 */
const ASIDE = `const laid=JSON.parse(Deno.readTextFileSync(at+"aside.json"));
let exe,start;
const piece=(from,length)=>{
if(typeof exe==="string"){
const args=["-c",'tail -c +$(($1+1)) -- "$0"|head -c "$2"',exe,from+"",length+""],env={PATH:Deno.env.get("PATH")??"/usr/bin:/bin"};
const{stdout}=new Deno.Command("sh",{args,env,clearEnv:true}).outputSync();
if(stdout.length!==length)throw new Error("cannot read "+exe+", which takes sh, tail and head");
return stdout;
}
const bytes=new Uint8Array(length);
exe.seekSync(from,0);
for(let n=0,got;n<length&&(got=exe.readSync(bytes.subarray(n)));n+=got);
return bytes;
};
const open=()=>{
const path=Deno.execPath(),{size}=Deno.statSync(path);
try{exe=Deno.openSync(path)}catch(error){if(error.name!=="NotCapable")throw error;exe=path}
const last=piece(size-8,8);
start=size-Number(new DataView(last.buffer,last.byteOffset).getBigUint64(0,true))-laid.size;
if(new TextDecoder().decode(piece(start+laid.size-16,16))!==laid.stamp){exe=undefined;throw new Error(path+" has been replaced: start it again")}
};
g.$aside={names:Object.keys(laid.files),read(name){
if(exe===undefined)open();
const[from,length]=laid.files[name];
return piece(start+from,length);
}};
`;

/** See above. `vm` is what takes compiled code; everything else of Node's is fetched when it is asked for. */
const loader = (name: string, count: number, aside: boolean) =>
  `import vm from"node:vm";
const at=import.meta.dirname+"/",read=(n)=>Deno.readFileSync(at+n),later=Array.from({length:${count}},()=>[]),g=globalThis;
const redefine=(n,get,set)=>Object.defineProperty(g,n,{configurable:true,get,set});
const load=(i)=>{
const file="${name}."+i,get=${aside ? "i>0?g.$aside.read:read" : "read"};
const script=new vm.Script(new TextDecoder().decode(get(file+".source")),{filename:"${name}.js",cachedData:get(file+".code")});
const names=later[i];later[i]=undefined;
for(const n of names)delete g[n];
return script.runInThisContext();
};
${aside ? ASIDE : ""}g.$url=import.meta.url;
g.$later=(i,names)=>{
if(later[i]===undefined)return;
for(const n of names){if(Object.hasOwn(g,n))continue;later[i].push(n);redefine(n,()=>{load(i);return g[n]},(v)=>{load(i);g[n]=v})}
};
g.$builtIn=(from,names)=>{
for(const[n,member]of names)redefine(n,()=>{const all=process.getBuiltinModule(from),value=member===""?all:all[member];Object.defineProperty(g,n,{value,writable:true});return value});
};
await load(0);
`;

const [bundle = "", where = ""] = Deno.args;
const code = Deno.readTextFileSync(bundle);
const { called, commands } = readProfile(Deno.readTextFileSync(new URL("called.txt", import.meta.url)));
if (commands.join() !== COMMANDS.join()) throw new Error("scripts/called.txt is of other commands: sh scripts/profile");
const once = onceIn(code);
const names = new SourceNames(code, JSON.parse(Deno.readTextFileSync(`${bundle}.map`)) as SourceMap);
const compiled = new Set<number>(), found = new Set<string>();
const functionsIn = (node: TopLevel) => names.functionsOf(node, code, once);
const groups = groupsOf(code, once, functionsIn, (name) => called.get(name) ?? []);
for (const { name, at } of groups.flatMap(({ statements }) => statements).flatMap((node) => [...functionsIn(node)])) {
  if (!called.has(name)) continue;
  compiled.add(at);
  found.add(name);
}
if (found.size < 0.8 * called.size) {
  console.error(
    `build: ${
      called.size - found.size
    } of ${called.size} functions of scripts/called.txt are no more there: sh scripts/profile`,
  );
}
addReaders(groups, once);
const chunks = cut(groups);
const stem = bundle.replace(/\.js$/, "");
for (const name of chunks.flatMap(({ names }) => [...names])) {
  if (name in globalThis) throw new Error(`a variable of the bundle has the name of something global: ${name}`);
}
const licences = /\/\*! Bundled license information:[^]*$/.exec(code)?.[0] ?? "";
for (const [place, chunk] of chunks.entries()) {
  const script = scriptOf(code, chunk, chunks, compiled);
  Deno.writeTextFileSync(`${stem}.${place}.source`, place === chunks.length - 1 ? `${script}\n${licences}` : script);
}
Deno.writeTextFileSync(bundle, loader(stem.slice(stem.lastIndexOf("/") + 1), chunks.length, where === "aside"));
