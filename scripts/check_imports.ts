/**
 * Holds the rooms of src/ to their directions: imports point down, one room touches the machine, one file a package.
 *
 *     deno run --allow-read=. scripts/check_imports.ts [--matrix]
 *
 * `--matrix` prints who imports whom instead of checking.
 */

const BASE = ["repo", "git", "formats", "host", "common"];
/** What an experiment is made of. */
const PARTS = ["pipeline", "stage", "hydra_params", "hydra", "params", "metrics", "data", ...BASE];

/** Room → the rooms it may import. Files directly in src/ are rooms of their own. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  common: [],
  host: ["common"],
  formats: ["host", "common"],
  git: ["host", "common"],
  repo: ["git", "formats", "host", "common"],
  data: BASE,
  params: BASE,
  metrics: ["params", ...BASE],
  hydra: ["params", ...BASE],
  hydra_params: ["hydra", "params", ...BASE],
  stage: ["params", "data", ...BASE],
  pipeline: ["stage", "params", "data", ...BASE],
  experiments: PARTS,
  workspace: ["experiments", ...PARTS],
  tracking: ["experiments", ...PARTS],
  executors: ["experiments", "tracking", ...PARTS],
  // a task's log holds the lines that a terminal would show
  queue: ["ui", "executors", "experiments", ...PARTS],
  show: ["common"],
  report: ["common", "show"],
  ui: ["common", "show"],
  voice: ["common"],
  example: ["common"],
};

/** These see the types of any lower room, never what does its work. */
const SEES_TYPES = new Set(["show", "report", "ui", "voice"]);
/** The cache speaks of deps and outs, so it sees those types of the room above; its code stays below. */
const SEES_TYPES_OF: Readonly<Record<string, readonly string[]>> = { data: ["stage"] };
/** These may import every room but the ones named. */
const ABOVE_ALL: Readonly<Record<string, readonly string[]>> = {
  cli: [],
  "mod.ts": ["cli", "ui"],
  "main.ts": [],
  "worker_main.ts": ["cli"],
};

/** What is the platform's: its own modules, files and processes, clock, chance, and threads. */
const PLATFORM = new RegExp(
  [
    String.raw`\bDeno\.[\w.]+`,
    `"node:\\w+"`,
    String.raw`\bMath\.random|\bcrypto\.\w+|\bDate\.now|\bnew Date\(\)|\bperformance\.\w+`,
    String.raw`(?<!\.)\b(?:setTimeout|setInterval|queueMicrotask|addEventListener)\(`,
    String.raw`\bnew (?:Worker|BroadcastChannel)\b|\bnavigator\.\w+|\bglobalThis\b`,
  ].join("|"),
  "g",
);

/** Where the platform itself may be touched, apart from src/host. */
const TOUCHES_PLATFORM: Readonly<Record<string, RegExp>> = {
  "main.ts": /Deno\.args/,
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
  /** Loaded when needed, not with the file. */
  readonly lazy: boolean;
}

const SRC = new URL("../src/", import.meta.url).pathname;
const files = [...listFiles("")].sort();
const imports = files.flatMap(readImports);
if (Deno.args.includes("--matrix")) printMatrix();
else {
  const faults = [
    ...checkRooms(),
    ...checkPackages(),
    ...files.flatMap(checkPlatform),
    ...files.flatMap(checkGitCalls),
    ...checkCycles(),
  ];
  for (const fault of faults) console.error(fault);
  console.log(`imports: ${files.length} files, ${faults.length} wrong`);
  Deno.exit(faults.length === 0 ? 0 : 1);
}

function* listFiles(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(SRC + folder)) {
    if (entry.isDirectory) yield* listFiles(`${folder}${entry.name}/`);
    else if (entry.name.endsWith(".ts")) yield folder + entry.name;
  }
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|(?<=^|[\s;{}(,])\/\/.*$/gm, "");
}

function readImports(file: string): Import[] {
  const text = withoutComments(Deno.readTextFileSync(SRC + file));
  const found: Import[] = [];
  for (const [, words, target] of text.matchAll(/^(?:import|export)\s([^;"'`]*?\sfrom\s+)?["']([^"']+)["']/gm)) {
    const names = words?.match(/\{([^}]*)\}/)?.[1]?.split(",").map((name) =>
      name.trim()
    ).filter((name) => name !== "") ?? [];
    const typeOnly = /^type\s/.test(words ?? "") ||
      (names.length > 0 && names.every((name) => name.startsWith("type ")));
    found.push({ file, target: target!, typeOnly, lazy: false });
  }
  for (const [, target] of text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g)) {
    found.push({ file, target: target!, typeOnly: false, lazy: true });
  }
  return found;
}

