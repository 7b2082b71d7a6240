/** What may stand in dvc.yaml, dvc.lock and `.dvc` files (DVC 3.67.1: dvc/schema.py). */
import { isMap, type Value } from "../common/mod.ts";
import {
  anything,
  boolValue,
  type Check,
  intValue,
  isList,
  isText,
  listOf,
  mapOf,
  oneOf,
  type Problem,
  record,
  textValue,
} from "./schema_check.ts";

const textList = listOf(textValue);
/** A command: text, or a list whose items are checked when they are run. */
const command = oneOf([isList, listOf(anything)], [isText, textValue]);

const annotations = { desc: textValue, type: textValue, labels: textList, meta: anything };
const outOptions = {
  cache: boolValue,
  persist: boolValue,
  checkpoint: boolValue,
  remote: textValue,
  push: boolValue,
  ...annotations,
};
const plotOptions = {
  ...outOptions,
  template: textValue,
  x: textValue,
  y: textValue,
  x_label: textValue,
  y_label: textValue,
  title: textValue,
  header: boolValue,
};

const outList = (options: Record<string, Check>) => listOf(oneOf([isMap, mapOf(record(options))], [isText, textValue]));

const paramsFile: Check = oneOf(
  [isList, listOf(anything)],
  [(value) => !value || value === 0n || (isMap(value) && value.size === 0), anything],
  [() => true, (_value, path, problems) => {
    problems.push({ path, atKey: false, text: "expected a list", isDvcCrash: true });
  }],
);
const params = listOf(oneOf([isMap, mapOf(paramsFile)], [isText, textValue]));
const vars = listOf(oneOf([isText, textValue], [isMap, mapOfAny]));

function mapOfAny(value: Value, path: readonly (string | number)[], problems: Problem[]): void {
  if (!isMap(value)) problems.push({ path, atKey: false, text: "expected a file name or a map" });
}

const stageFields = {
  cmd: command,
  wdir: textValue,
  deps: textList,
  params,
  outs: outList(outOptions),
  metrics: outList(outOptions),
  plots: outList(plotOptions),
  vars,
  frozen: boolValue,
  always_changed: boolValue,
  desc: textValue,
  meta: anything,
  matrix: mapOf(oneOf([isList, anything], [isText, textValue])),
};
const stage = record(stageFields, ["cmd"]);
const foreachGroup = record({
  foreach: oneOf([isList, anything], [isText, textValue], [isMap, anything], [() => true, mapOf(anything)]),
  do: stage,
}, ["foreach", "do"]);
const hasForeach = (value: Value): boolean => isMap(value) && (value.has("foreach") || value.has("do"));

const textOr = (...others: readonly (readonly [(value: Value) => boolean, Check])[]) =>
  oneOf(...others, [isText, textValue]);
const plotDefinition = record({
  x: textOr([isMap, mapOf(textValue)]),
  y: textOr([isList, textList], [isMap, mapOf(textOr([isList, textList]))]),
  x_label: textValue,
  y_label: textValue,
  title: textValue,
  template: textValue,
});

/** A file, or a name, with how it is drawn. */
function topPlot(value: Value, path: readonly (string | number)[], problems: Problem[]): void {
  if (isMap(value) && value.size === 0) problems.push({ path, atKey: false, text: "expected a file or a name" });
  mapOf(oneOf([(each) => each === null, anything], [() => true, plotDefinition]))(value, path, problems);
}

const pipelineFile = record({
  stages: mapOf(oneOf([hasForeach, foreachGroup], [() => true, stage])),
  vars,
  params: textList,
  metrics: textList,
  plots: listOf(textOr([isMap, topPlot])),
  artifacts: mapOf(record({ path: textValue, ...annotations }, ["path"])),
  datasets: anything,
});

const hashText: Check = (value, path, problems) => {
  // other tools write short ids; what could lead out of the cache is refused
  if (typeof value !== "string" || !/^[0-9A-Za-z]{3,}(\.dir)?$/.test(value)) {
    problems.push({ path, atKey: false, text: "not a hash" });
  }
};
const sizes = { size: intValue, nfiles: intValue, isexec: boolValue };
const dataFields = {
  path: textValue,
  md5: hashText,
  etag: textValue,
  checksum: textValue,
  hash: textValue,
  version_id: textValue,
  cloud: anything,
  files: listOf(anything),
  ...sizes,
};
const lockItem = record({ ...dataFields, dataset: mapOf(anything) }, ["path"]);

const lockFile = record({
  schema: (value, path, problems) => {
    if (value !== "2.0") problems.push({ path, atKey: false, text: "invalid schema version" });
  },
  datasets: anything,
  stages: mapOf(record({
    cmd: command,
    deps: listOf(lockItem),
    params: mapOf(mapOfAnyKeys),
    outs: listOf(lockItem),
  }, ["cmd"])),
}, ["schema"]);

function mapOfAnyKeys(value: Value, path: readonly (string | number)[], problems: Problem[]): void {
  if (!isMap(value)) problems.push({ path, atKey: false, text: "expected a map" });
}

const dataFile = record({
  md5: hashText,
  wdir: textValue,
  frozen: boolValue,
  desc: textValue,
  meta: anything,
  deps: listOf(record({ ...dataFields, repo: mapOf(anything), db: mapOf(anything), fs_config: mapOf(anything) })),
  outs: listOf(record({ ...dataFields, ...outOptions, metric: anything, plot: anything }, ["path"])),
});

function run(check: Check, value: Value): Problem[] {
  const problems: Problem[] = [];
  check(value, [], problems);
  return problems;
}

/** An empty file is an empty map here. */
export const checkPipelineFile = (value: Value): Problem[] => value === null ? [] : run(pipelineFile, value);
export const checkDataFile = (value: Value): Problem[] => value === null ? [] : run(dataFile, value);
/** An empty dvc.lock lacks its `schema`, so it is refused. */
export const checkLockFile = (value: Value): Problem[] => run(lockFile, value ?? new Map());
