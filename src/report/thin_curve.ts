import type { Curve } from "./data.ts";

/**
 * At most so many points: of each stretch its lowest and its highest one, so that no peak is lost; the first and the last
 * stay.
 */
export function thinned(curve: Curve, most: number): Curve {
  const count = curve.xs.length;
  if (count <= most) return curve;
  const kept = new Set([0, count - 1]);
  const stretches = Math.max(1, Math.floor((most - 2) / 2));
  for (let i = 0; i < stretches; i++) {
    const from = 1 + Math.floor(i * (count - 2) / stretches), to = 1 + Math.floor((i + 1) * (count - 2) / stretches);
    let low: number | undefined, high: number | undefined;
    for (let at = from; at < to; at++) {
      const y = curve.ys[at]!;
      if (y === null) continue;
      if (low === undefined || y < curve.ys[low]!) low = at;
      if (high === undefined || y > curve.ys[high]!) high = at;
    }
    if (low !== undefined) kept.add(low).add(high!);
  }
  const places = [...kept].sort((a, b) => a - b);
  return {
    row: curve.row,
    xs: places.map((at) => curve.xs[at]!),
    ys: places.map((at) => curve.ys[at]!),
    ...(curve.seconds === undefined ? {} : { seconds: places.map((at) => curve.seconds![at]!) }),
    thinnedFrom: curve.thinnedFrom ?? count,
  };
}
