import { dumpPyJson, type Value, type ValueMap } from "../common/mod.ts";
import type { BaselineEntry, ExperimentRange, FileData, RevEntry } from "../revisions/mod.ts";

/** DVC's `exp show --json`, one line. Dates print as ISO text. */
export function renderShowJson(entries: readonly BaselineEntry[]): string {
  return `[${entries.map(baseline).join(", ")}]`;
}

/** Experiments one after another: thousands of them as values would fill the memory for one moment's use. */
function baseline(entry: BaselineEntry): string {
  const own = dump(revision(entry)).slice(0, -1);
  const experiments = entry.experiments?.map((item) => dump(range(item))).join(", ");
  return `${own}, "experiments": ${experiments === undefined ? "null" : `[${experiments}]`}}`;
}

function dump(value: Value): string {
  return dumpPyJson(value, { date: (date) => date.iso });
}

function range(item: ExperimentRange): Value {
  return new Map<string, Value>([
    ["revs", item.revs.map((rev) => revision(rev).set("experiments", null))],
    ["executor", item.executor === null ? null : plain(item.executor)],
    ["name", item.name],
  ]);
}

function revision(entry: RevEntry): ValueMap {
  const { data } = entry;
  return new Map<string, Value>([
    ["rev", entry.rev],
    ["name", entry.name],
    [
      "data",
      data === null ? null : new Map<string, Value>([
        ["rev", data.rev],
        ["timestamp", data.timestamp],
        ["params", files(data.params)],
        ["metrics", files(data.metrics)],
        ["deps", new Map([...data.deps].map(([path, facts]) => [path, plain(facts)]))],
        ["outs", new Map([...data.outs].map(([path, facts]) => [path, plain(facts)]))],
        ["meta", plain(data.meta)],
      ]),
    ],
    ["error", entry.error === null ? null : plain({ msg: entry.error.msg, type: entry.error.type })],
  ]);
}

function files(map: ReadonlyMap<string, FileData>): Value {
  return new Map(
    [...map].map(([path, file]) =>
      [path, "error" in file ? new Map([["error", plain(file.error)]]) : new Map([["data", file.data]])] as const
    ),
  );
}

/** Plain records of texts, whole numbers, booleans and null, as values. */
function plain(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return BigInt(Math.trunc(value));
  if (typeof value !== "object") return value as Value;
  if (Array.isArray(value)) return value.map(plain);
  return new Map(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
