/**
 * What a tracked experiment adds to its commit, in a folder of its own that DVC's and this program's tables read like any
 * other part of a project: `metrics.json` with the last values, `plots/<metric>.tsv` with all steps, and a `dvc.yaml` that
 * names them and the params files.
 */
import { dumpPyJson, isMap, type ValueMap } from "../common/mod.ts";
import { emitYaml } from "@exp/formats";
import type { MetricPoint } from "./metric_log.ts";

/** Relative to the repository's root. */
export const TRACK_FOLDER = "tracked";

/** Path below the folder → content. */
export function filesOfTracking(points: readonly MetricPoint[], params: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  const series = new Map<string, string[]>();
  const last: ValueMap = new Map();
  let step: number | undefined;
  for (const point of points) {
    setNested(last, point.name, numberValue(point.value));
    if (point.step === undefined) continue;
    step = point.step;
    let rows = series.get(point.name);
    if (rows === undefined) series.set(point.name, rows = [`step\t${point.name.replace(/[\t\n\r]/g, " ")}`]);
    rows.push(`${point.step}\t${point.value}`);
  }
  if (step !== undefined && !last.has("step")) last.set("step", numberValue(step));
  files.set("metrics.json", `${dumpPyJson(last)}\n`);
  const taken = new Set<string>();
  for (const [name, rows] of series) files.set(plotPath(name, taken), `${rows.join("\n")}\n`);
  const plots = [...files.keys()].filter((path) => path.startsWith("plots/"));
  const project: ValueMap = new Map();
  if (params.length > 0) project.set("params", [...params]);
  project.set("metrics", ["metrics.json"]);
  if (plots.length > 0) project.set("plots", plots);
  files.set("dvc.yaml", emitYaml(project));
  return files;
}

/** `train/loss` is `loss` inside of `train`, unless `train` is a number itself. */
function setNested(root: ValueMap, name: string, value: bigint | number): void {
  const parts = name.split("/");
  let map = root;
  for (const [i, part] of parts.slice(0, -1).entries()) {
    let inner = map.get(part);
    if (inner === undefined) map.set(part, inner = new Map());
    if (!isMap(inner)) {
      map.set(parts.slice(i).join("/"), value);
      return;
    }
    map = inner;
  }
  const leaf = parts.at(-1) as string;
  if (isMap(map.get(leaf))) root.set(`${name}/`, value);
  else map.set(leaf, value);
}

function numberValue(value: number): bigint | number {
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value;
}

/** A path for any name: what a file name cannot hold becomes `_`. */
function plotPath(name: string, taken: Set<string>): string {
  const parts = name.split("/").map((part) => part.replace(/[^\w.+ -]/g, "_").replace(/^\.+$/, "_") || "_");
  let path = `plots/${parts.join("/")}.tsv`;
  for (let i = 2; taken.has(path); i++) path = `plots/${parts.join("/")}-${i}.tsv`;
  taken.add(path);
  return path;
}
