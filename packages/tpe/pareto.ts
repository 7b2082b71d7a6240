import { compare } from "./order.ts";

/** The losses of one trial, one for each objective. */
type Losses = readonly number[];

/**
 * A place for each of several trials, 0 for the best: those that no other one dominates, then those that only these
 * dominate, and so on; in one front those first that stand far from their neighbours, so that the front is looked for in
 * its whole breadth. It is the order of NSGA-II (Deb, Pratap, Agarwal and Meyarivan, "A Fast and Elitist Multiobjective
 * Genetic Algorithm", IEEE Transactions on Evolutionary Computation 6, 2002); a tree-structured Parzen estimator that
 * splits its trials by such an order is Ozaki and others' ("Multiobjective Tree-Structured Parzen Estimator", JAIR 73,
 * 2022), who break ties inside a front by hypervolume.
 */
export function paretoPlaces(all: readonly Losses[]): number[] {
  const places = new Array<number>(all.length);
  let place = 0;
  for (const front of frontsOf(all)) {
    const distances = crowding(front.map((i) => all[i]!));
    const order = [...front.keys()].sort((a, b) => compare(distances[b]!, distances[a]!));
    order.forEach((i, rank) => {
      const isAsBefore = rank > 0 && distances[i] === distances[order[rank - 1]!];
      places[front[i]!] = isAsBefore ? place : (place += 1);
    });
  }
  return places.map((one) => one - 1);
}

/** Those that no other one dominates: in no objective worse than it, in one better. */
export function paretoFront(all: readonly Losses[]): number[] {
  return all.length === 0 ? [] : frontsOf(all)[0]!;
}

/** Places of those that are dominated by none, by these alone, … */
function frontsOf(all: readonly Losses[]): number[][] {
  const fronts: number[][] = [];
  let left = [...all.keys()];
  while (left.length > 0) {
    const front = left.filter((i) => !left.some((other) => dominates(all[other]!, all[i]!)));
    fronts.push(front);
    const taken = new Set(front);
    left = left.filter((i) => !taken.has(i));
  }
  return fronts;
}

function dominates(a: Losses, b: Losses): boolean {
  let isBetter = false;
  for (let i = 0; i < a.length; i++) {
    if (a[i]! > b[i]!) return false;
    if (a[i]! < b[i]!) isBetter = true;
  }
  return isBetter;
}

/** How far each one's neighbours are from each other, summed up over the objectives; the outermost have none. */
function crowding(front: readonly Losses[]): number[] {
  const distances = new Array<number>(front.length).fill(0);
  for (let objective = 0; objective < (front[0]?.length ?? 0); objective++) {
    const at = (place: number) => front[place]![objective]!;
    const order = [...front.keys()].sort((a, b) => compare(at(a), at(b)) || a - b);
    const span = at(order.at(-1)!) - at(order[0]!);
    order.forEach((i, rank) => {
      const before = order[rank - 1], after = order[rank + 1];
      if (before === undefined || after === undefined) distances[i] = Infinity;
      else if (span > 0 && Number.isFinite(span)) distances[i]! += (at(after) - at(before)) / span;
    });
  }
  return distances;
}
