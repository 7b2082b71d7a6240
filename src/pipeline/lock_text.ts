/** The text of a dvc.lock in DVC's own style, cut into the entries of its stages. */
export const LOCK_HEAD = "schema: '2.0'\nstages:\n";
/** Where an entry begins: a name in the second column. What an entry holds stands further right. */
const ENTRY = /^ {2}(?=[^ #\n])/m;

export class LockText {
  readonly #blocks: string[];
  /** An entry's first line, which has its stage's name, and where the entry is. */
  readonly #places: Map<string, number>;

  #length: number;

  private constructor(blocks: string[]) {
    this.#blocks = blocks;
    this.#length = blocks.reduce((sum, block) => sum + block.length, LOCK_HEAD.length);
    this.#places = new Map(blocks.map((block, place) => [firstLine(block), place]));
  }

  /** @returns undefined for a text with anything but entries of stages */
  static parse(text: string): LockText | undefined {
    if (!text.startsWith(LOCK_HEAD) || !text.endsWith("\n")) return undefined;
    const body = text.slice(LOCK_HEAD.length);
    if (/^[^ \n]/m.test(body)) return undefined;
    const [before, ...blocks] = body.split(ENTRY);
    return before === "" ? new LockText(blocks.map((block) => `  ${block}`)) : undefined;
  }

  /** In UTF-16 units. */
  get length(): number {
    return this.#length;
  }

  static empty(): LockText {
    return new LockText([]);
  }

  /**
   * Puts a stage's entry where its earlier one stands, or behind all others.
   *
   * @param block the entry's lines @param old those of the earlier one, if there is one
   * @returns whether the text is another now; undefined when the earlier entry is not written like that
   */
  put(block: string, old: string | undefined): boolean | undefined {
    const name = firstLine(block);
    const place = this.#places.get(name);
    if (old === undefined) {
      if (place !== undefined) return undefined;
      this.#places.set(name, this.#blocks.push(block) - 1);
      this.#length += block.length;
      return true;
    }
    if (place === undefined || this.#blocks[place] !== old) return undefined;
    this.#blocks[place] = block;
    this.#length += block.length - old.length;
    return block !== old;
  }

  toString(): string {
    return LOCK_HEAD + this.#blocks.join("");
  }
}

/** It has the stage's name. */
export function firstLine(block: string): string {
  return block.slice(0, block.indexOf("\n"));
}
