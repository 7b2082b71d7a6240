/**
 * Every stage as it is after templating, for tests and tools: `{stages, top, errors}`. Files that cannot be read are
 * named in `errors`; the others are still there.
 */
import { dumpPyJson } from "../../common/py_json.ts";
import {
  compareCodePoints,
  floatRepr,
  isMap,
  PyDate,
  type Value,
  type ValueMap,
  valueMap,
} from "../../common/value.ts";
import { selectParams } from "../../params/mod.ts";
import type { Project } from "../../pipeline/project.ts";
import type { HashInfo, Out, ParamsDep, Stage } from "../../stage/types.ts";
import { pyEqual } from "../../common/value.ts";
import type { Context } from "../context.ts";
import { openProject } from "../open_project.ts";

const SECTIONS = ["metrics", "plots", "params", "artifacts", "datasets"] as const;

export async function run(context: Context): Promise<number> {
  const project = await openProject(context);
  const errors: { file: string; error: string }[] = [];
  const files = await project.files({ onError: (file, error) => errors.push({ file, error: error.message }) });
  const stages: Value[] = [];
  const top: ValueMap = new Map();
  for (const file of files) {
    for (const stage of await file.stages()) stages.push(await describeStage(project, stage));
    const sections = file.top();
    for (const name of SECTIONS) {
      const value = sections.get(name);
      if (value === undefined) continue;
      const section = (top.get(name) ?? new Map()) as ValueMap;
      top.set(name, section.set(file.file, plain(value)));
    }
  }
  stages.sort((a, b) => compareCodePoints(text(a, "address"), text(b, "address")));
  errors.sort((a, b) => compareCodePoints(a.file, b.file));
  context.print(dumpPyJson(valueMap([
    ["stages", stages],
    ["top", top],
    ["errors", errors.map((each) => new Map(Object.entries(each)))],
  ])));
  return 0;
}

function text(value: Value, key: string): string {
  return isMap(value) ? String(value.get(key)) : "";
}

async function describeStage(project: Project, stage: Stage): Promise<Value> {
  const byPath = <T extends { path: string }>(items: readonly T[]) =>
    [...items].sort((a, b) => compareCodePoints(a.path, b.path));
  const facts = valueMap([
    ["address", stage.address],
    ["file", stage.file],
    ["name", stage.name ?? null],
    ["cmd", stage.cmd === undefined ? null : typeof stage.cmd === "string" ? stage.cmd : [...stage.cmd]],
    ["wdir", stage.wdir === "" ? "." : stage.wdir],
    ["frozen", stage.frozen],
    ["always_changed", stage.alwaysChanged],
    [
      "deps",
      byPath(stage.deps).map((dep) =>
        valueMap([
          ["written", dep.written],
          ["path", dep.path],
          ["locked", describeHash(dep.locked)],
        ])
      ),
    ],
    ["params", await Promise.all(byPath(stage.params).map((params) => describeParams(project, params)))],
    ["outs", byPath(stage.outs).map(describeOut)],
  ]);
  if (stage.desc) facts.set("desc", stage.desc);
  if (stage.meta !== undefined && stage.meta !== null) facts.set("meta", plain(stage.meta));
  if (stage.name !== undefined) {
    const cmd: Value = stage.cmd === undefined ? null : typeof stage.cmd === "string" ? stage.cmd : [...stage.cmd];
    facts.set("cmd_changed", stage.isLocked && !pyEqual(cmd, stage.lockedCmd));
  }
  return facts;
}

function describeHash(info: HashInfo | undefined): Value {
  if (info === undefined) return null;
  const facts = valueMap([[info.algorithm, info.hash]]);
  if (info.size !== undefined) facts.set("size", BigInt(info.size));
  if (info.nfiles !== undefined) facts.set("nfiles", BigInt(info.nfiles));
  if (info.isexec) facts.set("isexec", true);
  return facts;
}

function describeOut(out: Out): Value {
  const facts = valueMap([
    ["written", out.written],
    ["path", out.path],
    ["cache", out.cache],
    ["persist", out.persist],
    ["push", out.push],
    ["locked", describeHash(out.locked)],
  ]);
  const display = out.display.size > 0 ? plain(out.display) : true;
  if (out.kind !== "out") facts.set(out.kind, display);
  if (out.remote !== undefined) facts.set("remote", out.remote);
  for (const [key, value] of out.annotations) facts.set(key, plain(value));
  return facts;
}

async function describeParams(project: Project, params: ParamsDep): Promise<Value> {
  const facts = valueMap([
    ["file", params.path],
    ["keys", [...params.keys].sort(compareCodePoints)],
    ["locked", params.locked === undefined ? null : plain(new Map(params.locked))],
  ]);
  try {
    const data = await project.params.read(params.path);
    facts.set("values", data === undefined ? new Map() : plain(selectParams(data, params.keys)));
  } catch (error) {
    facts.set("error", error instanceof Error ? error.message : String(error));
  }
  return facts;
}

/** Values that JSON lacks, tagged: `{"float": "nan"}`, `{"date": "2020-01-01"}`. */
function plain(value: Value): Value {
  if (typeof value === "number" && !Number.isFinite(value)) return valueMap([["float", floatRepr(value)]]);
  if (value instanceof PyDate) return valueMap([[value.kind, value.iso.replace("T", " ")]]);
  if (Array.isArray(value)) return value.map(plain);
  if (isMap(value)) return new Map([...value].map(([key, item]) => [key, plain(item)] as const));
  return value;
}
