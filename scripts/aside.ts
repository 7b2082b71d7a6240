/**
 * Packs files that travel in a Linux program beside what the runtime knows of.
 *
 *     deno run --allow-read --allow-write scripts/aside.ts NAME…     in their folder
 *
 * The runtime reads all that `deno compile` includes, twice, at every start, before it runs a line: a millisecond and a
 * MiB of memory for each MB. So what not every start needs is laid before that in the executable (scripts/entry/add.ts),
 * and read from there by its place when it is asked for (scripts/chunks.ts has the reader). aside.bin is the files one
 * after another and a stamp, aside.json where they are in it: the program carries that one, and knows by the stamp that
 * the executable is still its own.
 */
import { createHash } from "node:crypto";

const names = Deno.args.toSorted();
const files: Record<string, [from: number, length: number]> = {};
const parts: Uint8Array[] = [];
let size = 0;
for (const name of names) {
  const part = Deno.readFileSync(name);
  files[name] = [size, part.length];
  parts.push(part);
  size += part.length;
}
const hash = createHash("sha256");
for (const part of parts) hash.update(part);
const stamp = hash.digest("hex").slice(0, 16);
const packed = new Uint8Array(await new Blob([...parts as Uint8Array<ArrayBuffer>[], stamp]).arrayBuffer());
Deno.writeFileSync("aside.bin", packed);
Deno.writeTextFileSync("aside.json", JSON.stringify({ size: packed.length, stamp, files }));
