/** What others have made of the program: Deno, V8, and the npm packages of deno.lock that are reached from its imports. */
const ROOT = new URL("../../", import.meta.url).pathname;

export interface Component {
  readonly name: string;
  readonly version: string;
  /** By SPDX. */
  readonly licence: string;
  readonly licenceText: string;
  /** Of the package as npm has it, in hexadecimal digits; Deno and V8 come as one base executable. */
  readonly sha512?: string;
  /** Base executables, as far as they are pinned, with their SHA-256. */
  readonly files?: ReadonlyMap<string, string>;
}

interface LockedPackage {
  readonly integrity: string;
  readonly dependencies?: readonly string[];
}
interface Lock {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<Record<string, LockedPackage>>;
}

export function readComponents(): Component[] {
  return [
    { name: "deno", version: Deno.version.deno, licence: "MIT", licenceText: ownText("deno"), files: pinnedBases() },
    { name: "v8", version: Deno.version.v8, licence: "BSD-3-Clause", licenceText: ownText("v8") },
    ...shippedPackages(readJson<Lock>("deno.lock")),
  ];
}

/** What scripts/setup compares them with. */
function pinnedBases(): Map<string, string> {
  const lines = Deno.readTextFileSync(`${ROOT}scripts/setup`).matchAll(/^ +([\w-]+)\) echo \d+ ([0-9a-f]{64}) /gm);
  return new Map([...lines].map(([, target = "", sum = ""]) => [`denort-${target}`, sum]));
}

function ownText(name: string): string {
  return Deno.readTextFileSync(`${ROOT}scripts/packaging/licences/${name}.txt`);
}

/** Tests and scripts import others, which are in no program. */
function shippedPackages({ specifiers, npm }: Lock): Component[] {
  const imported = importedNames();
  const waiting = Object.entries(specifiers).flatMap(([specifier, version]) => {
    const name = specifier.replace(/^npm:/, "").replace(/@[^@]*$/, "");
    return imported.has(name) ? [`${name}@${version}`] : [];
  });
  const found = new Map<string, Package>();
  for (let key = waiting.shift(); key !== undefined; key = waiting.shift()) {
    const locked = npm[key];
    if (locked === undefined) throw new Error(`deno.lock does not have ${key}`);
    const [, name = "", version = ""] = /^(@?[^@]+)@([^_]+)/.exec(key)!;
    if (found.has(`${name}@${version}`)) continue;
    found.set(`${name}@${version}`, packageOf(name, version, locked));
    waiting.push(...(locked.dependencies ?? []).map((dependency) => keyOf(npm, dependency)));
  }
  const all = [...found.values()];
  return all.map((one) => withText(one, all)).sort((a, b) =>
    `${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1
  );
}

interface Package extends Omit<Component, "licenceText"> {
  readonly repository: string | undefined;
  /** Undefined where the package has none, as some of a repository with many packages. */
  readonly ownText: string | undefined;
}

function withText({ ownText, repository, ...rest }: Package, all: readonly Package[]): Component {
  const ofRepository = all.find((other) =>
    repository !== undefined && other.repository === repository && other.licence === rest.licence && other.ownText
  );
  const { name, licence } = rest;
  const none = `The package has no text of its licence, ${licence}; its authors are on ${name}'s page.\n`;
  return { ...rest, licenceText: ownText ?? ofRepository?.ownText ?? none };
}

/** The lock names a dependency without its version where there is one only. */
function keyOf(npm: Lock["npm"], dependency: string): string {
  if (npm[dependency] !== undefined) return dependency;
  const keys = Object.keys(npm).filter((key) => key === dependency || key.startsWith(`${dependency}@`));
  if (keys.length !== 1) throw new Error(`deno.lock has ${keys.length} of ${dependency}`);
  return keys[0]!;
}

function importedNames(): Set<string> {
  const names = new Set<string>();
  for (const path of [...sourcesIn("src"), ...sourcesIn("packages")]) {
    for (
      const [, name] of Deno.readTextFileSync(path).matchAll(/^(?:import|export)[^;]*? from "((?:@[\w-]+\/)?[\w-]+)/gm)
    ) {
      names.add(name!);
    }
  }
  // scripts/build puts their finished bundles before the page's own script
  for (const name of ["vega", "vega-lite"]) names.add(name);
  return names;
}

function* sourcesIn(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(ROOT + folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory && name !== "tests" && name !== "node_modules") yield* sourcesIn(path);
    else if (name.endsWith(".ts")) yield ROOT + path;
  }
}

function packageOf(name: string, version: string, { integrity }: LockedPackage): Package {
  const folder = `${folderOf(name, version)}/node_modules/${name}`;
  const { license, repository } = readJson<{
    license?: string | { type: string };
    repository?: string | { url: string };
  }>(`${folder}/package.json`);
  const licence = typeof license === "string" ? license : license?.type;
  if (licence === undefined) throw new Error(`${name} ${version} does not say its licence`);
  const file = [...Deno.readDirSync(ROOT + folder)].map((entry) => entry.name)
    .filter((each) => /^(licen[cs]e|copying)/i.test(each)).sort()[0];
  return {
    name,
    version,
    licence,
    repository: typeof repository === "string" ? repository : repository?.url,
    ownText: file === undefined ? undefined : Deno.readTextFileSync(`${ROOT}${folder}/${file}`),
    sha512: sha512Of(integrity),
  };
}

/** Where it depends on what stands beside it, its folder's name has that, too. */
function folderOf(name: string, version: string): string {
  const wanted = `${name.replace("/", "+")}@${version}`;
  const folders = [...Deno.readDirSync(`${ROOT}node_modules/.deno`)].map((entry) => entry.name);
  const folder = folders.find((each) => each === wanted || each.startsWith(`${wanted}_`));
  if (folder === undefined) throw new Error(`${wanted} is not in node_modules`);
  return `node_modules/.deno/${folder}`;
}

function sha512Of(integrity: string): string {
  const bytes = Uint8Array.from(atob(integrity.replace(/^sha512-/, "")), (letter) => letter.charCodeAt(0));
  return bytes.toHex();
}

function readJson<T>(path: string): T {
  return JSON.parse(Deno.readTextFileSync(ROOT + path)) as T;
}
