/** What a trial has reported so far, read from the files that its stages write anyway. */
import type { BegunRun, TaskReport } from "../queue/mod.ts";
import { joinPath, relativeInside, type Repo } from "../repo/mod.ts";
import type { Metric } from "./definition.ts";
import { metricAt, metricNumber, parseMetricFile } from "./metric_file.ts";

/** One trial's. Where DVCLive keeps every step, these; else each value that the metrics file is seen to have. */
export class CurveSource {
  readonly #inCheckout: string;
  #table: TableTail | undefined;
  /** How the metrics file was when it was last read. */
  #seen = "";
  #lastStep: number;

  /**
   * @param top the work tree's, of which a trial's checkout is another one
   * @param lastStep what is not beyond it has been told before
   */
  constructor(readonly repo: Repo, top: string, readonly metric: Metric, lastStep = -Infinity) {
    this.#lastStep = lastStep;
    this.#inCheckout = relativeInside(top, joinPath(repo.root, metric.file)) ?? metric.file;
  }

  /** Reports since the last look, in order of their steps. */
  async news(run: BegunRun): Promise<TaskReport[]> {
    const file = joinPath(run.checkout, this.#inCheckout);
    const table = tableBeside(file, this.metric.key);
    if (this.#table === undefined && this.#isOwn(table, run)) this.#table = new TableTail(this.repo, table);
    const reports = this.#table?.read() ?? await this.#fromMetric(file, run);
    const news: TaskReport[] = [];
    for (const report of reports) {
      if (!(report.step > this.#lastStep)) continue;
      this.#lastStep = report.step;
      news.push(report);
    }
    return news;
  }

  #isOwn(path: string, { sinceNs }: BegunRun): boolean {
    const stat = this.repo.host.fs.stat(path);
    return stat?.kind === "file" && stat.mtimeNs >= sinceNs;
  }

  async #fromMetric(file: string, run: BegunRun): Promise<TaskReport[]> {
    const { fs } = this.repo.host;
    const stat = fs.stat(file);
    const now = `${stat?.mtimeNs} ${stat?.size} ${stat?.ino}`;
    if (now === this.#seen || !this.#isOwn(file, run)) return [];
    const data = await parseMetricFile(fs.readTextIfThere(file) ?? "", file);
    const value = metricNumber(metricAt(data, this.metric.key));
    if (value === undefined) return [];
    this.#seen = now;
    return [{ step: metricNumber(metricAt(data, STEP)) ?? Math.max(0, this.#lastStep) + 1, value }];
  }
}

/** Where DVCLive counts, in its metrics file and in its tables. */
const STEP = "step";

/** The table of `dvclive/metrics.json:val.loss` is `dvclive/plots/metrics/val/loss.tsv`. */
function tableBeside(file: string, key: string): string {
  const folder = file.slice(0, file.lastIndexOf("/"));
  return `${folder}/plots/metrics/${key.replaceAll(".", "/")}.tsv`;
}

/** The rows of a table that is appended to. */
class TableTail {
  #offset = 0;
  #columns: { readonly step: number; readonly value: number } | undefined;

  constructor(readonly repo: Repo, readonly path: string) {}

  /** Whole lines since the last look. */
  read(): TaskReport[] {
    const { fs } = this.repo.host;
    const size = fs.stat(this.path)?.size ?? 0;
    const bytes = size > this.#offset ? fs.readPart(this.path, this.#offset, size - this.#offset) : new Uint8Array();
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    this.#offset += end;
    const rows = new TextDecoder().decode(bytes.subarray(0, end)).split(/\r?\n/).map((line) => line.split("\t"));
    return rows.slice(0, -1).flatMap((row) => this.#report(row));
  }

  #report(row: readonly string[]): TaskReport[] {
    if (this.#columns === undefined) {
      // `timestamp` may stand before the step; what is drawn over it comes last
      this.#columns = { step: row.indexOf(STEP), value: row.length - 1 };
      return [];
    }
    const step = asNumber(row[this.#columns.step] ?? ""), value = asNumber(row[this.#columns.value] ?? "");
    return step === undefined || value === undefined ? [] : [{ step, value }];
  }
}

const NEWLINE = 10;

/** As Python writes numbers, `nan` and `inf` as well. */
function asNumber(text: string): number | undefined {
  const word = text.trim().toLowerCase();
  if (word === "nan") return NaN;
  if (word === "inf" || word === "-inf") return word === "inf" ? Infinity : -Infinity;
  const value = word === "" ? NaN : Number(word);
  return Number.isNaN(value) ? undefined : value;
}
