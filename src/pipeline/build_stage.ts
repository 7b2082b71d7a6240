/** From resolved data of a dvc.yaml stage, or a `.dvc` file, to a {@link Stage} with what the lock says of it. */
import { isFalsy, isMap, type Key, type Value, type ValueMap } from "../common/mod.ts";
import { checksumOf, formatTree, type HashInfo, parseTree, treeInfo } from "../data/mod.ts";
import { nameOf, normalizePath, parentOf, type Repo } from "../repo/mod.ts";
import {
  absolutePath,
  addressOf,
  type Dep,
  type ListedFile,
  locate,
  type Out,
  type ParamsDep,
  refuseHarmfulOuts,
  type RepoPath,
  type Stage,
} from "../stage/mod.ts";
import { fault } from "./faults.ts";
import { isDataFileName } from "./find_files.ts";
import type { Resolved } from "./templating/expand.ts";

const DEFAULT_PARAMS = "params.yaml";
const NO_MAP: ValueMap = new Map();

/** @param resolved the stage's keys, references replaced @param entry its entry in dvc.lock */
export function buildStage(
  repo: Repo,
  file: RepoPath,
  name: string,
  { body, used }: Resolved,
  entry: ValueMap | undefined,
): Stage {
  const texts = (key: string): string[] => listAt(body, key).map((item) => textIn(item, file, name, key));
  const wdirText = body.get("wdir");
  if (wdirText !== undefined && typeof wdirText !== "string") {
    throw fault("invalid-file/not-text", { stage: name, key: "wdir", file });
  }
  const wdir = locate(repo, parentOf(file), wdirText ?? "").path;
  const lockedDeps = lockedItems(entry, "deps"), lockedOuts = lockedItems(entry, "outs");
  const cmd = body.get("cmd");
  const stage: Stage = {
    address: addressOf(name, file),
    name,
    file,
    cmd: commandOf(cmd),
    wdir,
    deps: texts("deps").map((written) => {
      const place = locate(repo, wdir, written);
      return { written, ...place, ...fromLock(lockedDeps.get(written), place) };
    }),
    params: buildParams(repo, wdir, listAt(body, "params"), entry?.get("params"), file, name),
    outs: (["outs", "metrics", "plots"] as const).flatMap((key) =>
      listAt(body, key).flatMap((item) => {
        const pairs: [string, ValueMap][] = isMap(item)
          ? [...item].map(([written, options]) => [String(written), isMap(options) ? options : NO_MAP])
          : [[textIn(item, file, name, key), NO_MAP]];
        return pairs.map(([written, options]) =>
          buildOut(repo, wdir, written, options, KINDS[key], lockedOuts.get(written))
        );
      })
    ),
    frozen: body.get("frozen") === true,
    alwaysChanged: body.get("always_changed") === true,
    desc: textOrNone(body.get("desc")),
    meta: body.get("meta"),
    lockedCmd: entry?.get("cmd"),
    isLocked: entry !== undefined,
    ...(used.size > 0 ? { templateKeys: used } : {}),
  };
  refusePipelineFiles(stage, "dependency", stage.deps);
  refusePipelineFiles(stage, "output", stage.outs);
  refuseHarmfulOuts(repo, stage);
  checkNotIgnored(repo, stage);
  return stage;
}

const KINDS = { outs: "out", metrics: "metric", plots: "plot" } as const;

/** A `.dvc` file: data, or an import when it has deps. */
export function buildDataStage(repo: Repo, file: RepoPath, content: Value): Stage {
  const body = isMap(content) ? content : NO_MAP;
  const wdir = locate(repo, parentOf(file), textOrNone(body.get("wdir")) ?? "").path;
  const stage: Stage = {
    address: file,
    name: undefined,
    file,
    cmd: undefined,
    wdir,
    deps: listAt(body, "deps").filter(isMap).map((item) => buildImportDep(repo, wdir, item)),
    params: [],
    outs: listAt(body, "outs").filter(isMap).map((item) => buildDataOut(repo, wdir, item)),
    frozen: body.get("frozen") === true,
    alwaysChanged: false,
    desc: textOrNone(body.get("desc")),
    meta: body.get("meta"),
    lockedCmd: undefined,
    isLocked: true,
    ...(isChecksumChanged(body) ? { isChecksumChanged: true } : {}),
  };
  refusePipelineFiles(stage, "dependency", stage.deps);
  refusePipelineFiles(stage, "output", stage.outs);
  refuseHarmfulOuts(repo, stage);
  checkNotIgnored(repo, stage);
  return stage;
}

