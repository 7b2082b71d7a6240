/** What a viewer has chosen. It stands in the address, so that a link or a reload shows the same. */
import type { Sorting, SortKey } from "./order_rows.ts";

export interface ViewState {
  readonly query: string;
  readonly sorting: Sorting | undefined;
  /** Ids of rows. */
  readonly chosen: readonly string[];
  /** Columns that are hidden though they differ, or shown though they do not. */
  readonly toggled: readonly string[];
  readonly showsAll: boolean;
  /** Metrics whose direction is the other one. */
  readonly turned: readonly string[];
  /** Columns of the parallel coordinates; undefined: those that tell most. */
  readonly axes: readonly string[] | undefined;
  /** By column: the part of its axis that is looked at, 0 (bottom) to 1. */
  readonly brushes: Readonly<Record<string, readonly [number, number]>>;
  /** The metric that others are coloured by, or explained. */
  readonly metric: string;
  readonly scatterX: string;
  readonly scatterY: string;
  /** Undefined: where values spread widely. */
  readonly isScatterLogX: boolean | undefined;
  readonly isScatterLogY: boolean | undefined;
  /** 0 to 0.99 */
  readonly smoothing: number;
  readonly curveX: "step" | "time";
  readonly isLogX: boolean;
  readonly isLogY: boolean;
  /** The parameter whose values share a mean curve. */
  readonly group: string;
  /** The two rows that are compared, by id. */
  readonly left: string;
  readonly right: string;
}

export const FIRST_STATE: ViewState = {
  query: "",
  sorting: undefined,
  chosen: [],
  toggled: [],
  showsAll: false,
  turned: [],
  axes: undefined,
  brushes: {},
  metric: "",
  scatterX: "",
  scatterY: "",
  isScatterLogX: undefined,
  isScatterLogY: undefined,
  smoothing: 0,
  curveX: "step",
  isLogX: false,
  isLogY: false,
  group: "",
  left: "",
  right: "",
};

/** The part of the address after `#`; empty for {@link FIRST_STATE}. */
export function writeAddress(state: ViewState): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    const first = FIRST_STATE[name as keyof ViewState];
    const text = writeValue(value);
    if (text !== writeValue(first)) words.set(name, text);
  }
  return words.toString();
}

function writeValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}

/** What cannot be read, or is of another kind than it should be, is as at first: an address may come from anywhere. */
export function readAddress(hash: string): ViewState {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const read: Record<string, unknown> = {};
  for (const [name, text] of words) {
    const parse = PARSERS[name as keyof ViewState];
    const value = Object.hasOwn(PARSERS, name) ? parse(text) : undefined;
    if (value !== undefined) read[name] = value;
  }
  return { ...FIRST_STATE, ...read };
}

const text = (value: string) => value;
const flag = (value: string) => value === "true" || undefined;
const choiceOrNone = (value: string) => value === "true" ? true : value === "false" ? false : undefined;
const names = (value: string) => {
  const list = json(value);
  return Array.isArray(list) && list.every((item) => typeof item === "string") ? list as string[] : undefined;
};

const PARSERS: { readonly [Name in keyof ViewState]: (text: string) => ViewState[Name] | undefined } = {
  query: text,
  sorting: readSorting,
  chosen: names,
  toggled: names,
  showsAll: flag,
  turned: names,
  axes: names,
  brushes: readBrushes,
  metric: text,
  scatterX: text,
  scatterY: text,
  isScatterLogX: choiceOrNone,
  isScatterLogY: choiceOrNone,
  smoothing: (value) => isWithin(Number(value), 0, 0.99) ? Number(value) : undefined,
  curveX: (value) => value === "time" ? value : undefined,
  isLogX: flag,
  isLogY: flag,
  group: text,
  left: text,
  right: text,
};

function json(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && value >= least && value <= most;
}

function readSorting(value: string): Sorting | undefined {
  const read = json(value) as { key?: unknown; isDescending?: unknown } | null | undefined;
  const { key, isDescending } = read ?? {};
  const isKey = (it: unknown): it is SortKey =>
    typeof it === "string" && (it === "name" || it === "state" || it === "created" || it.startsWith("column:"));
  return isKey(key) && typeof isDescending === "boolean" ? { key, isDescending } : undefined;
}

function readBrushes(value: string): ViewState["brushes"] | undefined {
  const read = json(value);
  if (typeof read !== "object" || read === null || Array.isArray(read)) return undefined;
  const entries = Object.entries(read).filter((entry): entry is [string, [number, number]] => {
    const [low, high] = Array.isArray(entry[1]) ? entry[1] : [];
    return isWithin(low, 0, 1) && isWithin(high, 0, 1);
  });
  return Object.fromEntries(entries);
}
