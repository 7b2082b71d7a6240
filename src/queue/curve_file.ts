/** What a task reports while it runs, in its folder: a line each, `step<tab>value`. It stays there when the task has ended. */
import type { Repo } from "../repo/mod.ts";
import { taskFolder } from "./layout.ts";
import { readOwn, removeOwn } from "./own_files.ts";
import type { TaskReport } from "./task.ts";

export function forgetCurve(repo: Repo, id: string): void {
  removeOwn(repo, curveFile(repo, id));
}

export function addReports(repo: Repo, id: string, reports: readonly TaskReport[]): void {
  const lines = reports.map(({ step, value }) => `${step}\t${value}\n`).join("");
  repo.host.fs.append(curveFile(repo, id), lines, { sync: true });
}

/** In order of their steps. What a crash has cut short is left out. */
export function curveOf(repo: Repo, id: string): TaskReport[] {
  const lines = (readOwn(repo, curveFile(repo, id)) ?? "").split("\n").slice(0, -1);
  return lines.flatMap((line) => {
    const [step, value, ...more] = line.split("\t");
    const report = { step: Number(step), value: Number(value) };
    return value === undefined || more.length > 0 || Number.isNaN(report.step) ? [] : [report];
  });
}

/** Reads curves again and again; one that is as it was is the same list, and costs a look at its file's times. */
export class CurveReader {
  readonly #known = new Map<string, { readonly mark: string; readonly curve: readonly TaskReport[] }>();

  /** As {@link curveOf}. */
  read(repo: Repo, id: string): readonly TaskReport[] {
    const path = curveFile(repo, id);
    const stat = repo.host.fs.stat(path);
    const mark = `${stat?.ino} ${stat?.size} ${stat?.mtimeNs}`;
    const known = this.#known.get(path);
    if (known?.mark === mark) return known.curve;
    const curve = curveOf(repo, id);
    this.#known.set(path, { mark, curve });
    return curve;
  }
}

function curveFile(repo: Repo, id: string): string {
  return `${taskFolder(repo, id)}/curve.tsv`;
}
