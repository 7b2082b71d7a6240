/**
 * What a report holds, as JSON: made by the program, drawn by the scripts in `browser/`. Whatever is a text here may come
 * from anybody. Values of a column stand by row, as a table of 2,000 rows is half as long that way.
 */
export interface Report {
  readonly schema: 1;
  readonly title: string;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  readonly rows: readonly ReportRow[];
  readonly columns: readonly ReportColumn[];
  readonly curves: readonly CurvePlot[];
  readonly matrices: readonly MatrixPlot[];
  readonly images: readonly PictureSet[];
  readonly charts: readonly ChartPlot[];
  readonly code: CodeChanges;
  readonly pipeline: { readonly stages: readonly string[]; readonly edges: readonly (readonly [string, string])[] };
  readonly queue: readonly QueuedTask[];
  readonly searches: readonly FoundBySearch[];
  /** What is not in the report, and why. */
  readonly notes: readonly string[];
  /** While `--watch` rewrites the file: how often the page looks for a new one. */
  readonly reloadMs?: number;
}

export interface ReportRow {
  /** Unlike all others: the name, or the commit's first digits. */
  readonly id: string;
  readonly kind: "workspace" | "baseline" | "experiment";
  readonly rev: string;
  /** The row of the commit that it started from. */
  readonly baseline?: number;
  /** In a word, where it is no finished experiment: `Queued`, `Running`, `Failed`. */
  readonly state: string;
  /** Local time as `2026-11-21T09:03:59`, or empty. */
  readonly created: string;
  /** The commit's first line. */
  readonly message: string;
}

/** Not finite numbers are `nan`, `inf`, `-inf`; lists are texts; null is nothing. */
export type ReportValue = number | string | boolean | null;

export interface ReportColumn {
  readonly kind: "metric" | "param";
  readonly name: string;
  readonly values: readonly ReportValue[];
  /** Of metrics. */
  readonly better?: "lower" | "higher";
}

/** Curves of one field. */
export interface CurvePlot {
  readonly id: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly curves: readonly Curve[];
}

export interface Curve {
  readonly row: number;
  readonly xs: readonly number[];
  /** Null where there is no number. */
  readonly ys: readonly (number | null)[];
  /** Seconds since the first point, where points have their time. */
  readonly seconds?: readonly number[];
  /** How many points there were, if only some of them are here. */
  readonly thinnedFrom?: number;
}

export interface MatrixPlot {
  readonly id: string;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly isNormalized: boolean;
  readonly classes: readonly string[];
  /** How often: by y, then by x, in the order of `classes`. */
  readonly counts: readonly { readonly row: number; readonly cells: readonly (readonly number[])[] }[];
}

/** A chart of a template that the page does not draw by itself. */
export interface ChartPlot {
  /** Of the Vega specification beside this data; there `rev` of each point is the id of its row. */
  readonly id: string;
  readonly title: string;
  readonly rows: readonly number[];
}

export interface PictureSet {
  readonly id: string;
  readonly images: readonly { readonly row: number; readonly url: string }[];
}

/** Files that differ between the rows, each text once. */
export interface CodeChanges {
  readonly texts: readonly string[];
  /** By path: for each row the text's place in `texts`; -1: there is no such file; -2: it is not text, or too long. */
  readonly files: Readonly<Record<string, readonly number[]>>;
}

export interface QueuedTask {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  /** ISO 8601, UTC. */
  readonly queuedAt: string;
  /** What else is to be said of it. */
  readonly detail: string;
}

/** A search for good parameters, and what its trials have found. */
export interface FoundBySearch {
  readonly name: string;
  /** How far it has come, in a few lines. */
  readonly lines: readonly string[];
  readonly metric: string;
  readonly better: "lower" | "higher";
  /** What else is to be found. */
  readonly further: readonly { readonly metric: string; readonly better: "lower" | "higher" }[];
  readonly parameters: readonly {
    readonly name: string;
    readonly isLog: boolean;
    /** How much it decides, 0 to 1; null: too little is known. */
    readonly share: number | null;
  }[];
  readonly trials: readonly SearchTrial[];
}

export interface SearchTrial {
  readonly name: string;
  readonly number: number;
  readonly state: "waiting" | "running" | "finished" | "pruned" | "failed";
  /** Of one that was pruned, what it said last. */
  readonly value: number | null;
  /** Of one that has finished, in the order of `further`. */
  readonly others?: readonly (number | null)[];
  /** Where there are several metrics: no other one is better than it. */
  readonly isOfFront?: true;
  /** It breaks a constraint, and is never the best. */
  readonly breaks?: true;
  /** Of each parameter. */
  readonly at: readonly (number | string | null)[];
  /** What it said while it ran; null where that was no finite number. */
  readonly curve?: { readonly xs: readonly number[]; readonly ys: readonly (number | null)[] };
}
