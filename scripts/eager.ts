/**
 * Rewrites a bundle so that what common commands call is compiled with it, not at the first call.
 *
 *     deno run --allow-all scripts/eager.ts BUNDLE
 *
 * V8 compiles a function when it is called first, and what it can compile ahead (scripts/precompile.ts) is a script's
 * top level only. So each start would compile some 500 functions anew, 10 of a short command's 40 ms. A function in
 * parentheses is compiled with what surrounds it. Too many of them make the compiled code slow to read; which ones are
 * worth it V8 tells itself, asked to log what common commands make it compile.
 */
import { type Expression, type Function as AnyFunction, parse, type VariableDeclarator } from "acorn";

/** One line of `exp` each, one after another in the example project. */
const COMMANDS = ["init --example", "run -n a", "run", "status", "repro", "run --queue -S lr=0.3,0.4", "show --json"];

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @returns where the parameters of functions that were compiled begin, in characters from the bundle's start */
async function compiledFunctions(bundle: string): Promise<Set<number>> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "exp-build-" }));
  try {
    const log = `${folder}/v8.log`;
    const uses = new Map<number, number>();
    await Deno.mkdir(`${folder}/work`);
    for (const command of COMMANDS) {
      const flags = `--v8-flags=--log-function-events,--logfile=${log},--no-logfile-per-isolate,--single-threaded`;
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--allow-all", "--no-config", flags, bundle, ...command.split(" ")],
        cwd: `${folder}/work`,
        env: {
          HOME: folder,
          GIT_CONFIG_NOSYSTEM: "1",
          ...Object.fromEntries(
            ["AUTHOR", "COMMITTER"].flatMap((who) => [
              [`GIT_${who}_NAME`, "Build"],
              [`GIT_${who}_EMAIL`, "build@example.com"],
            ]),
          ),
        },
        stdout: "null",
        stderr: "piped",
      }).output();
      if (!success) throw new Error(`exp ${command}: ${new TextDecoder().decode(stderr)}`);
      if (command === COMMANDS[0]) continue;
      const found = new Set(functionsIn(await Deno.readTextFile(log), bundle));
      for (const start of found) uses.set(start, (uses.get(start) ?? 0) + 1);
    }
    return new Set([...uses].flatMap(([start, count]) => count > 1 ? [start] : []));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Reads lines such as `script-details,327,file:///…/exp.js,0,0,` and `function,parse-function,327,START,END,…`. */
function functionsIn(log: string, bundle: string): number[] {
  const script = log.split("\n").find((line) => line.startsWith("script-details,") && line.includes(bundle));
  const id = script?.split(",")[1];
  if (id === undefined) throw new Error("V8's log does not tell of the bundle");
  const line = new RegExp(`^function,(?:parse-function|interpreter|first-execution[A-Z-]*),${id},(\\d+),`, "gm");
  return [...log.matchAll(line)].map(([, start]) => Number(start));
}

/** Where V8 says that a function begins. */
function parametersOf(node: AnyFunction, code: string): number {
  if (node.type === "ArrowFunctionExpression") return node.async ? code.indexOf("(", node.start) : node.start;
  return code.indexOf("(", node.id?.end ?? node.start);
}

/** A module's top level, which the bundler wraps: `var x = once(() => { … })`. */
function moduleBody({ init }: VariableDeclarator): AnyFunction | undefined {
  const [body, ...more]: readonly { readonly type: string }[] = init?.type === "CallExpression" ? init.arguments : [];
  if (body?.type !== "ArrowFunctionExpression" || more.length > 0) return undefined;
  const arrow = body as AnyFunction & { readonly body: Expression };
  return arrow.params.length === 0 && (arrow.body.type as string) === "BlockStatement" ? arrow : undefined;
}

/** Declared functions become variables; they stand first, so that whoever runs earlier finds them all the same. */
function rewrite(code: string, compiled: ReadonlySet<number>): string {
  const first: string[] = [];
  const cuts: Cut[] = [];
  for (const node of parse(code, { ecmaVersion: "latest", sourceType: "module" }).body) {
    if (node.type === "FunctionDeclaration" && compiled.has(parametersOf(node, code))) {
      const kind = `${node.async ? "async " : ""}function${node.generator ? "*" : ""}`;
      first.push(`var ${node.id.name}=(${kind}${code.slice(parametersOf(node, code), node.end)});`);
      cuts.push({ start: node.start, end: node.end, text: "" });
    }
    for (const declarator of node.type === "VariableDeclaration" ? node.declarations : []) {
      const body = moduleBody(declarator);
      if (body === undefined || !compiled.has(parametersOf(body, code))) continue;
      const text = `(${body.async ? "async " : ""}function()${code.slice(body.body.start, body.end)})`;
      cuts.push({ start: body.start, end: body.end, text });
    }
  }
  if (first.length < 100) throw new Error(`only ${first.length} functions of the bundle were found in V8's log`);
  let out = "", at = 0;
  for (const { start, end, text } of cuts) {
    out += code.slice(at, start) + text;
    at = end;
  }
  return `${first.join("")}${out}${code.slice(at)}`;
}

const [bundle = ""] = Deno.args;
Deno.writeTextFileSync(bundle, rewrite(Deno.readTextFileSync(bundle), await compiledFunctions(bundle)));
