/** Files that travel in the executable, but not in what the runtime reads of it at each start; see scripts/aside.ts. */

interface Aside {
  readonly names: readonly string[];
  read(name: string): Uint8Array;
}

/** The build's loader sets it, where there are such files (scripts/chunks.ts). */
const aside = (globalThis as { $aside?: Aside }).$aside;

/** @param name such as `docs/queue.md`. @returns undefined where it is a file of its own */
export function readAside(name: string): string | undefined {
  return aside?.names.includes(name) ? new TextDecoder().decode(aside.read(name)) : undefined;
}

/** The files' names that begin so. */
export function namesAside(prefix: string): string[] {
  return aside?.names.flatMap((name) => name.startsWith(prefix) ? [name.slice(prefix.length)] : []) ?? [];
}
