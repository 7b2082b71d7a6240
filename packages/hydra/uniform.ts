/**
 * Numbers from 0 up to 1 for each point and axis: independent, from Sobol's sequence, or from a Latin hypercube.
 *
 * All are functions of (seed, axis, index), so a stream can be continued anywhere without its state.
 */

/** Where point number `index` lies on axis number `axis`, in [0, 1). */
export type PointSource = (index: number, axis: number) => number;

/** 32 well mixed bits of the words (MurmurHash3). */
function hashWords(...words: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const word of words) {
    let mixed = Math.imul(word, 0xcc9e2d51);
    mixed = (mixed << 15) | (mixed >>> 17);
    hash ^= Math.imul(mixed, 0x1b873593);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A seeded number in [0, 1) with 53 random bits for every list of words. */
export function hashUniform(seed: number, ...words: readonly number[]): number {
  const low = seed | 0, high = Math.floor(seed / 2 ** 32) | 0;
  const first = hashWords(low, high, 1, ...words) >>> 5, second = hashWords(low, high, 2, ...words) >>> 6;
  return (first * 2 ** 26 + second) / 2 ** 53;
}

export function randomSource(seed: number): PointSource {
  return (index, axis) => hashUniform(seed, 3, axis, index);
}

/**
 * Degree, inner coefficients and first direction numbers of Sobol's sequence from the second axis on (Joe and Kuo,
 * "Constructing Sobol sequences with better two-dimensional projections", 2008).
 */
const DIRECTIONS: readonly (readonly [degree: number, coefficients: number, first: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
];

/** Axes beyond this one have no direction numbers here. */
export const MAX_SOBOL_AXES = DIRECTIONS.length + 1;

/**
 * Sobol's sequence, scrambled by the seed (Owen's scrambling by hashing; Burley 2020): any first 2^k points have
 * exactly one in each of 2^k slices of each axis.
 */
export function sobolSource(seed: number, axes: number): PointSource {
  const tables = Array.from({ length: axes }, (_, axis) => directionNumbers(axis));
  const scrambles = tables.map((_, axis) => hashWords(seed | 0, Math.floor(seed / 2 ** 32) | 0, 4, axis));
  return (index, axis) => {
    const table = tables[axis]!;
    let bits = 0;
    for (let rest = index, bit = 0; rest > 0; rest = Math.floor(rest / 2), bit++) {
      if (rest % 2 === 1) bits ^= table[bit]!;
    }
    return (scrambleBits(bits, scrambles[axis]!) + 0.5) / 2 ** 32;
  };
}

function directionNumbers(axis: number): Uint32Array {
  const numbers = new Uint32Array(32);
  if (axis === 0) return numbers.map((_, bit) => 2 ** (31 - bit));
  const [degree, coefficients, first] = DIRECTIONS[axis - 1]!;
  for (let bit = 0; bit < 32; bit++) {
    if (bit < degree) {
      numbers[bit] = first[bit]! << (31 - bit);
      continue;
    }
    let number = numbers[bit - degree]! ^ (numbers[bit - degree]! >>> degree);
    for (let k = 1; k < degree; k++) {
      if ((coefficients >> (degree - 1 - k)) & 1) number ^= numbers[bit - k]!;
    }
    numbers[bit] = number;
  }
  return numbers;
}

/** A permutation in which each bit depends on the higher ones only. */
function scrambleBits(bits: number, seed: number): number {
  let x = reverseBits(bits);
  x ^= Math.imul(x, 0x3d20adea);
  x = (x + seed) | 0;
  x = Math.imul(x, (seed >>> 16) | 1);
  x ^= Math.imul(x, 0x05526c56);
  x ^= Math.imul(x, 0x53a22864);
  return reverseBits(x);
}

function reverseBits(value: number): number {
  let x = value;
  x = ((x & 0x55555555) << 1) | ((x >>> 1) & 0x55555555);
  x = ((x & 0x33333333) << 2) | ((x >>> 2) & 0x33333333);
  x = ((x & 0x0f0f0f0f) << 4) | ((x >>> 4) & 0x0f0f0f0f);
  x = ((x & 0x00ff00ff) << 8) | ((x >>> 8) & 0x00ff00ff);
  return ((x << 16) | (x >>> 16)) >>> 0;
}

/**
 * Latin hypercubes that grow: the first `size` points have one in each of `size` slices of each axis, the first
 * 2·size one in each of 2·size slices, and so on.
 */
export function latinSource(seed: number, size: number): PointSource {
  const axes: number[][] = [];
  return (index, axis) => {
    const points = axes[axis] ??= [];
    while (points.length <= index) growHypercube(points, seed, axis, size);
    return points[index]!;
  };
}

/** Fills the empty ones of the (twice as many) slices, in random order and at random places inside. */
function growHypercube(points: number[], seed: number, axis: number, size: number): void {
  const slices = points.length === 0 ? size : points.length * 2;
  const taken = new Set(points.map((point) => Math.floor(point * slices)));
  const empty = Array.from({ length: slices }, (_, slice) => slice).filter((slice) => !taken.has(slice));
  const order = empty
    .map((slice) => ({ slice, rank: hashUniform(seed, 5, axis, slices, slice) }))
    .sort((a, b) => a.rank - b.rank);
  for (const { slice } of order) {
    const place = slice + hashUniform(seed, 6, axis, slices, slice);
    // rounding must not move the point into the next slice
    points.push(Math.min(place / slices, (slice + 1 - 2 ** -20) / slices));
  }
}
