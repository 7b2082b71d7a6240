/**
 * Copies src/ and packages/ with every import through a door (a room's or package's `mod.ts`) sent to the files behind it.
 *
 *     deno run --allow-read --allow-write scripts/pass_doors.ts ROOT COPY
 *
 * Doors are for readers. A bundle that went through them would set up all of a room where one file of it is wanted, at
 * each start.
 */
const [root = ".", copy = ""] = Deno.args;
const TOPS = ["src", "packages"];

/** Room or package → name → the file that has it. */
const doors = new Map<string, ReadonlyMap<string, string>>();
for (const top of TOPS) {
  for (const { name, isDirectory } of Deno.readDirSync(`${root}/${top}`)) {
    if (isDirectory) doors.set(name, readDoor(Deno.readTextFileSync(`${root}/${top}/${name}/mod.ts`)));
  }
}
for (const top of TOPS) copyFolder(top);

function readDoor(text: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const [, names, file] of text.matchAll(/^export (?:type )?\{([^}]*)\} from "\.\/([^"]+)";/gm)) {
    for (const name of listed(names!)) files.set(bare(name), file!);
  }
  return files;
}

function copyFolder(folder: string): void {
  Deno.mkdirSync(`${copy}/${folder}`, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(`${root}/${folder}`)) {
    const path = `${folder}/${name}`;
    if (name === "tests") continue;
    if (isDirectory) copyFolder(path);
    else if (!name.endsWith(".ts")) Deno.copyFileSync(`${root}/${path}`, `${copy}/${path}`);
    else Deno.writeTextFileSync(`${copy}/${path}`, passDoors(Deno.readTextFileSync(`${root}/${path}`), path));
  }
}

function passDoors(text: string, path: string): string {
  const packages = "../".repeat(path.split("/").length - 1) + "packages/";
  return text
    .replace(/"@exp\/(\w+)"/g, `"${packages}$1/mod.ts"`)
    .replace(
      /^(import|export) (type )?\{([^}]*)\} from "((?:\.\.?\/)+(?:packages\/)?)(\w+)\/mod\.ts";/gm,
      (_, verb: string, type: string | undefined, names: string, up: string, room: string) =>
        [...behind(room, listed(names))].map(([file, list]) =>
          `${verb} ${type ?? ""}{ ${list.join(", ")} } from "${up}${room}/${file}";`
        ).join(" "),
    )
    .replace(
      /(?:\{([^{}]*)\} = )?\(?await import\("[./]+(?:packages\/)?(\w+)\/mod\.ts"\)(?:\)\.(\w+))?/g,
      (whole: string, names: string | undefined, room: string, name: string | undefined) => {
        const files = [...behind(room, listed(names ?? name ?? "")).keys()];
        return files.length === 1 ? whole.replace("mod.ts", files[0]!) : whole;
      },
    );
}

/** The files behind a door that have these names. */
function behind(room: string, names: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    const file = doors.get(room)?.get(bare(name));
    if (file === undefined) throw new Error(`the door of ${room} has no ${bare(name)}`);
    found.set(file, [...found.get(file) ?? [], name]);
  }
  return found;
}

function listed(names: string): string[] {
  return names.split(",").map((name) => name.trim()).filter((name) => name !== "");
}

/** `type A as B` → `A` */
function bare(name: string): string {
  return name.replace(/^type /, "").replace(/ (as|:) .*/, "").replace(/:.*/, "");
}
