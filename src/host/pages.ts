/** The pages of docs/: inside of the built program, and where they are written when it runs from source. */

const FOLDER = new URL(import.meta.url.endsWith(".ts") ? "../../docs/" : "./docs/", import.meta.url);

/** Their names without `.md`. */
export function listPages(): string[] {
  return [...Deno.readDirSync(FOLDER)].flatMap(({ name }) =>
    name.endsWith(".md") ? [name.slice(0, -".md".length)] : []
  );
}

/** @param name one of `listPages` */
export function readPage(name: string): string {
  return Deno.readTextFileSync(new URL(`${name}.md`, FOLDER));
}