/** Of DVC 1 and 2 there are files that call data a metric or a plot; DVC 3 refuses them. */
function buildDataOut(repo: Repo, wdir: RepoPath, item: ValueMap): Out {
  const [metric, plot] = [item.get("metric"), item.get("plot")];
  const kind = plot !== undefined && !isFalsy(plot)
    ? "plot"
    : metric !== undefined && !isFalsy(metric)
    ? "metric"
    : "out";
  const out = buildOut(repo, wdir, String(item.get("path")), item, kind, item);
  return isMap(plot) ? { ...out, display: displayIn(plot) } : out;
}

/** What dvc.lock or a `.dvc` file says of a path; undefined when it knows no hash. */
export function hashInfoOf(item: ValueMap): HashInfo | undefined {
  const hash = item.get("md5");
  if (typeof hash !== "string") return undefined;
  const size = item.get("size"), nfiles = item.get("nfiles");
  return {
    algorithm: item.get("hash") === "md5" ? "md5" : "md5-dos2unix",
    hash,
    ...(typeof size === "bigint" ? { size: Number(size) } : {}),
    ...(typeof nfiles === "bigint" ? { nfiles: Number(nfiles) } : {}),
    ...(item.get("isexec") === true ? { isexec: true } : {}),
  };
}

/** Is the checksum in the file another than that of its content? */
function isChecksumChanged(body: ValueMap): boolean {
  const recorded = body.get("md5");
  if (typeof recorded !== "string") return listAt(body, "deps").length > 0; // an import that has never been done
  return checksumOf(body) !== recorded;
}

function lockedItems(entry: ValueMap | undefined, key: string): Map<string, ValueMap> {
  const list = entry?.get(key);
  return new Map((Array.isArray(list) ? list : []).filter(isMap).map((item) => [String(item.get("path")), item]));
}

/** The parts of a dep or out that its lock item gives. */
function fromLock(
  item: ValueMap | undefined,
  place: { path: string },
): { locked: HashInfo | undefined; source?: ValueMap } {
  if (item === undefined) return { locked: undefined };
  const locked = hashInfoOf(item);
  // only what is inside of the repository may have a hash of DVC 2
  const isOutside = place.path.startsWith("/");
  return { locked: locked && isOutside ? { ...locked, algorithm: "md5" } : locked, source: item };
}

/** An out whose item lists its files one by one has the hash of the folder that they make. */
function fromFiles(item: ValueMap | undefined): Pick<Out, "files" | "locked"> | undefined {
  if (item === undefined || item.has("md5") || !item.has("files")) return undefined;
  const files = listAt(item, "files").filter(isMap).flatMap((each): ListedFile[] => {
    const hash = each.get("md5"), relpath = each.get("relpath"), size = each.get("size");
    if (typeof hash !== "string" || typeof relpath !== "string") return [];
    return [{ hash, relpath, ...(typeof size === "bigint" ? { size: Number(size) } : {}) }];
  });
  const { hash, text } = formatTree(files);
  parseTree(text, hash); // paths that leave the folder are refused
  return { files, locked: treeInfo("md5", hash, files.map(({ size = 0 }) => size)) };
}

function buildImportDep(repo: Repo, wdir: RepoPath, item: ValueMap): Dep {
  const written = String(item.get("path") ?? "");
  const isElsewhere = item.has("repo") || item.has("db");
  const place = isElsewhere ? { path: normalizePath(written), isUrl: true } : locate(repo, wdir, written);
  return { written, ...place, ...fromLock(item, place) };
}

function buildParams(
  repo: Repo,
  wdir: RepoPath,
  items: readonly Value[],
  locked: Value | undefined,
  file: RepoPath,
  stage: string,
): ParamsDep[] {
  const isWhole = (keys: Value) => !Array.isArray(keys) || keys.length === 0;
  // a file that is named as a whole counts with all its keys, whatever else is said of it
  const whole = new Set(
    items.flatMap((item) => isMap(item) ? [...item].filter(([, keys]) => isWhole(keys)) : [])
      .map(([written]) => String(written)),
  );
  const keysByFile = new Map<string, Set<string>>();
  const add = (written: string, keys: readonly Value[]) => {
    if (whole.has(written)) return;
    const known = keysByFile.get(written) ?? new Set();
    for (const key of keys) known.add(String(key));
    keysByFile.set(written, known);
  };
  for (const item of items) {
    if (!isMap(item)) add(DEFAULT_PARAMS, [textIn(item, file, stage, "params")]);
    else {
      for (const [written, keys] of item) {
        if (whole.has(String(written))) keysByFile.set(String(written), new Set());
        else add(String(written), Array.isArray(keys) ? keys : []);
      }
    }
  }
  return [...keysByFile].map(([written, keys]) => ({
    written,
    path: locate(repo, wdir, written).path,
    keys: [...keys],
    locked: lockedParams(isMap(locked) ? locked.get(written) : undefined),
  }));
}

