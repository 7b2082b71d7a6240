/**
 * Holds the rooms of src/ and the packages below them to their directions and doors: imports of another room name its
 * `mod.ts`, those of a package its name; they point down, and make no circle, be it of types or of what is loaded late;
 * one room touches the machine, one file a foreign package. `rooms.ts` has who may import whom.
 *
 *     deno run --allow-read=. scripts/check_imports.ts [--matrix]
 *
 * `--matrix` prints who imports whom instead of checking. Tests may go past the doors: they mirror the files.
 */

import { drawing, MAY_IMPORT, roomMayImport } from "./rooms.ts";

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
  "cli/parse.ts": /node:util/,
};

/** Bundled for pages (scripts/build): their machine is the browser. */
const RUNS_IN_BROWSER = /^\w+\/browser\//;

/** Where a line is read, the two manners differ by their grammar. */
const READS_LINES = /^cli\/(parse|tree|help|program)\.ts$/;

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const PACKAGES = ["values", "formats", "hydra", "tpe"];

const ROOT = new URL("../", import.meta.url).pathname;
/** As `ROOM/FILE.ts`; those directly in src/ as `FILE.ts`. */
const files = [...listFiles(""), ...PACKAGES.flatMap((name) => [...listFiles(`${name}/`)])].sort();
const imports = files.flatMap(readImports);
if (Deno.args.includes("--matrix")) printMatrix();
else {
  const faults = [
    ...checkRooms(),
    ...checkPackages(),
    ...files.flatMap(checkPlatform),
    ...files.flatMap(checkGitCalls),
    ...files.flatMap(checkVoice),
    ...files.flatMap(checkManners),
    ...checkCircles(),
    ...checkDrawing(),
  ];
  for (const fault of faults) console.error(fault);
  console.log(`imports: ${files.length} files, ${faults.length} wrong`);
  Deno.exit(faults.length === 0 ? 0 : 1);
}

function* listFiles(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(ROOT + placeOf(folder))) {
    if (entry.isDirectory && entry.name !== "tests") yield* listFiles(`${folder}${entry.name}/`);
    else if (entry.name.endsWith(".ts")) yield folder + entry.name;
  }
}

/** The path from the root. */
function placeOf(file: string): string {
  return (PACKAGES.includes(roomOf(file)) ? "packages/" : "src/") + file;
}

function textOf(file: string): string {
  return Deno.readTextFileSync(ROOT + placeOf(file));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|(?<=^|[\s;{}(,])\/\/.*$/gm, "");
}

function readImports(file: string): Import[] {
  const text = withoutComments(textOf(file));
  const found: Import[] = [];
  for (const [, words, target] of text.matchAll(/^(?:import|export)\s([^;"'`]*?\sfrom\s+)?["']([^"']+)["']/gm)) {
    const names = words?.match(/\{([^}]*)\}/)?.[1]?.split(",").map((name) =>
      name.trim()
    ).filter((name) => name !== "") ?? [];
    const typeOnly = /^type\s/.test(words ?? "") ||
      (names.length > 0 && names.every((name) => name.startsWith("type ")));
    found.push({ file, target: target!, typeOnly });
  }
  for (const [, target] of text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g)) {
    found.push({ file, target: target!, typeOnly: false });
  }
  return found;
}

function roomOf(file: string): string {
  return file.split("/")[0]!;
}

