/** The standard normal distribution. */

const SQRT_HALF = Math.SQRT1_2;
/** log √2π */
export const LOG_SQRT_2PI = 0.9189385332046728;

/** The probability of what lies above x; its relative error is below 1.2e-7 everywhere (Press, Numerical Recipes, erfcc). */
function upperTail(x: number): number {
  const z = Math.abs(x) * SQRT_HALF;
  const t = 1 / (1 + 0.5 * z);
  const series = 1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + t * (0.27886807 +
                    t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277)))))));
  const tail = 0.5 * t * Math.exp(-z * z - 1.26551223 + t * series);
  return x >= 0 ? tail : 1 - tail;
}

/** Where the density is as good as straight: its middle then says more than the difference of two rounded tails. */
const NARROW = 0.01;

/** The probability of what lies between two places, the lower one first; far from 0 as exact as near to it. */
export function massBetween(low: number, high: number): number {
  if (high - low < NARROW) {
    const middle = (low + high) / 2;
    return (high - low) * Math.exp(-0.5 * middle * middle - LOG_SQRT_2PI);
  }
  if (low > 0) return upperTail(low) - upperTail(high);
  if (high < 0) return upperTail(-high) - upperTail(-low);
  return 1 - upperTail(-low) - upperTail(high);
}
