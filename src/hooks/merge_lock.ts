/** A three-way merge of dvc.lock, which Git takes for text: stage by stage. Pure. */
import { isMap, pyEqual, type Value, type ValueMap, valueMap } from "../common/mod.ts";
import { emitYaml, parseYaml } from "@exp/formats";
import { type MergedEntry, mergeEntries, type Sides } from "./three_way.ts";

interface MergedLock {
  readonly text: string;
  /** Stages, and what else has a name, that both sides have changed, each in another way: between markers in the text. */
  readonly conflicts: readonly string[];
}

/** What dvc.lock holds, by its parts that have names. */
interface Lock {
  readonly stages: ReadonlyMap<string, Value>;
  readonly datasets: ReadonlyMap<string, Value>;
}

const HEAD = "schema: '2.0'\n";

/**
 * A stage's entry is taken whole from the side that has changed it, for what went in and what came out belong together.
 * What one side alone has written is left as it stands.
 *
 * @param markerSize how long the lines of a conflict's markers are; Git's default is 7
 * @returns undefined when one of the three is no dvc.lock with stages of schema 2.0
 */
export function mergeLock(sides: Sides<string>, markerSize: number): MergedLock | undefined {
  const [ancestor, our, their] = [sides.ancestor, sides.our, sides.their].map(readLock);
  if (ancestor === undefined || our === undefined || their === undefined) return undefined;
  const part = (name: keyof Lock) =>
    mergeEntries({ ancestor: ancestor[name], our: our[name], their: their[name] }, pyEqual);
  const merged = { stages: part("stages"), datasets: part("datasets") };
  for (const [lock, text] of [[our, sides.our], [their, sides.their]] as const) {
    if (isAllOf(merged.stages, lock.stages) && isAllOf(merged.datasets, lock.datasets)) return { text, conflicts: [] };
  }
  const section = (name: keyof Lock, emit: (entry: string, value: Value) => string) =>
    merged[name].length === 0
      ? ""
      : `${name}:\n${merged[name].map((entry) => blockOf(entry, emit, markerSize)).join("")}`;
  const conflicts = [...merged.stages, ...merged.datasets].filter(({ kind }) => kind === "conflict");
  return {
    text: HEAD + section("stages", stageBlock) + section("datasets", datasetBlock),
    conflicts: conflicts.map(({ name }) => name),
  };
}

function readLock(text: string): Lock | undefined {
  let content: Value;
  try {
    content = parseYaml(text, { file: "dvc.lock" }).value;
  } catch {
    return undefined; // with markers of an earlier conflict, perhaps: as text it can still be merged
  }
  if (content === null) return { stages: new Map(), datasets: new Map() };
  if (!isMap(content) || content.get("schema") !== "2.0") return undefined;
  if ([...content.keys()].some((key) => key !== "schema" && key !== "stages" && key !== "datasets")) return undefined;
  const stages = content.get("stages") ?? new Map();
  const datasets = content.get("datasets") ?? [];
  if (!isMap(stages) || !Array.isArray(datasets)) return undefined;
  if (!datasets.every(isMap)) return undefined;
  return {
    stages: new Map([...stages].map(([name, entry]) => [String(name), entry])),
    datasets: new Map(datasets.map((dataset) => [String(dataset.get("name")), dataset])),
  };
}

/** Does the side that these are of hold all that has been merged, and nothing else? */
function isAllOf(merged: readonly MergedEntry<Value>[], side: ReadonlyMap<string, Value>): boolean {
  return merged.length === side.size &&
    merged.every((entry) => entry.kind === "agreed" && pyEqual(entry.value, side.get(entry.name)));
}

/** The lines of a name: as both have it, or with what each has between markers, as Git has them. */
function blockOf(
  entry: MergedEntry<Value>,
  emit: (name: string, value: Value) => string,
  markerSize: number,
): string {
  if (entry.kind === "agreed") return emit(entry.name, entry.value);
  const side = (value: Value | undefined) => value === undefined ? "" : emit(entry.name, value);
  const marker = (letter: string, label: string) => `${letter.repeat(markerSize)}${label}\n`;
  return marker("<", " ours") + side(entry.our) + marker("=", "") + side(entry.their) + marker(">", " theirs");
}

function stageBlock(name: string, entry: Value): string {
  return below("stages", valueMap([[name, entry]]));
}

function datasetBlock(_: string, dataset: Value): string {
  return below("datasets", [dataset]);
}

function below(key: string, value: Value): string {
  const content: ValueMap = valueMap([[key, value]]);
  return emitYaml(content).slice(`${key}:\n`.length);
}
