/** Numbers in [0, 1) that depend on nothing but the words they start from (sfc32, PractRand by C. Doty-Humphrey). */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(...words: readonly number[]) {
    let hash = 0x9e3779b9;
    for (const word of words) {
      hash = mix(hash ^ (word | 0));
      hash = mix(hash ^ Math.floor(word / 2 ** 32));
    }
    [this.#a, this.#b, this.#c] = [hash, mix(hash ^ 0x5bd1e995), mix(hash ^ 0x1b873593)];
    for (let i = 0; i < 12; i++) this.#word();
  }

  /** With 53 random bits. */
  next(): number {
    return ((this.#word() >>> 5) * 2 ** 26 + (this.#word() >>> 6)) / 2 ** 53;
  }

  /** Of the standard normal distribution (Box and Muller). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  #word(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }
}

/** MurmurHash3's last step: each bit of the result depends on each of the word's. */
function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}
