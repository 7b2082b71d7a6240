/** What all plots as text share: how they may look, and how names and numbers stand in them. */
import { isMap, type Value, type ValueMap } from "../common/mod.ts";
import { cutToWidth } from "../show/mod.ts";
import type { DataPlot } from "./types.ts";

export interface PlotLook {
  /** Columns that there are. */
  readonly width: number;
  /** May characters beyond ASCII be used? */
  readonly unicode: boolean;
  /** Do colours tell revisions apart? Else marks do. */
  readonly isColoured: boolean;
  readonly paintCurve: (text: string, index: number) => string;
  readonly paintTitle: (text: string) => string;
  readonly paintFrame: (text: string) => string;
}

/** A revision, and what tells its series apart where there are several. */
export function seriesName({ series }: DataPlot, point: ValueMap): string {
  const varied = (["filename", "field"] as const).filter((key) => new Set(series.map((each) => each[key])).size > 1);
  return ["rev", ...varied].map((key) => textOf(point.get(key))).join(" ");
}

export function numberOf(value: Value | undefined): number {
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  return typeof value === "string" && value.trim() !== "" ? Number(value) : NaN;
}

export function textOf(value: Value | undefined): string {
  return value === undefined || value === null || isMap(value) ? "" : String(value);
}

export function short(value: number): string {
  const rounded = Number(value.toPrecision(4)), text = String(rounded);
  return text.length > 8 || text.includes("e") ? rounded.toExponential().replace("+", "") : text;
}

/** One line of at most so many columns; text comes from data, so nothing in it steers a terminal. */
export function fitting(text: string, { width }: Pick<PlotLook, "width">): string {
  return cutToWidth(text.replace(/\s+/g, " ").replace(/\p{Cc}/gu, "?"), width);
}
