/**
 * How likely it is by chance alone that values of the first list come out at least as large as they do beside the second:
 * the one-sided test of Mann and Whitney, by its normal approximation with correction for ties. Below 0.05 the first list
 * is worse, where small is good.
 */
export function chanceOfLarger(first: readonly number[], second: readonly number[]): number {
  const [n, m] = [first.length, second.length];
  let wins = 0;
  for (const a of first) for (const b of second) wins += a > b ? 1 : a === b ? 0.5 : 0;
  const counts = Map.groupBy([...first, ...second], (value) => value);
  const ties = [...counts.values()].reduce((sum, { length }) => sum + length ** 3 - length, 0);
  const total = n + m;
  const deviation = Math.sqrt(n * m / 12 * (total + 1 - ties / (total * (total - 1))));
  return deviation === 0 ? 1 : upperTail((wins - n * m / 2 - 0.5) / deviation);
}

/** Of the standard normal distribution, by Simpson's rule: four digits are enough here. */
function upperTail(z: number): number {
  if (Math.abs(z) > 8) return z > 0 ? 0 : 1;
  const steps = 400, width = Math.abs(z) / steps;
  const density = (x: number) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  let area = 0;
  for (let i = 0; i <= steps; i++) area += density(i * width) * (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2);
  const within = area * width / 3;
  return z >= 0 ? 0.5 - within : 0.5 + within;
}
