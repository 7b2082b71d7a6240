/** What a search may set one parameter to. */
export type Axis =
  /** Any number between the ends, both included. */
  | { readonly kind: "float"; readonly low: number; readonly high: number; readonly isLog: boolean }
  /** `low`, `low + step`, … `high`. A logarithmic one has the step 1. */
  | {
    readonly kind: "stepped";
    readonly low: number;
    readonly high: number;
    readonly step: number;
    readonly isLog: boolean;
  }
  /** One of `size` things without an order; its value is the place among them. */
  | { readonly kind: "choice"; readonly size: number };

export type NumberAxis = Exclude<Axis, { kind: "choice" }>;

/** One value for each axis, in their order. */
export type Point = readonly number[];

/** The same, without values on axes that do not count where the others are. */
export type PartialPoint = readonly (number | undefined)[];

/** Axes that count in the same trials. */
export interface Group {
  /** Their places in the space. */
  readonly axes: readonly number[];
  /** Do they count where the groups before are? */
  isActive(chosen: PartialPoint): boolean;
}

export interface Trial {
  /** Its place in the search; different for each. */
  readonly number: number;
  readonly point: PartialPoint;
  /** What is to be small. Undefined: the trial has not ended. */
  readonly loss: number | undefined;
  /** By how much it breaks constraints; 0, if it is not given: it keeps them. */
  readonly violation?: number;
  /** Only for one that was stopped early: the step to which `loss` belongs. */
  readonly prunedAt?: number;
}

/** A numeric axis as it is modelled: on a straight line, each step with half a step to both sides. */
export interface Line {
  readonly low: number;
  readonly high: number;
}

export function lineOf(axis: NumberAxis): Line {
  const margin = axis.kind === "stepped" ? axis.step / 2 : 0;
  const [low, high] = [axis.low - margin, axis.high + margin];
  return axis.isLog ? { low: Math.log(low), high: Math.log(high) } : { low, high };
}

/** From a place on the line to the value nearest to it. */
export function valueAt(axis: NumberAxis, place: number): number {
  const { low, high } = axis;
  const raw = axis.isLog ? Math.exp(place) : place;
  const value = axis.kind === "stepped" ? low + Math.round((raw - low) / axis.step) * axis.step : raw;
  return Math.min(Math.max(value, low), high);
}

/** Can it be set to one thing only? */
export function isFixed(axis: Axis): boolean {
  return axis.kind === "choice" ? axis.size === 1 : axis.low === axis.high;
}
