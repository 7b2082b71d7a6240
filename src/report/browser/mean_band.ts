/** The mean of several curves and how far they spread. */

interface Points {
  readonly xs: readonly number[];
  readonly ys: readonly (number | null)[];
}

interface MeanBand {
  readonly xs: readonly number[];
  readonly mean: readonly number[];
  /** The mean without and with one standard deviation (of a sample; none for a single curve). */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** At every x of any of the curves; between its points a curve is a straight line, beyond its ends it is not counted. */
export function meanBand(curves: readonly Points[]): MeanBand {
  const lines = curves.map(knownPoints).filter(({ xs }) => xs.length > 0);
  const xs = [...new Set(lines.flatMap((line) => line.xs))].sort((a, b) => a - b);
  const at = lines.map((line) => interpolate(line, xs));
  const mean: number[] = [], low: number[] = [], high: number[] = [];
  xs.forEach((_, i) => {
    const ys = at.flatMap((values) => values[i] ?? []);
    const middle = ys.reduce((sum, y) => sum + y, 0) / ys.length;
    const spread = ys.length < 2 ? 0 : Math.sqrt(ys.reduce((sum, y) => sum + (y - middle) ** 2, 0) / (ys.length - 1));
    mean.push(middle);
    low.push(middle - spread);
    high.push(middle + spread);
  });
  return { xs, mean, low, high };
}

interface Line {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

function knownPoints({ xs, ys }: Points): Line {
  const order = xs.map((_, i) => i).filter((i) => ys[i] != null).sort((a, b) => xs[a]! - xs[b]!);
  return { xs: order.map((i) => xs[i]!), ys: order.map((i) => ys[i]!) };
}

function interpolate({ xs, ys }: Line, at: readonly number[]): (number | undefined)[] {
  let next = 0;
  return at.map((x) => {
    while (next < xs.length && xs[next]! < x) next++;
    if (next === xs.length || (next === 0 && xs[0]! > x)) return undefined;
    if (xs[next] === x || next === 0) return ys[next];
    const [x0, x1] = [xs[next - 1]!, xs[next]!];
    return ys[next - 1]! + (ys[next]! - ys[next - 1]!) * (x - x0) / (x1 - x0);
  });
}
