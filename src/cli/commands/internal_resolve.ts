/**
 * Every stage as it is after templating, for tests and tools: `{stages, top, errors}`. Files that cannot be read are
 * named in `errors`; the others are still there.
 */
import {
  compareCodePoints,
  dumpPyJson,
  floatRepr,
  isMap,
  PyDate,
  pyEqual,
  type Value,
  type ValueMap,
  valueMap,
} from "../../common/mod.ts";
import { selectParams } from "../../params/mod.ts";
import { copyCommand, type Out, type ParamsDep, type Stage } from "../../stage/mod.ts";
import type { Project } from "../../pipeline/mod.ts";
import type { HashInfo } from "../../data/mod.ts";
import { relativeFrom } from "../../repo/mod.ts";
import { expSays } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import { openProject } from "../open_project.ts";

const SECTIONS = ["metrics", "plots", "params", "artifacts", "datasets"] as const;

export async function run(context: Context): Promise<number> {
  const project = await openProject(context);
  const errors: { file: string; error: string }[] = [];
  const files = await project.files({ onError: (file, error) => errors.push({ file, error: expSays(error) }) });
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
    [...items].sort((a, b) => compareCodePoints(fromRoot(project, a.path), fromRoot(project, b.path)));
  const facts = valueMap([
    ["address", stage.address],
    ["file", stage.file],
    ["name", stage.name ?? null],
    ["cmd", stage.cmd === undefined ? null : copyCommand(stage.cmd)],
    ["wdir", stage.wdir === "" ? "." : stage.wdir],
    ["frozen", stage.frozen],
    ["always_changed", stage.alwaysChanged],
    [
      "deps",
      byPath(stage.deps).map((dep) =>
        valueMap([
          ["written", dep.written],
          ["path", fromRoot(project, dep.path)],
          ["locked", describeLocked(dep)],
        ])
      ),
    ],
    ["params", await Promise.all(byPath(stage.params).map((params) => describeParams(project, params)))],
    ["outs", byPath(stage.outs).map((out) => describeOut(project, out))],
  ]);
  if (stage.desc) facts.set("desc", stage.desc);
  if (stage.meta !== undefined && stage.meta !== null) facts.set("meta", plain(stage.meta));
  if (stage.name !== undefined) {
    const cmd: Value = stage.cmd === undefined ? null : copyCommand(stage.cmd);
    facts.set("cmd_changed", stage.isLocked && !pyEqual(cmd, stage.lockedCmd));
  }
  return facts;
}

/** What the lock says of a path: only facts that are there. */
function describeLocked({ locked, source }: { locked: HashInfo | undefined; source?: ValueMap }): Value {
  const facts: ValueMap = new Map();
  if (locked) facts.set(locked.algorithm, locked.hash);
  else {for (const key of ["checksum", "etag"]) {
      if (facts.size === 0 && source?.has(key)) facts.set(key, source.get(key)!);
    }}
  if (facts.size === 0) return null;
  const clouds = source?.get("cloud");
  const [first] = isMap(clouds) ? clouds.values() : [];
  const cloud = isMap(first) ? first : undefined;
  for (const key of ["size", "nfiles", "isexec", "etag", "version_id"]) {
    const value = source?.get(key) ?? cloud?.get(key);
    if (value !== undefined && value !== null && value !== false && value !== 0n) facts.set(key, value);
  }
  return facts;
}

/** Relative to the root, with `..` where it is outside. */
function fromRoot(project: Project, path: string): string {
  return path.startsWith("/") ? relativeFrom(project.repo.root, path) : path;
}

function describeOut(project: Project, out: Out): Value {
  const facts = valueMap([
    ["written", out.written],
    ["path", fromRoot(project, out.path)],
    ["cache", out.cache],
    ["persist", out.persist],
    ["push", out.push],
    ["locked", describeLocked(out)],
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
    facts.set("error", expSays(error));
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
