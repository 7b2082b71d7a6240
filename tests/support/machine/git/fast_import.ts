import { type GitCall, GitDeath } from "./call.ts";
import type { FlatFile } from "./objects.ts";
import type { Repository } from "./repository.ts";
import { mustResolve } from "./revisions.ts";

const decoder = new TextDecoder(), encoder = new TextEncoder();

/** The part of fast-import's language that is spoken to it here: commits upon trees, marks, resets. */
export function fastImport(call: GitCall, repo: Repository): void {
  const stream = new Stream(call.stdin);
  const marks = new Map<string, string>();
  const refs = new Map<string, string | undefined>();
  for (let line = stream.line(); line !== undefined && line !== "done"; line = stream.line()) {
    const [word = "", rest = ""] = split(line);
    if (word === "commit") refs.set(rest, readCommit(repo, stream, marks, refs));
    else if (word === "reset") {
      const from = stream.line()!.slice("from ".length);
      refs.set(rest, /^0+$/.test(from) ? undefined : mustResolve(repo, from));
    } else if (word === "get-mark") call.out.text(`${marks.get(rest)}\n`);
    else if (word !== "") throw new GitDeath(`Unsupported command: ${line}`);
  }
  for (const [ref, to] of refs) repo.refs.transact([{ ref, to, from: undefined }], undefined);
}

function readCommit(
  repo: Repository,
  stream: Stream,
  marks: Map<string, string>,
  refs: ReadonlyMap<string, string | undefined>,
): string {
  const oidOf = (name: string) => name.startsWith(":") ? marks.get(name)! : refs.get(name) ?? mustResolve(repo, name);
  const mark = stream.line()!.slice("mark ".length);
  const author = stream.line()!, committer = stream.line()!;
  const message = stream.data(stream.line()!);
  stream.line(); // the line end after data
  const parents: string[] = [];
  let files = new Map<string, FlatFile>();
  for (let line = stream.line()!; line !== ""; line = stream.line()!) {
    const [word = "", rest = ""] = split(line);
    if (word === "from" || word === "merge") {
      parents.push(oidOf(rest));
      if (word === "from") files = repo.objects.flatten(repo.objects.treeOf(parents[0]!));
      continue;
    }
    if (word === "D") {
      files.delete(unquote(rest));
      continue;
    }
    const [, mode = "", what = "", path = ""] = /^(\d+) (\S+) (.*)$/.exec(rest) ?? [];
    if (mode === "040000" && path === "") files = repo.objects.flatten(repo.objects.treeOf(what));
    else if (what === "inline") {
      files.set(unquote(path), { mode, oid: repo.objects.writeBlob(stream.data(stream.line()!)) });
      if (stream.line() !== "") throw new GitDeath("fast-import: no line end after data");
    } else files.set(unquote(path), { mode, oid: what });
  }
  const tree = repo.objects.writeTree(files);
  const head = [`tree ${tree}`, ...parents.map((parent) => `parent ${parent}`), author, committer].join("\n");
  const oid = repo.objects.write("commit", encoder.encode(`${head}\n\n${decoder.decode(message)}`));
  marks.set(mark, oid);
  return oid;
}

function split(line: string): [string, string] {
  const blank = line.indexOf(" ");
  return blank < 0 ? [line, ""] : [line.slice(0, blank), line.slice(blank + 1)];
}

function unquote(path: string): string {
  return path.startsWith('"') ? path.slice(1, -1).replace(/\\(.)/g, (_, char) => char === "n" ? "\n" : char) : path;
}

class Stream {
  #at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  line(): string | undefined {
    if (this.#at >= this.bytes.length) return undefined;
    const end = this.bytes.indexOf(10, this.#at);
    const line = decoder.decode(this.bytes.subarray(this.#at, end < 0 ? this.bytes.length : end));
    this.#at = end < 0 ? this.bytes.length : end + 1;
    return line;
  }

  data(header: string): Uint8Array {
    const size = Number(/^data (\d+)$/.exec(header)?.[1]);
    return this.bytes.subarray(this.#at, this.#at += size);
  }
}