function roomOf(file: string): string {
  return file.split("/")[0]!;
}

/** The file that a relative import names, from src/; undefined for a package. */
function resolve({ file, target }: Import): string | undefined {
  if (!target.startsWith(".")) return undefined;
  return new URL(target, `file:///${file}`).pathname.slice(1);
}

function checkRooms(): string[] {
  return imports.flatMap((found) => {
    const target = resolve(found);
    if (target === undefined) return [];
    const [from, to] = [roomOf(found.file), roomOf(target)];
    if (from === to || isAllowed(from, to, found.typeOnly)) return [];
    return [`src/${found.file}: ${from} may not import ${to} (${found.target})`];
  });
}

function isAllowed(from: string, to: string, typeOnly: boolean): boolean {
  const except = ABOVE_ALL[from];
  if (except !== undefined) return !except.includes(to);
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined) return false;
  return allowed.includes(to) || (typeOnly && SEES_TYPES.has(from) && to in MAY_IMPORT) ||
    (typeOnly && (SEES_TYPES_OF[from] ?? []).includes(to));
}

/** A package is known to one file, so that it can be changed for another. */
function checkPackages(): string[] {
  const users = new Map<string, Set<string>>();
  for (const { file, target, typeOnly } of imports) {
    if (target.startsWith(".") || target.startsWith("node:") || typeOnly) continue;
    const name = target.split("/").slice(0, target.startsWith("@") ? 2 : 1).join("/");
    users.set(name, (users.get(name) ?? new Set()).add(file));
  }
  return [...users].filter(([, places]) => places.size > 1)
    .map(([name, places]) => `package ${name} is imported by ${[...places].join(", ")}: one file only`);
}

function checkPlatform(file: string): string[] {
  if (file.startsWith("host/")) return [];
  const text = withoutComments(Deno.readTextFileSync(SRC + file)).replaceAll(
    /"(?:[^"\\\n]|\\.)*"/g,
    (literal) => literal.startsWith('"node:') ? literal : '""',
  );
  const allowed = TOUCHES_PLATFORM[file];
  const uses = [...text.matchAll(PLATFORM)].map(([use]) => use)
    .filter((use) => allowed === undefined || !allowed.test(use));
  return [...new Set(uses)].map((use) => `src/${file}: uses ${use}; only src/host touches the platform`);
}

/** Git is asked by the typed functions of src/git alone. */
function checkGitCalls(file: string): string[] {
  if (file.startsWith("git/") || file.startsWith("host/")) return [];
  const calls = Deno.readTextFileSync(SRC + file).match(/program: "git"|\b[gG]it\.run\(|\.run\(\[/g) ?? [];
  return calls.map((call) =>
    `src/${file}: calls git by hand (${call}); src/git has, or gets, a function that says what for`
  );
}

/** Files that need each other to load; types do not count. */
function checkCycles(): string[] {
  const next = new Map<string, string[]>();
  for (const found of imports) {
    const target = resolve(found);
    if (target !== undefined && !found.typeOnly && !found.lazy) {
      next.set(found.file, [...(next.get(found.file) ?? []), target]);
    }
  }
  const state = new Map<string, "open" | "done">();
  const faults: string[] = [];
  const visit = (file: string, path: readonly string[]) => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      faults.push(`cycle: ${[...path.slice(path.indexOf(file)), file].join(" → ")}`);
      return;
    }
    state.set(file, "open");
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    state.set(file, "done");
  };
  for (const file of files) visit(file, []);
  return faults;
}

function printMatrix(): void {
  const rooms = new Map<string, Map<string, number>>();
  for (const found of imports) {
    const target = resolve(found) ?? found.target;
    const [from, to] = [roomOf(found.file), target.includes("/") && !target.startsWith("@") ? roomOf(target) : target];
    if (from === to) continue;
    const row = rooms.get(from) ?? rooms.set(from, new Map()).get(from)!;
    row.set(to, (row.get(to) ?? 0) + 1);
  }
  for (const [from, row] of [...rooms].sort()) {
    console.log(`${from}: ${[...row].sort().map(([to, n]) => `${to} ${n}`).join(", ")}`);
  }
}
