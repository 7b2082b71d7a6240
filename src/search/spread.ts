/** Points of those who do not learn: spread over the space, none twice. */
import { expandSweeps, samplePoints, type SamplingMethod } from "@exp/hydra";
import type { PartialPoint } from "@exp/tpe";
import type { Texts } from "./axes.ts";
import type { SearchDefinition } from "./definition.ts";
import { completePoint } from "./enqueued.ts";
import { pointOf, type Space, textsAt } from "./space.ts";

type Spreading = SearchDefinition & { readonly sampler: "grid" | SamplingMethod };

/** Among so many draws for each point that is wanted there are enough that differ, if there are any. */
const MOST_DRAWS = 64;

/** The nth point, without those that have been tried before anything was chosen. */
export function spreadOverrides(search: Spreading, space: Space, nth: number): Texts | undefined {
  const { overrides, enqueued, seed } = search;
  const tried = enqueued.map((given, i) => completePoint(space, given, seed, i + 1));
  const least = nth + tried.length;
  for (let draws = least;; draws *= 2) {
    const drawn = draw(search, draws);
    const points = distinct([...tried, ...drawn.flatMap((texts) => [pointOf(space, texts) ?? []])]);
    const point = points[distinct(tried).length + nth - 1];
    if (point !== undefined) return textsAt(overrides, space, point);
    if (drawn.length < draws || draws > MOST_DRAWS * least) return undefined;
  }
}

function draw({ overrides, seed, sampler, ...search }: Spreading, samples: number): Texts[] {
  if (sampler === "grid") return expandSweeps(overrides, () => 0).slice(0, samples);
  const designSize = search.designSize ?? search.trials;
  return samplePoints(overrides, { samples, designSize, seed, method: sampler });
}

/** Some that are drawn differ in nothing but what does not count there. */
function distinct(points: readonly PartialPoint[]): PartialPoint[] {
  return [...new Map(points.map((point) => [JSON.stringify(point), point])).values()];
}
