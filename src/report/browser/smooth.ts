/**
 * A curve without its noise: the exponential moving average, corrected for its start, as TensorBoard has it.
 *
 * @param weight of what came before, 0 (nothing is smoothed) to below 1
 */
export function smooth(ys: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...ys];
  let average = 0, known = 0;
  return ys.map((y) => {
    if (y === null) return null;
    average = average * weight + y * (1 - weight);
    known = known * weight + (1 - weight);
    return average / known;
  });
}
