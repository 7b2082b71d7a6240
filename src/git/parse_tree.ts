/** Tree objects, and which names they may give to files. */

interface TreeItem {
  readonly name: string;
  readonly mode: string;
  readonly oid: string;
}

/**
 * The entries of one tree object (not recursive). Those whose names cannot be files' are left out: git itself would not
 * check them out, but an object that somebody else has made may hold them.
 */
export function parseGitTree(bytes: Uint8Array, idBytes: number): TreeItem[] {
  return new TreeParser(idBytes).parse(bytes);
}

/** An entry of the tree that was parsed last. */
interface Place {
  readonly start: number;
  readonly end: number;
  /** Undefined where its name cannot be a file's. */
  readonly item: TreeItem | undefined;
}

/**
 * Parses trees one after another. Those of experiments differ in a few files: what is the same as in the tree before is
 * that tree's, for of ten thousand trees making the texts anew costs more than comparing bytes.
 */
export class TreeParser {
  #before: Uint8Array = new Uint8Array();
  /** Of the tree before, in order. */
  readonly #places: Place[] = [];

  /** @param idBytes the length of an id in this repository */
  constructor(private readonly idBytes: number) {}

  /** See {@link parseGitTree}. */
  parse(bytes: Uint8Array): TreeItem[] {
    const items: TreeItem[] = [];
    let count = 0;
    for (let at = 0; at < bytes.length; count++) {
      const place = this.#placeAt(bytes, at, this.#places[count]);
      if (place === undefined) break; // cut off
      this.#places[count] = place;
      if (place.item !== undefined) items.push(place.item);
      at = place.end;
    }
    this.#places.length = count;
    this.#before = bytes;
    return items;
  }

  #placeAt(bytes: Uint8Array, start: number, before: Place | undefined): Place | undefined {
    if (before === undefined || before.start !== start) return this.#read(bytes, start);
    const idAt = before.end - this.idBytes;
    if (!isSame(bytes, this.#before, start, idAt)) return this.#read(bytes, start);
    if (before.item === undefined || isSame(bytes, this.#before, idAt, before.end)) return before;
    const { name, mode } = before.item;
    return { ...before, item: { mode, name, oid: this.#idAt(bytes, idAt) } };
  }

  #read(bytes: Uint8Array, start: number): Place | undefined {
    const blank = bytes.indexOf(32, start);
    const nul = bytes.indexOf(0, blank);
    if (blank < 0 || nul < blank) return undefined;
    const name = shortText(bytes, blank + 1, nul);
    const end = nul + 1 + this.idBytes;
    if (!isPossibleName(name) || name.includes("/")) return { start, end, item: undefined };
    const mode = shortText(bytes, start, blank).padStart(6, "0");
    return { start, end, item: { mode, name, oid: this.#idAt(bytes, nul + 1) } };
  }

  #idAt(bytes: Uint8Array, at: number): string {
    return bytes.subarray(at, at + this.idBytes).toHex();
  }
}

/** By hand: a call that compares views costs more than these few bytes. */
function isSame(a: Uint8Array, b: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Could each part of a path be the name of a file in a work tree? */
export function isPossiblePath(path: string): boolean {
  return path.split("/").every(isPossibleName);
}

function isPossibleName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && (name.length !== 4 || name.toLowerCase() !== ".git");
}

const decoder = new TextDecoder();

/** Of thousands of short names the decoder takes more time for the calls than for the bytes. */
function shortText(bytes: Uint8Array, from: number, to: number): string {
  let text = "";
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    if (byte >= 128) return decoder.decode(bytes.subarray(from, to));
    text += String.fromCharCode(byte);
  }
  return text;
}