function lockedParams(values: Value | undefined): ReadonlyMap<string, Value> | undefined {
  if (!isMap(values)) return undefined;
  return new Map([...values].map(([key, value]) => [String(key), value]));
}

function buildOut(
  repo: Repo,
  wdir: RepoPath,
  written: string,
  options: ValueMap,
  kind: Out["kind"],
  item: ValueMap | undefined,
): Out {
  const place = locate(repo, wdir, written);
  return {
    written,
    ...place,
    kind,
    cache: options.get("cache") !== false,
    persist: options.get("persist") === true,
    checkpoint: options.get("checkpoint") === true,
    remote: textOrNone(options.get("remote")),
    push: options.get("push") !== false,
    ...fromLock(item, place),
    ...fromFiles(item),
    annotations: pick(options, ANNOTATIONS),
    display: displayIn(options),
  };
}

const ANNOTATIONS = ["desc", "type", "labels", "meta"];
const DISPLAY: ReadonlySet<Key> = new Set(["template", "x", "y", "x_label", "y_label", "title", "header"]);

function pick(from: ValueMap, keys: readonly string[]): ValueMap {
  if (from.size === 0) return NO_MAP;
  return new Map(keys.flatMap((key) => {
    const value = from.get(key);
    return value === undefined ? [] : [[key, value] as const];
  }));
}

/** How an output is drawn, in the order of the file: it is written so again. */
function displayIn(from: ValueMap): ValueMap {
  if (from.size === 0) return NO_MAP;
  return new Map([...from].filter(([key]) => DISPLAY.has(key)));
}

function commandOf(cmd: Value | undefined): string | readonly string[] | undefined {
  if (typeof cmd === "string") return cmd;
  if (Array.isArray(cmd)) return cmd as string[]; // items of other types are refused when they are run
  return cmd === undefined || cmd === null ? undefined : cmd as unknown as string; // refused when it is run, too
}

function listAt(body: ValueMap, key: string): readonly Value[] {
  const value = body.get(key);
  return Array.isArray(value) ? value : [];
}

function textOrNone(value: Value | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function textIn(item: Value, file: RepoPath, stage: string, key: string): string {
  if (typeof item === "string") return item;
  throw fault("invalid-file/not-text", { stage, key, file });
}

/** @throws {ExpError} `invalid-graph` for a dependency or an output that is a dvc.yaml or a `.dvc` file, wherever it is */
export function refusePipelineFiles(
  { file, address }: Pick<Stage, "file" | "address">,
  role: "dependency" | "output",
  paths: readonly Pick<Dep, "path" | "written">[],
): void {
  for (const { path, written } of paths) {
    const name = nameOf(path);
    // a lock that is an output is removed before the stage runs, and with it what all stages have recorded
    const isLock = role === "output" && (name === "dvc.lock" || path === file.replace(/\.ya?ml$/, ".lock"));
    if (name !== "dvc.yaml" && !isDataFileName(path) && !isLock) continue;
    throw fault("invalid-graph/pipeline-file", { written, role, stage: address });
  }
}

/** What `.dvcignore` hides could never be saved: said here, before hours of other stages are spent. */
function checkNotIgnored(repo: Repo, stage: Stage): void {
  for (const out of stage.outs) {
    if (out.isUrl || out.path === "" || out.path.startsWith("/")) continue;
    const isFolder = !repo.ignore.isIgnored(out.path, false);
    if (isFolder && !isHiddenFolder(repo, out.path)) continue;
    const rule = repo.ignore.explain(out.path, isFolder);
    if (rule === undefined || "subRepo" in rule || rule.file === undefined) continue; // `.git`, `.dvc`, another project's folder: not for this file to say
    throw fault("invalid-file/output-ignored", {
      out: out.written,
      path: absolutePath(repo, out.path),
      stage: stage.address,
      file: rule.file,
      line: rule.line,
      pattern: rule.pattern,
    });
  }
}

/** A pattern for folders alone (`o/`) says nothing of an output that is not there: it may become a file. */
function isHiddenFolder(repo: Repo, path: RepoPath): boolean {
  return repo.ignore.isIgnored(path, true) && repo.host.fs.stat(absolutePath(repo, path))?.kind === "dir";
}
