/** Edits of pipeline files: add, freeze and remove stages. Comments, order and style of the files stay. */
import { ExpError, isFalsy, type Key, type Rules, type Value, type ValueMap } from "../common/mod.ts";
import { openDataStore, openGitIgnoreKeeper } from "../data/mod.ts";
import { editYaml, type RoundTripMap } from "@exp/formats";
import { joinPath, parentOf, relativeFrom, type Repo } from "../repo/mod.ts";
import {
  absolutePath,
  checkRemovableOut,
  displayAddress,
  displayPath,
  fileColon,
  locate,
  type Out,
  type RepoPath,
  type Stage,
} from "../stage/mod.ts";
import { buildStage } from "./build_stage.ts";
import { buildGraph } from "./graph.ts";
import { lockFileOf } from "./pipeline_file.ts";
import type { Project } from "./project.ts";
import { formatNewStage, formatStage, type NewOut, type NewStage } from "./stage_body.ts";
import { currentPipelineFile, findTarget } from "./targets.ts";
import { fault } from "./faults.ts";

/** What an edit has done; paths absolute. */
interface EditResult {
  /** Files that were written or deleted. */
  readonly changed: readonly string[];
}

/** @throws {ExpError} `invalid-name`, `exists`, `invalid-graph` */
export async function addStage(project: Project, given: NewStage): Promise<EditResult> {
  const { repo } = project;
  const file = currentPipelineFile(repo);
  const spec = withRelativePaths(repo, file, given);
  if (spec.name === "" || /[^\p{L}\p{N}\u0080-\u{10ffff}_ -]/u.test(spec.name)) {
    throw fault("invalid-name/stage", { name: spec.name });
  }
  const path = absolutePath(repo, file);
  const isNew = !repo.host.fs.exists(path);
  const existing = isNew ? undefined : await project.file(file);
  if (existing && !spec.force && (existing.has(spec.name) || existing.group(spec.name))) {
    throw fault("exists/stage", { name: spec.name, file: displayPath(repo, file) });
  }
  const body = formatNewStage(spec);
  const stage = buildStage(repo, file, spec.name, { body, used: new Map() }, undefined);
  checkNewStage(repo, stage, spec);
  const others = (await project.stages()).filter((other) => other.address !== stage.address);
  refuseTaken(repo, others, stage);
  buildGraph(repo, [...others, stage]);
  const text = isNew ? "stages: {}\n" : repo.host.fs.readText(path);
  const edited = isNew
    ? await newFile(spec.name, body)
    : editYaml(text, (doc) => putStage(doc, repo.rules, spec.name, body), { file });
  repo.host.fs.writeAtomic(path, edited, { sync: "content" });
  const ignored = openGitIgnoreKeeper(repo).add(inAddOrder(stage.outs, spec.outs ?? []));
  return { changed: [path, ...ignored] };
}

async function newFile(name: string, body: ValueMap): Promise<string> {
  const { emitYaml } = await import("@exp/formats");
  return emitYaml(new Map([["stages", new Map([[name, body]])]]));
}

function putStage(doc: RoundTripMap, { replacesDesc }: Rules, name: string, body: ValueMap): void {
  const stages = doc.map("stages");
  const entry = stages?.map(name);
  if (entry) {
    // what the command line cannot say stays
    const kept = (["desc", "meta"] as const).flatMap((key) => {
      const value = body.has(key) && replacesDesc ? undefined : entry.get(key);
      return value === undefined || isFalsy(value) ? [] : [[key, value] as const]; // DVC writes nothing empty
    });
    const rest = [...body].filter(([key]) => replacesDesc || key !== "desc");
    entry.merge(new Map<Key, Value>([...kept, ...rest]));
  } else if (stages) stages.set(name, body);
  else doc.set("stages", new Map([[name, body]]));
}

/** DVC's order of `.gitignore` lines here: persistent outs, metrics, plots, the others; each as they were given. */
function inAddOrder(outs: readonly Out[], given: readonly NewOut[]): Out[] {
  const kind = (out: Out) => out.persist ? 0 : out.kind === "metric" ? 1 : out.kind === "plot" ? 2 : 3;
  const place = (out: Out) => given.findIndex((each) => each.path === out.written);
  return [...outs].sort((a, b) => kind(a) - kind(b) || place(a) - place(b));
}

