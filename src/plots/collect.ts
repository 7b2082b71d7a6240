import { ExpError } from "../common/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
import { Project } from "../pipeline/mod.ts";
import { joinPath, relativeFrom, relativeInside, type Repo } from "../repo/mod.ts";
import { type FileError, placesAt, type RevPlace, WORKSPACE_REV } from "../revisions/mod.ts";
import { type DefinitionsRequest, findDefinitions, type SeenFiles, seenFrom, sourcesOf } from "./definitions.ts";
import { matchPlots } from "./match.ts";
import { fewOf, PLOT_LIMITS, type PlotLimits, tooManyBytes, tooManyFiles } from "./limits.ts";
import { checkIsPlot, readSource } from "./read_source.ts";
import type { CollectedPlots, Definitions, PlotSource, RevPlots } from "./types.ts";
import { Undrawable } from "./undrawable.ts";

interface PlotsRequest extends Partial<DefinitionsRequest> {
  /** Commits, experiments' names or `workspace`, which then comes first. */
  readonly revs: readonly string[];
  /** How a broken pipeline file is told. @param rev of a commit; else it is the workspace's */
  readonly describe: (problem: ExpError, rev: Rev | undefined) => FileError;
  /** Told why data does not come from a remote; it counts as lost then. */
  readonly onUnfetched: (error: ExpError) => void;
  readonly limits?: PlotLimits;
}

/**
 * The plots of several revisions, those of one id put together.
 *
 * @param git needed for all but the workspace
 * @throws {ExpError} `not-found` for a revision that there is not; `no-git`
 */
export async function collectPlots(repo: Repo, git: Git | undefined, request: PlotsRequest): Promise<CollectedPlots> {
  const words = [...new Set(request.revs)];
  const ordered = words.includes(WORKSPACE_REV)
    ? [WORKSPACE_REV, ...words.filter((word) => word !== WORKSPACE_REV)]
    : words;
  const { places, fetch, readAhead } = await placesAt(repo, git, ordered);
  let defined = await defineAll(repo, places, request);
  const lacking = defined.flatMap(({ place, wanted, asked }) => lackingOf(repo, place, [...wanted.keys(), ...asked]));
  if (lacking.length > 0) {
    await fetch(lacking, request.onUnfetched);
    defined = await defineAll(repo, places, request); // folders are known by now
  }
  readAhead(
    defined.flatMap(({ place, wanted }) => [...wanted.keys()].map((path) => [place, inRepo(repo, path)] as const)),
  );
  const revs: RevPlots[] = [];
  const known: Known = { sources: new Map(), bytes: 0, maxBytes: limitsOf(repo, request).bytes };
  for (const each of defined) revs.push(await readAt(repo, each, known));
  const sources = new Set(revs.flatMap((rev) => [...rev.sources.keys()].map((path) => inRepo(repo, path))));
  return { ...matchPlots(revs), sources };
}

async function defineAll(repo: Repo, places: readonly RevPlace[], request: PlotsRequest): Promise<DefinedAt[]> {
  const defined: DefinedAt[] = [];
  for (const place of places) defined.push(await defineAt(repo, place, request));
  return defined;
}

/** A revision whose plots are known, and whose files are not read yet. */
interface DefinedAt {
  readonly place: RevPlace;
  readonly definitions: Definitions;
  /** Files to read, and whether their first line names the columns. */
  readonly wanted: ReadonlyMap<string, boolean>;
  /** What was looked at whether it is a folder. */
  readonly asked: ReadonlySet<string>;
  readonly problem?: FileError;
}

