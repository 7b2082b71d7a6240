/**
 * deno run -A tests/golden/run_wild.ts [part of a name]… [--jobs N] [--verbose]
 *
 * Every recorded real project against the program (see prepareProgram in suite.ts): what it reads in them, and what it
 * refuses. What is exact is said in wild/README.md.
 */
import { runCommand, type TestResult } from "../support/command.ts";
import { createRepository, environment } from "./pipelines.ts";
import { canonical, diffText, diffValue, indent, judge, parseOptions, prepareProgram, type Program } from "./suite.ts";
import { readDifferences, runSuite, sameValue } from "./suite.ts";

/** What DVC said, or how it refused. */
interface Refusal {
  readonly exit: number;
  readonly error: string;
  readonly lines?: readonly string[];
}
type Lines = readonly string[] | Refusal;

interface Expectation {
  readonly initialised: boolean;
  readonly stage_list: Lines;
  readonly stage_list_all: Lines;
  readonly dag_dot: Lines;
  readonly dag_mermaid: Lines;
  readonly status_exit: number;
  readonly status_json: unknown;
  readonly status_of?: Readonly<Record<string, unknown>>;
  readonly params: unknown;
  readonly resolved: {
    readonly stages?: readonly Stage[];
    readonly top?: unknown;
    readonly errors?: readonly { file: string }[];
  };
  readonly unstable: readonly string[];
}
interface Entry {
  readonly written: string;
  readonly path: string;
}
interface Stage {
  readonly address: string;
  readonly deps?: readonly Entry[];
  readonly outs?: readonly Entry[];
  readonly params?: readonly { readonly error?: string }[];
}

const FOLDER = new URL("wild/", import.meta.url).pathname;

Deno.umask(0o022);
const program = await prepareProgram();
const options = parseOptions(Deno.args);
const context = { differences: await readDifferences(), isDvc: program.isDvc, accept: undefined };
const projects = [...Deno.readDirSync(FOLDER)].filter((entry) => entry.isDirectory).map(({ name }) => name).sort();
const cases = projects.map((name) => ({
  name,
  run: async (folder: string) => {
    const expected = parseExact(await Deno.readTextFile(`${FOLDER}${name}/expect.json`)) as Expectation;
    const seen = await readProject(name, folder, program, expected);
    return judge(`wild/${name}`, expected, context, (value) => Promise.resolve(compare(value, seen)));
  },
}));
Deno.exit(await runSuite("wild", cases, options) === 0 ? 0 : 1);

type Seen = Readonly<Record<string, TestResult>>;

async function readProject(name: string, folder: string, program: Program, expected: Expectation): Promise<Seen> {
  const source = JSON.parse(await Deno.readTextFile(`${FOLDER}${name}/source.json`)) as { root?: string };
  const repo = `${folder}/repo`;
  const root = source.root === undefined ? repo : `${repo}/${source.root}`;
  const env = {
    ...environment(folder, program.bin),
    COLUMNS: "80",
    http_proxy: "http://127.0.0.1:9",
    https_proxy: "http://127.0.0.1:9",
  };
  await copyTree(`${FOLDER}${name}/files`, repo);
  const realRoot = await Deno.realPath(root);
  // what lies further out than the project's own folder
  const outside = new RegExp(String.raw`${RegExp.escape(folder.slice(0, folder.lastIndexOf("/")))}/[\w./-]*`, "g");
  const run = async (...argv: string[]): Promise<TestResult> => {
    const result = await runCommand({ argv, cwd: root, env });
    const neutral = (text: string) =>
      text.replaceAll(realRoot, "<root>").replaceAll(folder, "<base>").replace(outside, "<tmp>");
    return { ...result, stdout: neutral(result.stdout), stderr: neutral(result.stderr) };
  };
  if (expected.initialised) {
    // DVC looks for Git above it, so Git comes first
    await runCommand({ argv: ["git", "init", "-q", "-b", "main"], cwd: repo, env });
    await run("dvc", "init", "-q");
  }
  await createRepository(repo, env);
  const seen: Record<string, TestResult> = {
    stage_list: await run("dvc", "stage", "list", "--name-only", "-R"),
    stage_list_all: await run("dvc", "stage", "list", "--name-only", "--all"),
    dag_dot: await run("dvc", "dag", "--dot"),
    dag_mermaid: await run("dvc", "dag", "--mermaid"),
    status_json: await run("dvc", "status", "--json"),
    params: await run("dvc", "params", "diff", "--json", "--all"),
  };
  for (const path of Object.keys(expected.status_of ?? {})) {
    seen[`status_of ${path}`] = await run("dvc", "status", "--json", path);
  }
  if (!program.isDvc) seen["resolved"] = await run("exp", "internal", "resolve", "--json");
  return seen;
}