/** What is to be cached has to lie inside. @throws {ExpError} also for a remote that is not there, and an empty path */
function checkNewPlaces(repo: Repo, stage: Stage): void {
  const outside = stage.outs.filter((out) => out.cache && (out.isUrl || out.path.startsWith("/"))).map(({ path }) =>
    path
  );
  if (outside.length > 0) throw fault("invalid-file/cached-outside", { outs: outside });
  for (const { written } of [...stage.deps, ...stage.outs]) {
    if (written === "") throw fault("usage/empty-path", {});
    const remote = /^remote:\/\/([^/]+)/.exec(written)?.[1];
    if (remote === undefined || repo.config.remote(remote) !== undefined) continue;
    throw fault("config/remote-of-output", { remote, written });
  }
}

/** An absolute path below the root would hold on this machine only: it is written from the stage's folder. */
function withRelativePaths(repo: Repo, file: RepoPath, spec: NewStage): NewStage {
  const here = parentOf(file);
  const wdir = locate(repo, here, spec.wdir ?? "").path;
  const from = (base: RepoPath, written: string) => {
    if (!written.startsWith("/")) return written;
    const { path } = locate(repo, base, written);
    return path.startsWith("/") ? written : relativeFrom(base, path);
  };
  const { deps, params, outs } = spec;
  return {
    ...spec,
    ...(spec.wdir === undefined ? {} : { wdir: from(here, spec.wdir) }),
    ...(deps === undefined ? {} : { deps: deps.map((dep) => from(wdir, dep)) }),
    ...(params === undefined ? {} : { params: params.map((param) => from(wdir, param)) }),
    ...(outs === undefined ? {} : { outs: outs.map((out) => ({ ...out, path: from(wdir, out.path) })) }),
  };
}

function checkNewStage(repo: Repo, stage: Stage, { deps = [] }: NewStage): void {
  const { wdir } = stage;
  const what = wdirFault(repo, wdir);
  if (what !== undefined) {
    throw fault("invalid-file/wdir", { shown: displayPath(repo, wdir), path: absolutePath(repo, wdir), what });
  }
  checkNewPlaces(repo, stage);
  const needed = new Set(stage.deps.map(({ path }) => path));
  for (const { path, written } of stage.outs) {
    if (!needed.has(path)) continue;
    throw fault("invalid-graph/dep-and-out", { written, path: absolutePath(repo, path), stage: stage.name });
  }
  const seen = new Set<string>();
  const places = [...deps.map((written) => ({ written, ...locate(repo, stage.wdir, written) })), ...stage.outs];
  for (const { path, written, isUrl } of places) {
    if (seen.has(path)) {
      throw fault("invalid-graph/named-twice", {
        written,
        path: isUrl ? written : absolutePath(repo, path),
        stage: stage.name,
      });
    }
    seen.add(path);
  }
}

/** An output of one other stage: that stage is the one to change, not the new one. */
function refuseTaken(repo: Repo, others: readonly Stage[], stage: Stage): void {
  for (const { path, written, isUrl } of stage.outs) {
    const [owner, ...more] = others.filter((other) => other.outs.some((out) => out.path === path));
    if (owner === undefined || more.length > 0) continue;

    throw fault("invalid-graph/taken", {
      shown: isUrl ? written : displayPath(repo, path),
      owner: displayAddress(repo, owner),
    });
  }
}

function wdirFault(repo: Repo, wdir: RepoPath): "outside" | "missing" | "no-folder" | undefined {
  if (wdir.startsWith("/")) return "outside";
  const kind = repo.host.fs.stat(absolutePath(repo, wdir))?.kind;
  if (kind === undefined) return "missing";
  return kind === "dir" ? undefined : "no-folder";
}

/**
 * Freezes or unfreezes a stage or `.dvc` file.
 * @throws {ExpError} `not-found`; `invalid-target` for a stage made from a template
 */
