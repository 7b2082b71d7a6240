/** The space that a search is about, and the way from its points to overrides and back. */
import { activePart, type Group, type PartialPoint } from "@exp/tpe";
import { axesOf, type SpaceAxis, type Texts } from "./axes.ts";
import { groupsOf } from "./conditions.ts";
import type { SearchDefinition } from "./definition.ts";

export interface Space {
  readonly axes: readonly SpaceAxis[];
  /** Axes that count in the same trials, each group behind those that it depends on. */
  readonly groups: readonly Group[];
}

/** @throws {ExpError} {@link axesOf}, {@link groupsOf} */
export function spaceOf({ overrides, conditions }: Pick<SearchDefinition, "overrides" | "conditions">): Space {
  const axes = axesOf(overrides);
  return { axes, groups: groupsOf(axes, conditions) };
}

/** All overrides of a trial: sweeps at the point's values, and without those that do not count there. */
export function textsAt(overrides: Texts, { axes }: Space, point: PartialPoint): Map<string, string[]> {
  const chosen = new Map(axes.map(({ file, sweep, textAt }, i) => {
    const value = point[i];
    return [`${file}\n${sweep.input}`, value === undefined ? [] : [textAt(value)]];
  }));
  return new Map(
    [...overrides].map(([file, texts]) => [file, texts.flatMap((text) => chosen.get(`${file}\n${text}`) ?? text)]),
  );
}

/**
 * Where a trial's overrides lie in the space; undefined for those of another one. What they set though it does not count
 * there is left out.
 */
export function pointOf({ axes, groups }: Space, texts: Texts): PartialPoint | undefined {
  const all = axes.map((axis) => valueIn(axis, texts));
  const point = activePart(groups, all);
  const isWhole = groups.every((group) => !group.isActive(point) || group.axes.every((i) => point[i] !== undefined));
  return isWhole ? point : undefined;
}

/** What overrides set a parameter to; undefined when they leave it, or set it to what it may not be. */
export function valueIn({ file, valueOf }: SpaceAxis, texts: Texts): number | undefined {
  return texts.get(file)?.map(valueOf).find((value) => value !== undefined);
}