function compare(expected: Expectation, seen: Seen): string[] {
  const findings: string[] = [];
  const add = (field: string, found: string[]) => {
    if (found.length > 0 && !expected.unstable.includes(field)) findings.push(`${field}:`, ...found.map(indent));
  };
  add("stage_list", compareLines(expected.stage_list, seen["stage_list"]!));
  add("stage_list_all", compareLines(expected.stage_list_all, seen["stage_list_all"]!, groupByFile));
  add("dag_dot", compareLines(expected.dag_dot, seen["dag_dot"]!, (lines) => lines.toSorted()));
  add("dag_mermaid", compareLines(expected.dag_mermaid, seen["dag_mermaid"]!));
  const exit = seen["status_json"]!.code;
  add("status_exit", exit === expected.status_exit ? [] : [`expected ${expected.status_exit}, got ${exit}`]);
  add("status_json", compareData(expected.status_json, seen["status_json"]!));
  for (const [path, value] of Object.entries(expected.status_of ?? {})) {
    add(`status_of ${path}`, compareData(value, seen[`status_of ${path}`]!));
  }
  add("params", compareData(expected.params, seen["params"]!));
  if (seen["resolved"] !== undefined) add("resolved", compareResolved(expected.resolved, seen["resolved"]));
  return findings;
}

function isRefusal(value: unknown): value is Refusal {
  return value !== null && typeof value === "object" && "exit" in value && "error" in value;
}

/** An exit code is exact; where DVC complains and goes on, the lines count too. */
function compareRefusal(expected: Refusal, got: TestResult): string[] {
  return got.code === expected.exit
    ? []
    : [`expected to be refused with exit ${expected.exit} (${expected.error.slice(0, 200)}), got exit ${got.code}`];
}

function compareLines(
  expected: Lines,
  got: TestResult,
  order: (lines: readonly string[]) => readonly string[] = (lines) => lines,
): string[] {
  if (isRefusal(expected)) return compareRefusal(expected, got);
  if (got.code !== 0) return [`exit ${got.code}: ${got.stderr.slice(0, 600)}`];
  const lines = got.stdout.split("\n").filter((line) => line.trim() !== "");
  const [want, have] = [order(expected).join("\n"), order(lines).join("\n")];
  return want === have ? [] : [diffText(want, have)];
}

/** The order of files is free, that of a file's stages is not. */
function groupByFile(lines: readonly string[]): readonly string[] {
  const file = (
    line: string,
  ) => (line.includes(":") ? line.slice(0, line.indexOf(":")) : line.endsWith(".dvc") ? line : "");
  return lines.toSorted((a, b) => (file(a) < file(b) ? -1 : file(a) > file(b) ? 1 : 0));
}

function compareData(expected: unknown, got: TestResult): string[] {
  if (isRefusal(expected)) return compareRefusal(expected, got);
  if (got.code !== 0) return [`exit ${got.code}: ${got.stderr.slice(0, 600)}`];
  try {
    const value = parseExact(got.stdout);
    return sameValue(expected, value) ? [] : [diffValue(expected, value)];
  } catch {
    return [`not JSON: ${got.stdout.slice(0, 300)}`];
  }
}

function compareResolved(expected: Expectation["resolved"], got: TestResult): string[] {
  if (isRefusal(expected)) return got.code === 0 ? ["expected to be refused"] : [];
  if (got.code !== 0) return [`exit ${got.code}: ${got.stderr.slice(0, 600)}`];
  const value = parseExact(got.stdout) as Expectation["resolved"];
  const findings: string[] = [];
  const byAddress = (stages: readonly Stage[] = []) =>
    new Map(stages.map((stage) => [stage.address, comparable(stage)]));
  const [want, have] = [byAddress(expected.stages), byAddress(value.stages)];
  for (const address of new Set([...want.keys(), ...have.keys()])) {
    const [a, b] = [want.get(address), have.get(address)];
    if (!sameValue(a, b) && findings.length < 6) {
      findings.push(
        `stage ${address}:`,
        b === undefined ? "  is missing" : a === undefined ? "  should not be" : diffValue(a, b),
      );
    }
  }
  if (!sameValue(expected.top, value.top)) findings.push("top:", diffValue(expected.top, value.top));
  const files = (errors: readonly { file: string }[] = []) => errors.map(({ file }) => file).sort().join("\n");
  if (files(expected.errors) !== files(value.errors)) {
    findings.push("errors:", diffText(files(expected.errors), canonical(value.errors)));
  }
  return findings;
}

/** A stage without what may differ: the words of errors, and how deep the folder of the project is. */
function comparable(stage: Stage): Stage {
  const anyDepth = (entries: readonly Entry[] = []) =>
    entries.map((entry) =>
      entry.written.startsWith("/") ? { ...entry, path: entry.path.replace(/^(\.\.\/)+/, "../") } : entry
    );
  const params = stage.params?.map((entry) => (entry.error === undefined ? entry : { ...entry, error: "any" }));
  return {
    ...stage,
    deps: anyDepth(stage.deps),
    outs: anyDepth(stage.outs),
    ...(params === undefined ? {} : { params }),
  };
}

/** JSON whose floats stay apart from integers (`1.0` is not `1`) and whose big integers keep their digits. */
function parseExact(text: string): unknown {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => {
    if (token.startsWith('"')) return token;
    if (/[a-z]{2}/.test(token)) return `{"float": "${token.replace("Infinity", "inf").toLowerCase()}"}`;
    if (/[.eE]/.test(token)) return `{"$float": "${Number(token)}"}`;
    return Number.isSafeInteger(Number(token)) ? token : `{"$int": "${token}"}`;
  });
  return JSON.parse(marked);
}

async function copyTree(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [`${from}/${entry.name}`, `${to}/${entry.name}`];
    if (entry.isDirectory) await copyTree(source, target);
    else if (entry.isSymlink) await Deno.symlink(await Deno.readLink(source), target);
    else await Deno.writeFile(target, await Deno.readFile(source));
  }
}
