/** What a plot is: how dvc.yaml defines it, the files it is drawn from, and its points once they are put together. */
import type { Value, ValueMap } from "../common/mod.ts";
import type { FileError } from "../revisions/mod.ts";

/** `template`, `x`, `y`, `x_label`, `y_label`, `title`, `header`, as dvc.yaml or the command line has them. */
export type PlotProps = ValueMap;

/** By the file that defines them (`""` for outs of stages and for targets), then by id; seen from the current folder. */
export type Definitions = ReadonlyMap<string, ReadonlyMap<string, PlotProps>>;

/** One file that plots are drawn from. */
export type PlotSource =
  | { readonly kind: "image"; readonly bytes: Uint8Array }
  | { readonly kind: "data"; readonly value: Value }
  | { readonly kind: "unreadable"; readonly error: FileError };

/** What one commit, or the workspace, has to draw. */
export interface RevPlots {
  /** The word that was asked for. */
  readonly rev: string;
  readonly definitions: Definitions;
  /** By path, as seen from the current folder. */
  readonly sources: ReadonlyMap<string, PlotSource>;
  /** Why there are no definitions. */
  readonly problem?: FileError;
}

/** A field of a file that is drawn on the y axis. */
export interface Series {
  /** Without the folders that all files of the plot share. */
  readonly filename: string;
  readonly field: string;
}

export interface DataPlot {
  readonly kind: "vega";
  readonly id: string;
  /** Those with points, in the order asked. */
  readonly revs: readonly string[];
  /** Of all revisions: the fields of the file and `rev`, `filename`, `field`; values from CSV are texts. */
  readonly points: readonly ValueMap[];
  /** The field of `points` on the x axis: `step` when there is none in the data. */
  readonly x: string;
  readonly y: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly title: string;
  /** Undefined: DVC's `linear`. */
  readonly template: string | undefined;
  readonly series: readonly Series[];
}

export interface ImagePlot {
  readonly kind: "image";
  readonly id: string;
  readonly images: readonly { readonly rev: string; readonly path: string; readonly bytes: Uint8Array }[];
}

export type Plot = DataPlot | ImagePlot;

/** Why something of a plot, or (without `name`) all of a revision, is missing. */
export interface PlotError extends FileError {
  readonly rev: string;
  readonly name?: string;
  /** The file that could not be read. */
  readonly source?: string;
}

export interface CollectedPlots {
  readonly plots: readonly Plot[];
  readonly errors: readonly PlotError[];
  /** The files that they are drawn from, relative to the root. */
  readonly sources: ReadonlySet<string>;
}
