/** The pages of docs/: inside of the built program, and where they are written when it runs from source. */
import { namesAside, readAside } from "./aside.ts";

const FOLDER = new URL(import.meta.url.endsWith(".ts") ? "../../docs/" : "./docs/", import.meta.url);

/** Their names without `.md`. */
export function listPages(): string[] {
  const aside = namesAside("docs/");
  const names = aside.length > 0 ? aside : [...Deno.readDirSync(FOLDER)].map(({ name }) => name);
  return names.flatMap((name) => name.endsWith(".md") ? [name.slice(0, -".md".length)] : []);
}

/** @param name one of `listPages` */
export function readPage(name: string): string {
  return readAside(`docs/${name}.md`) ?? Deno.readTextFileSync(new URL(`${name}.md`, FOLDER));
}
