export type Matrix = readonly (readonly number[])[];

interface Eigen {
  /** Never below a small positive number: rounding leaves none at 0. */
  readonly values: readonly number[];
  /** One for each value, of length 1. */
  readonly vectors: Matrix;
}

const LEAST_VALUE = 1e-14;
const MOST_SWEEPS = 50;

/** Eigenvalues and -vectors of a symmetric, positive matrix by Jacobi's rotations (Golub and Van Loan, section 8.5). */
export function eigenOf(matrix: Matrix): Eigen {
  const size = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, i) => a.map((_, j) => i === j ? 1 : 0));
  for (let sweep = 0; sweep < MOST_SWEEPS && isFarFromDiagonal(a); sweep++) {
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotate(a, vectors, p, q);
  }
  return { values: a.map((row, i) => Math.max(LEAST_VALUE, row[i]!)), vectors };
}

function isFarFromDiagonal(a: Matrix): boolean {
  let off = 0, on = 0;
  a.forEach((row, i) => row.forEach((value, j) => i === j ? on += value * value : off += value * value));
  return off > 1e-24 * on;
}

/** Makes the entry at (p, q) zero. */
function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const entry = a[p]![q]!;
  if (entry === 0) return;
  const ratio = (a[q]![q]! - a[p]![p]!) / (2 * entry);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1), sine = tangent * cosine;
  for (const row of a) {
    const first = row[p]!, second = row[q]!;
    row[p] = cosine * first - sine * second;
    row[q] = sine * first + cosine * second;
  }
  turn(a[p]!, a[q]!, cosine, sine);
  turn(vectors[p]!, vectors[q]!, cosine, sine);
}

function turn(one: number[], other: number[], cosine: number, sine: number): void {
  for (let i = 0; i < one.length; i++) {
    const first = one[i]!, second = other[i]!;
    one[i] = cosine * first - sine * second;
    other[i] = sine * first + cosine * second;
  }
}