async function defineAt(repo: Repo, place: RevPlace, request: PlotsRequest): Promise<DefinedAt> {
  const asked = new Set<string>(), cut = new Map<string, string>();
  const nothing = { place, definitions: new Map(), wanted: new Map(), asked };
  if (place.problem !== undefined) return { ...nothing, problem: request.describe(place.problem, place.rev) };
  const { targets = [], props = new Map() } = request;
  const { files: maxFiles } = limitsOf(repo, request);
  const seen = seenFiles(repo, place, (path) => asked.add(path), (path, files) => {
    const few = fewOf(files, maxFiles);
    if (few.length < files.length) cut.set(path, tooManyFiles(path, files.length, few.length));
    return few;
  });
  try {
    const files = await new Project(place.repo).files();
    const definitions = await findDefinitions(repo, files, seen, { targets, props });
    const headers = new Map<string, unknown>();
    for (const file of files) {
      for (const { outs } of await file.stages()) {
        for (const { path, display } of outs) {
          headers.set(repo.rules.knowsHeadersEverywhere ? seenFrom(repo, path) : path, display.get("header"));
        }
      }
    }
    const sources = [...definitions.values()].flatMap((own) => [...own].flatMap(([id, its]) => sourcesOf(id, its)));
    const hasHeader = (path: string) => (props.get("header") ?? headers.get(path)) !== false;
    const wanted = new Map(sources.map((path) => [path, hasHeader(path)]));
    return { place, definitions, asked, wanted, ...problemOf([...cut.values()]) };
  } catch (error) {
    if (error instanceof Undrawable) return { ...nothing, problem: error.facts };
    if (error instanceof ExpError && error.kind === "invalid-file") {
      return { ...nothing, problem: request.describe(error, place.rev) };
    }
    throw error;
  }
}

function limitsOf({ rules }: Repo, { limits = PLOT_LIMITS }: PlotsRequest): PlotLimits {
  return rules.boundsPlots ? limits : { files: Infinity, bytes: Infinity };
}

function problemOf(lines: readonly string[]): { readonly problem?: FileError } {
  return lines.length === 0 ? {} : { problem: { type: "TooMuchToDraw", msg: lines.join("; ") } };
}

/** What was read already, by the name and the content of a file: most commits share most files. */
interface Known {
  readonly sources: Map<string, PlotSource | undefined>;
  bytes: number;
  readonly maxBytes: number;
}

async function readAt(
  repo: Repo,
  { place, definitions, wanted, problem }: DefinedAt,
  known: Known,
): Promise<RevPlots> {
  const sources = new Map<string, PlotSource>();
  const unread: string[] = [];
  for (const [path, header] of wanted) {
    if (known.bytes >= known.maxBytes) unread.push(path);
    else {
      const source = await sourceAt(repo, place, path, header, known);
      if (source !== undefined) sources.set(path, source);
    }
  }
  const lines = [...problem === undefined ? [] : [problem.msg], ...tooManyBytes(unread.length, known.bytes)];
  const told = unread.length === 0 && problem !== undefined ? { problem } : problemOf(lines);
  return { rev: place.word, definitions, sources, ...told };
}

async function sourceAt(
  repo: Repo,
  place: RevPlace,
  path: string,
  header: boolean,
  known: Known,
): Promise<PlotSource | undefined> {
  try {
    checkIsPlot(path);
    const found = place.files.find(inRepo(repo, path));
    if ("error" in found) return { kind: "unreadable", error: found.error };
    const key = `${header} ${path} ${found.key}`;
    if (!known.sources.has(key)) {
      const bytes = found.bytes();
      known.bytes += bytes.length;
      known.sources.set(key, await readSource(path, bytes, header));
    }
    return known.sources.get(key);
  } catch (error) {
    if (error instanceof Undrawable) return { kind: "unreadable", error: error.facts };
    throw error;
  }
}

function lackingOf(repo: Repo, place: RevPlace, paths: Iterable<string>) {
  return [...paths].flatMap((path) => [...place.files.lacking(inRepo(repo, path))]);
}

/** @param few of a folder's files, those that count */
function seenFiles(
  repo: Repo,
  { files }: RevPlace,
  onAsked: (path: string) => void,
  few: (folder: string, files: readonly string[]) => readonly string[],
): SeenFiles {
  return {
    exists: (path) => files.kind(inRepo(repo, path)) !== undefined,
    below: (path) => {
      onAsked(path);
      const inner = inRepo(repo, path);
      if (files.kind(inner) !== "folder") return undefined;
      const asCalled = path.replace(/\/+$/, ""), folder = joinPath(repo.root, inner);
      const all = files.expand(inner).map((file) => `${asCalled}/${relativeFrom(folder, joinPath(repo.root, file))}`);
      return few(asCalled, all);
    },
  };
}

/** A path as the current folder calls it, from the root; absolute when it lies outside. */
function inRepo(repo: Repo, path: string): string {
  const absolute = joinPath(repo.cwd, path);
  return relativeInside(repo.root, absolute) ?? absolute;
}