export async function setFrozen(project: Project, target: string, isFrozen: boolean): Promise<EditResult> {
  const { freezesOneLine } = project.repo.rules;
  if (!freezesOneLine && fileColon(target) < 0 && /\.ya?ml$/.test(target)) {
    throw fault("invalid-target/file-of-stages", { target });
  }
  const stages = await findEditable(project, target, "dump");
  const changed: string[] = [];
  for (const stage of stages) {
    editFile(project, stage.file, (doc) => {
      const entry = stage.name === undefined ? doc : doc.map("stages")?.map(stage.name);
      if (!freezesOneLine && stage.name !== undefined) entry?.merge(formatStage({ ...stage, frozen: isFrozen }));
      else if (isFrozen) entry?.set("frozen", true);
      else entry?.delete("frozen");
    });
    changed.push(absolutePath(project.repo, stage.file));
  }
  return { changed };
}

/** What a target stands for, if all of it is written in the file as it is. `verb` is for DVC's message. */
async function findEditable(project: Project, target: string, verb: "dump" | "remove"): Promise<readonly Stage[]> {
  const stages = await findTarget(project, target, {});
  const name = target.slice(fileColon(target) + 1);
  if (stages.length === 0 || stages.some((stage) => stage.name?.split("@")[0] === name && stage.name !== name)) {
    throw fault("invalid-target/group", { target, name });
  }
  for (const stage of stages) {
    if (stage.name === undefined || !(await project.file(stage.file)).isTemplated(stage.name)) continue;
    throw fault("invalid-target/from-template", { target, shown: displayAddress(project.repo, stage), verb });
  }
  return stages;
}

/** Rewrites a file, or deletes it when nothing is left in it. */
export function editFile(project: Project, file: RepoPath, edit: (doc: RoundTripMap) => void): void {
  const { fs } = project.repo.host;
  const path = absolutePath(project.repo, file);
  const before = fs.readText(path);
  let isEmpty = false;
  const after = editYaml(before, (doc) => {
    edit(doc);
    const stages = doc.map("stages");
    isEmpty = stages !== undefined && stages.keys().length === 0 &&
      doc.keys().every((key) => key === "stages" || key === "schema");
  }, { file });
  if (isEmpty) fs.remove(path);
  else if (after !== before) fs.writeAtomic(path, after, { sync: "content" });
}

/** The error for who names the data and means the `.dvc` file beside it. */
function notItsFile({ repo }: Project, target: string, cause: ExpError): ExpError | undefined {
  const file = `${target}.dvc`;
  if (target.endsWith(".dvc") || repo.host.fs.stat(joinPath(repo.cwd, file))?.kind !== "file") return undefined;
  return fault("invalid-target/tracked-data", { target, file }, cause);
}

/**
 * Removes a stage or a `.dvc` file: its entry, its lock, its `.gitignore` lines, and with `outs` its data.
 * @throws {ExpError} `not-found`, `invalid-target`
 */
export async function removeStage(
  project: Project,
  target: string,
  options: { outs?: boolean } = {},
): Promise<EditResult> {
  const { repo } = project;
  const { fs } = repo.host;
  const stages = await findEditable(project, target, "remove").catch((error) => {
    throw (error instanceof ExpError ? notItsFile(project, target, error) : undefined) ?? error;
  });
  const [first] = stages;
  if (first === undefined) return { changed: [] };
  using store = openDataStore(repo);
  const outs = stages.flatMap((stage) => stage.outs.map((out) => ({ stage, out })))
    .filter(({ out }) => !out.isUrl && !out.path.startsWith("/")); // what lies outside is never ours to remove
  if (options.outs) { for (const { stage, out } of outs) checkRemovableOut(repo, store, stage, out); }
  // the record goes last: what fails before leaves a project that still knows its data
  for (const { out } of outs) {
    const path = absolutePath(repo, out.path);
    if (options.outs) store.remove(path);
    else if (out.cache) store.unprotect(path); // nothing of the cache stays in place
    store.disown(path);
  }
  const changed = new Set<string>([absolutePath(repo, first.file)]);
  for (const touched of openGitIgnoreKeeper(repo).remove(outs.map(({ out }) => out))) changed.add(touched);
  if (first.name === undefined) fs.remove(absolutePath(repo, first.file));
  else {
    const removeEntries = (doc: RoundTripMap) => {
      for (const stage of stages) doc.map("stages")?.delete(stage.name ?? "");
    };
    editFile(project, first.file, removeEntries);
    const lock = lockFileOf(first.file);
    if (fs.exists(absolutePath(repo, lock))) {
      editFile(project, lock, removeEntries);
      changed.add(absolutePath(repo, lock));
    }
  }
  return { changed: [...changed] };
}
