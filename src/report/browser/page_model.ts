/** The report with what the viewer has chosen, and whoever draws it. */
import type { Report, ReportColumn } from "../data.ts";
import { compileQuery } from "./query.ts";
import { orderRows } from "./order_rows.ts";
import { readAddress, type ViewState, writeAddress } from "./view_state.ts";
import { isWithinBrushes } from "./brushes.ts";

/** A part of the page, drawn anew when what it shows has changed. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** Fills the part with what the state wants. */
  draw(place: HTMLElement): void;
  /** Takes longer than a key press may: after a change it is drawn anew when there is time. */
  readonly isSlow?: boolean;
  /** Is there a moment after it was drawn; so it is drawn early, as who prints the page has not seen all of it. */
  readonly isLate?: boolean;
  /** Whether a change concerns it. Default: any. */
  concerns?(changed: ReadonlySet<keyof ViewState>): boolean;
}

export class PageModel {
  #state: ViewState;
  #found: { readonly rows: readonly number[]; readonly problem: string | undefined } | undefined;
  readonly #listeners: ((changed: ReadonlySet<keyof ViewState>) => void)[] = [];
  readonly #rowById: ReadonlyMap<string, number>;

  constructor(readonly report: Report, hash: string) {
    this.#state = readAddress(hash);
    this.#rowById = new Map(report.rows.map((row, i) => [row.id, i]));
  }

  get state(): ViewState {
    return this.#state;
  }

  change(patch: Partial<ViewState>): void {
    const changed = new Set(Object.keys(patch) as (keyof ViewState)[]);
    this.#state = { ...this.#state, ...patch };
    if (FINDS.some((name) => changed.has(name))) this.#found = undefined;
    keepInAddress(this.#state);
    for (const listen of this.#listeners) listen(changed);
  }

  onChange(listen: (changed: ReadonlySet<keyof ViewState>) => void): void {
    this.#listeners.push(listen);
  }

  /** Rows that the search box and the brushes leave, in order. */
  get rows(): readonly number[] {
    return this.#find().rows;
  }

  get problem(): string | undefined {
    return this.#find().problem;
  }

  #find() {
    if (this.#found !== undefined) return this.#found;
    const { query, sorting, brushes } = this.#state;
    const { test, problem } = compileQuery(this.report, query);
    const rows = this.report.rows.map((_, row) => row)
      .filter((row) => test(row) && isWithinBrushes(this.report, brushes, row));
    return this.#found = { rows: orderRows(this.report, rows, sorting), problem };
  }

  /** Chosen rows, in the order in which they were chosen. */
  get chosen(): readonly number[] {
    return this.#state.chosen.flatMap((id) => this.#rowById.get(id) ?? []);
  }

  rowCalled(id: string): number | undefined {
    return this.#rowById.get(id);
  }

  choose(row: number, isChosen: boolean): void {
    const { id } = this.report.rows[row]!;
    const others = this.#state.chosen.filter((each) => each !== id);
    this.change({ chosen: isChosen ? [...others, id] : others });
  }

  column(name: string): ReportColumn | undefined {
    return this.report.columns.find((column) => column.name === name);
  }

  isLowerBetter(column: ReportColumn): boolean {
    return (column.better === "lower") !== this.#state.turned.includes(column.name);
  }
}

const FINDS: readonly (keyof ViewState)[] = ["query", "sorting", "brushes"];

function keepInAddress(state: ViewState): void {
  const hash = writeAddress(state);
  history.replaceState(history.state, "", hash === "" ? location.pathname + location.search : `#${hash}`);
}
