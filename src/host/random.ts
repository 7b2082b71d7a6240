export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Random bytes as lower-case hex, 2 digits each. */
  hex(bytes: number): string;
}

export const REAL_RANDOM: Random = { next: () => Math.random(), hex: randomHex };

/** What the machine was asked for and has not been used: a call for each id of thousands takes longer than all the rest of it. */
let unused = new Uint8Array(0);
const AT_ONCE = 1024;

function randomHex(bytes: number): string {
  if (bytes > unused.length) unused = crypto.getRandomValues(new Uint8Array(Math.max(bytes, AT_ONCE)));
  const taken = unused.subarray(0, bytes);
  unused = unused.subarray(bytes);
  return taken.toHex();
}