/** The file that an import names; undefined for a foreign package. */
function resolve({ file, target }: Import): string | undefined {
  if (target.startsWith("@exp/")) return `${target.slice("@exp/".length)}/mod.ts`;
  if (!target.startsWith(".")) return undefined;
  return new URL(target, `file:///${placeOf(file)}`).pathname.replace(/^\/(?:src|packages)\//, "");
}

function checkRooms(): string[] {
  return imports.flatMap((found) => {
    const target = resolve(found);
    if (target === undefined) return [];
    const [from, to] = [roomOf(found.file), roomOf(target)];
    if (from === to) return [];
    if (!roomMayImport(from, to, found.typeOnly)) {
      return [`${placeOf(found.file)}: ${from} may not import ${to} (${found.target})`];
    }
    if (target === to || target === `${to}/mod.ts`) return [];
    return [
      `${
        placeOf(found.file)
      }: ${found.target} is past the door of ${to}; import ${to}/mod.ts, or the package by its name`,
    ];
  });
}

/** A package is known to one file, so that it can be changed for another. */
function checkPackages(): string[] {
  const users = new Map<string, Set<string>>();
  for (const { file, target, typeOnly } of imports) {
    if (/^(?:\.|@exp\/|node:)/.test(target) || typeOnly) continue;
    const name = target.split("/").slice(0, target.startsWith("@") ? 2 : 1).join("/");
    users.set(name, (users.get(name) ?? new Set()).add(file));
  }
  return [...users].filter(([, places]) => places.size > 1)
    .map(([name, places]) => `package ${name} is imported by ${[...places].join(", ")}: one file only`);
}

function checkPlatform(file: string): string[] {
  if (file.startsWith("host/") || RUNS_IN_BROWSER.test(file)) return [];
  const text = withoutComments(textOf(file)).replaceAll(
    /"(?:[^"\\\n]|\\.)*"/g,
    (literal) => literal.startsWith('"node:') ? literal : '""',
  );
  const allowed = TOUCHES_PLATFORM[file];
  const uses = [...text.matchAll(PLATFORM)].map(([use]) => use)
    .filter((use) => allowed === undefined || !allowed.test(use));
  return [...new Set(uses)].map((use) => `${placeOf(file)}: uses ${use}; only src/host touches the platform`);
}

/** Where DVC decides otherwise is a table (common/rules.ts), what it says another (src/voice): nobody else asks whose manner it is. */
function checkManners(file: string): string[] {
  const text = withoutComments(textOf(file));
  const asks = READS_LINES.test(file) ? [] : text.match(/\bmanner [!=]==/g) ?? [];
  const switches = text.match(/\basDvc\w*|AsDvc\b|\bisDvc\b/g) ?? [];
  return [...asks, ...switches].map((what) => `${placeOf(file)}: ${what}: a rule, or words of src/voice`);
}

/** Git is asked by the typed functions of src/git alone. */
function checkGitCalls(file: string): string[] {
  if (file.startsWith("git/") || file.startsWith("host/")) return [];
  const calls = textOf(file).match(/program: "git"|\b[gG]it\.run\(|\.run\(\[/g) ?? [];
  return calls.map((call) =>
    `${placeOf(file)}: calls git by hand (${call}); src/git has, or gets, a function that says what for`
  );
}

/** Errors are facts, and only src/voice knows what DVC says of them and which code it ends with. */
function checkVoice(file: string): string[] {
  if (file.startsWith("voice/") || file.startsWith("cli/") || file === "common/errors.ts") return [];
  const text = withoutComments(textOf(file));
  return (text.match(/new ExpError\((?!fault, |"[a-z-]+\/)|\bdvc(Message|ExitCode|Exit)\b|\b(dvc|exp)Says\b/g) ?? [])
    .filter((use) => !(use.endsWith("Says") && !file.includes("/"))) // main.ts and its like hand the voices out
    .map((use) => `src/${file}: ${use}; a room throws the faults that it declares, and src/voice says them`);
}

/** Files that need each other, and rooms that may import each other. */
function checkCircles(): string[] {
  const next = new Map<string, string[]>();
  for (const found of imports) {
    const target = resolve(found);
    if (target !== undefined) {
      next.set(found.file, [...(next.get(found.file) ?? []), target]);
    }
  }
  return [...circlesOf(next), ...circlesOf(new Map(Object.entries(MAY_IMPORT)))];
}

/** The rooms are drawn as they are. */
function checkDrawing(): string[] {
  if (Deno.readTextFileSync(`${ROOT}docs/architecture.md`).includes(`\`\`\`\n${drawing()}\n\`\`\``)) return [];
  return [`docs/architecture.md: its drawing of the rooms is another; this is it:\n${drawing()}`];
}

function circlesOf(next: ReadonlyMap<string, readonly string[]>): string[] {
  const state = new Map<string, "open" | "done">();
  const faults: string[] = [];
  const visit = (one: string, path: readonly string[]) => {
    if (state.get(one) === "done") return;
    if (state.get(one) === "open") {
      faults.push(`circle: ${[...path.slice(path.indexOf(one)), one].join(" → ")}`);
      return;
    }
    state.set(one, "open");
    for (const target of next.get(one) ?? []) visit(target, [...path, one]);
    state.set(one, "done");
  };
  for (const one of next.keys()) visit(one, []);
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
