/** Searches as Git has them: a ref each, to a commit with the definition. */
import { nearestWord } from "../common/mod.ts";
import { emptyTree, type Git, listRemote, pushRefs, type Ref, type Rev } from "../git/mod.ts";
import { SEARCH_REFS } from "../records/mod.ts";
import { formatDefinition, parseDefinition, type SearchDefinition } from "./definition.ts";
import { fault } from "./faults.ts";

export interface Search extends SearchDefinition {
  readonly name: string;
  /** The commit with this definition: what the ref must still be when something is done for it. */
  readonly rev: Rev;
}

const FILE = "search.json";

/** By name. */
export function listSearches(git: Git): Search[] {
  return readSearches(git, git.refs(SEARCH_REFS));
}

/** Lists searches again and again; a definition that has been read once is not read twice. */
export class SearchReader {
  #known = new Map<string, Search>();

  constructor(readonly git: Git) {}

  /** As {@link listSearches}. */
  list(): Search[] {
    const refs = this.git.refs(SEARCH_REFS);
    const keyOf = ({ name, rev }: Ref) => `${name} ${rev}`;
    const unknown = refs.filter((ref) => !this.#known.has(keyOf(ref)));
    const read = new Map(readSearches(this.git, unknown).map((search, i) => [keyOf(unknown[i]!), search]));
    this.#known = new Map(refs.map((ref) => [keyOf(ref), this.#known.get(keyOf(ref)) ?? read.get(keyOf(ref))!]));
    return [...this.#known.values()];
  }
}

/** @throws {ExpError} `not-found` */
export function findSearch(git: Git, name: string): Search {
  const refs = git.refs(SEARCH_REFS);
  const ref = refs.find((one) => one.name === refOf(name));
  if (ref === undefined) throw fault("not-found/search", { name, nearest: nearestWord(name, refs.map(nameOf)) });
  return readSearches(git, [ref])[0]!;
}

/** The one that is there where no name is given. @throws {ExpError} `not-found`, `usage` */
export function chosenSearch(git: Git, name: string | undefined): Search {
  if (name !== undefined) return findSearch(git, name);
  const names = git.refs(SEARCH_REFS).map(nameOf);
  if (names.length === 0) throw fault("not-found/no-search", {});
  if (names.length > 1) throw fault("usage/which-search", { names });
  return findSearch(git, names[0]!);
}

function readSearches(git: Git, refs: readonly Ref[]): Search[] {
  if (refs.length === 0) return [];
  const blobs = git.readObjects(refs.map(({ rev }) => `${rev}:${FILE}`));
  return refs.map((ref, i) => {
    const bytes = blobs[i]?.bytes;
    const definition = bytes === undefined ? undefined : parseDefinition(new TextDecoder().decode(bytes));
    if (definition === undefined) throw fault("invalid-file/search", { ref: ref.name });
    return { ...definition, name: nameOf(ref), rev: ref.rev };
  });
}

/** @throws {ExpError} `exists` when there is one of that name */
export function addSearch(git: Git, name: string, definition: SearchDefinition): Search {
  refuseKnown(git, name);
  return write(git, name, definition, "absent");
}

/** @throws {ExpError} `exists` */
export function refuseKnown(git: Git, name: string): void {
  if (git.readRef(refOf(name)) !== undefined) throw fault("exists/search", { name });
}

export function setStopped(git: Git, search: Search, isStopped: boolean): void {
  const { name, rev, ...definition } = search;
  if (search.isStopped !== isStopped) write(git, name, { ...definition, isStopped }, rev);
}

/** What a search may use beyond what it was given. */
interface Extension {
  readonly trials: number;
  readonly maxFailures: number | undefined;
  readonly untilMs: number | undefined;
}

export function extendSearch(git: Git, search: Search, { trials, maxFailures, untilMs }: Extension): Search {
  const { name, rev, ...definition } = search;
  const designSize = search.designSize ?? search.trials;
  return write(git, name, {
    ...definition,
    trials: search.trials + trials,
    designSize,
    maxFailures: maxFailures ?? search.maxFailures,
    untilMs: untilMs ?? search.untilMs,
  }, rev);
}

/** Its trials stay: they are experiments. */
export function removeSearch(git: Git, search: Search): void {
  git.updateRefs([{ ref: refOf(search.name), to: null, from: search.rev }]);
}

/** Of a Git remote; what its trials have become stays there. @throws {ExpError} `not-found` */
export async function removeRemoteSearch(
  git: Git,
  remote: string,
  name: string,
  { isDry, signal }: { readonly isDry: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const refs = await listRemote(git, remote, `${SEARCH_REFS}/*`, { doing: "push", signal });
  const known = refs.map(nameOf);
  if (!known.includes(name)) throw fault("not-found/search", { name, nearest: nearestWord(name, known) });
  if (!isDry) await pushRefs(git, remote, [`:${refOf(name)}`], { force: true, signal });
}

/** Has nobody changed it since it was read? */
export function isCurrent(git: Git, { name, rev }: Search): boolean {
  return git.readRef(refOf(name)) === rev;
}

function write(git: Git, name: string, definition: SearchDefinition, from: Rev | "absent"): Search {
  const bytes = new TextEncoder().encode(formatDefinition(definition));
  const [rev] = git.createCommits([{
    tree: emptyTree(git),
    changes: [{ path: FILE, content: { bytes, mode: "100644" } }],
    // as parents, so that Git keeps what trials are made of, and sends it along; and by the one before a newer definition
    // is known as such on another machine
    parents: [definition.baseline, definition.snapshot, ...from === "absent" ? [] : [from]],
    message: `search ${name}`,
  }]);
  git.updateRefs([{ ref: refOf(name), to: rev!, from }]);
  return { ...definition, name, rev: rev! };
}

function refOf(name: string): string {
  return `${SEARCH_REFS}/${name}`;
}

function nameOf({ name }: Ref): string {
  return name.slice(SEARCH_REFS.length + 1);
}
