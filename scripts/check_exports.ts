/**
 * Holds what src/ and packages/ export to what is used: a file exports what another file imports, a room's door (`mod.ts`)
 * what another room does (tests and the examples in doors count), and in src/ one name stands for one thing. A package's
 * door is for everybody.
 *
 *     deno run --allow-read=. scripts/check_exports.ts
 */

const ROOT = new URL("..", import.meta.url).pathname;
/** Loaded by name, or by people: the public modules. */
const ENTRIES = ["src/mod.ts", ...["values", "formats", "hydra", "tpe"].map((name) => `packages/${name}/mod.ts`)];
/** What each file of a kind exports under one name: a command's function, a room's maker of faults. */
const ONE_EACH = new Set(["run", "fault"]);

interface Use {
  /** Undefined: all that there is. */
  readonly names: readonly string[] | undefined;
  readonly target: string;
}

const files = ["src", "packages", "tests", "scripts", "bench"].flatMap((folder) => [...listFiles(folder)]).sort();
const declared = new Map(files.filter(isSource).map((file) => [file, declaredNames(textOf(file))]));
const faults = [...checkUses(), ...checkNames()];
for (const fault of faults) console.error(fault);
console.log(
  `exports: ${[...declared.values()].reduce((sum, names) => sum + names.length, 0)} names, ${faults.length} wrong`,
);
Deno.exit(faults.length === 0 ? 0 : 1);

function* listFiles(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(ROOT + folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && entry.name !== "golden") yield* listFiles(path);
    else if (entry.name.endsWith(".ts")) yield path;
  }
}

function textOf(file: string): string {
  return Deno.readTextFileSync(ROOT + file);
}

function isSource(file: string): boolean {
  return file.startsWith("src/") || /^packages\/\w+\/\w+\.ts$/.test(file);
}

function isDoor(file: string): boolean {
  return /^(?:src|packages)\/\w+\/mod\.ts$/.test(file);
}

function roomOf(file: string): string {
  return file.split("/").slice(0, 2).join("/");
}

function declaredNames(text: string): string[] {
  const declaration = /^export (?:abstract )?(?:async )?(?:function\*?|class|const|let|interface|type|enum) (\w+)/gm;
  return [...text.matchAll(declaration)].map(([, name]) => name!);
}

/** What a file takes from others; with what the examples in its comments take from it. */
function usesIn(file: string): Use[] {
  const text = textOf(file);
  const uses: Use[] = [];
  const add = (names: string | undefined, spec: string) => {
    const isOwn = spec.startsWith("@exp/");
    if (!spec.startsWith(".") && !isOwn) return;
    const target = isOwn ? `packages/${spec.slice(5)}/mod.ts` : new URL(spec, `file:///${file}`).pathname.slice(1);
    uses.push({ names: names === undefined ? undefined : listed(names), target });
  };
  const statement = /^(?: \* )?(?:import|export) (?:type )?(?:\{([^}]*)\}|\*(?: as \w+)?) from "([^"]+)"/gm;
  for (const [, names, spec] of text.matchAll(statement)) add(names, spec!);
  const late = /(?:\{([^{}]*)\} = )?\(?(?:await )?\bimport\("([^"]+)"\)(?:\)?\.(\w+))?/g;
  for (const [, names, spec, name] of text.matchAll(late)) add(names ?? name, spec!);
  return uses;
}

/** `{ type A, b as c, d: e }` → A, b, d */
function listed(names: string): string[] {
  return names.split(",").map((name) => name.trim().replace(/^type /, "").replace(/(?: as |:).*/, ""))
    .filter((name) => name !== "");
}

function checkUses(): string[] {
  const used = new Set<string>();
  const usesOf = new Map(files.map((file) => [file, usesIn(file)]));
  const take = ({ names, target }: Use) => {
    const offered = isDoor(target) ? offers(target) : declared.get(target) ?? [];
    for (const name of names ?? offered) {
      if (used.has(`${target} ${name}`)) continue;
      used.add(`${target} ${name}`);
      for (const { names, target: behind } of usesOf.get(target) ?? []) {
        if (isDoor(target) && names?.includes(name)) take({ names: [name], target: behind });
      }
    }
  };
  const offers = (door: string) =>
    (usesOf.get(door) ?? []).flatMap(({ names, target }) => target === door ? [] : names ?? []);
  for (const file of files) {
    for (const use of usesOf.get(file) ?? []) {
      if (!isDoor(file) || ENTRIES.includes(file) || use.target === file) take(use);
    }
  }
  const unused = (file: string, names: readonly string[]) => names.filter((name) => !used.has(`${file} ${name}`));
  return files.filter((file) => isSource(file) && !ENTRIES.includes(file)).flatMap((file) => [
    ...unused(file, declared.get(file) ?? []).map((name) => `${file}: nobody imports ${name}`),
    ...(isDoor(file)
      ? unused(file, offers(file)).map((name) => `${file}: nobody outside of ${roomOf(file)} imports ${name}`)
      : []),
  ]);
}

function checkNames(): string[] {
  const places = new Map<string, string[]>();
  for (const [file, names] of declared) {
    if (ENTRIES.includes(file) || !file.startsWith("src/")) continue;
    for (const name of new Set(names)) if (!ONE_EACH.has(name)) places.set(name, [...places.get(name) ?? [], file]);
  }
  return [...places].filter(([, at]) => at.length > 1).map(([name, at]) =>
    `${name} is ${at.length} things: ${at.join(", ")}`
  );
}
