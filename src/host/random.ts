export interface Random {
  /** Uniform in [0, 1). */
  readonly next: () => number;
  /** Random bytes as lower-case hex, 2 digits each. */
  hex(bytes: number): string;
}

export const REAL_RANDOM: Random = { next: () => Math.random(), hex: randomHex };

function randomHex(bytes: number): string {
  return crypto.getRandomValues(new Uint8Array(bytes)).toHex();
}
