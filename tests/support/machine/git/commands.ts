import { type GitCall, GitDeath } from "./call.ts";
import { fastImport } from "./fast_import.ts";
import { authorOf, committerOf } from "./identity.ts";
import type { FlatFile, FlatTree } from "./objects.ts";
import { Repository } from "./repository.ts";
import { ancestors, mustResolve, resolve, revList } from "./revisions.ts";
import { fetch, lsRemote, push } from "./transfer.ts";
import { WorkTree } from "./work_tree.ts";

type Run = (call: GitCall, repo: Repository, args: readonly string[]) => void;

const decoder = new TextDecoder(), encoder = new TextEncoder();

/** What `exp` asks of git, each as git 2.39 answers it. Anything else is refused loudly. */
export const COMMANDS: Readonly<Record<string, Run>> = {
  "ls-files": lsFiles,
  add,
  "write-tree": (call, repo) => {
    const index = repo.openIndex();
    let tree = "";
    index.update((files) => tree = repo.objects.writeTree(files)); // it keeps the trees' ids in the index
    call.out.text(`${tree}\n`);
  },
  "commit-tree": commitTree,
  commit,
  "for-each-ref": forEachRef,
  "update-ref": updateRef,
  "symbolic-ref": (call, repo) => {
    const target = repo.refs.symbolic("HEAD");
    if (target === undefined) throw new GitDeath("", 1, "");
    call.out.text(`${target}\n`);
  },
  var: (call, repo, [what]) => {
    const idents = { GIT_COMMITTER_IDENT: committerOf(call), GIT_AUTHOR_IDENT: authorOf(call) };
    if (what !== "-l") return call.out.text(`${idents[what as keyof typeof idents]}\n`);
    for (const [name, value] of [...repo.config, ...Object.entries(idents)]) call.out.text(`${name}=${value}\n`);
  },
  "fast-import": (call, repo) => fastImport(call, repo),
  "cat-file": catFile,
  "ls-tree": lsTree,
  "read-tree": readTree,
  rm,
  "update-index": updateIndex,
  "diff-tree": diffTree,
  "diff-index": diffIndex,
  "hash-object": (call, repo, args) => {
    if (args.join(" ") !== "-w -t tree /dev/null") throw unknown(call);
    call.out.text(`${repo.objects.write("tree", new Uint8Array())}\n`);
  },
  "rev-parse": (call, repo, args) => {
    const rev = resolve(repo, args.at(-1)!);
    if (rev === undefined) throw new GitDeath(args.includes("--quiet") ? "" : "Needed a single revision", 1, "");
    call.out.text(`${rev}\n`);
  },
  "rev-list": (call, repo, args) => revList(repo, args).forEach((rev) => call.out.text(`${rev}\n`)),
  "merge-base": (call, repo, [how, ancestor = "", rev = ""]) => {
    if (how !== "--is-ancestor") throw unknown(call);
    if (!ancestors(repo, [mustResolve(repo, rev)]).has(mustResolve(repo, ancestor))) throw new GitDeath("", 1, "");
  },
  log: (call, repo, args) => {
    if (!args.includes("-g") || !args.includes("--format=%H")) throw unknown(call);
    const ref = args[args.indexOf("-g") + 1]!;
    if (repo.refs.read(ref) === undefined) throw new GitDeath(`bad revision '${ref}'`);
    for (const line of repo.refs.reflog(ref).reverse()) call.out.text(`${line.split(" ")[1]}\n`);
  },
  push,
  fetch,
  "ls-remote": lsRemote,
};

export function runCommand(call: GitCall): void {
  const [name = "", ...args] = call.args;
  if (name === "--version") return call.out.text("git version 2.39.5\n");
  const run = COMMANDS[name];
  if (run === undefined) throw unknown(call);
  run(call, Repository.find(call), args);
}

function unknown(call: GitCall): Error {
  return new Error(`memory git does not know: git ${call.args.join(" ")}`);
}

function lsFiles(call: GitCall, repo: Repository, args: readonly string[]): void {
  const { files } = repo.openIndex();
  const paths = args.includes("--") ? args.slice(args.indexOf("--") + 1).map((path) => inTop(call, repo, path)) : [];
  if (args.includes("--unmerged")) return;
  if (args.includes("--others")) {
    const untracked = new WorkTree(repo).untracked(files);
    return untracked.forEach((path) => call.out.text(`${path}\0`));
  }
  const found = [...files.keys()].filter((file) => paths.length === 0 || paths.some((path) => isAtOrBelow(path, file)));
  if (args.includes("--error-unmatch")) {
    const lost = paths.find((path) => !found.some((file) => isAtOrBelow(path, file)));
    if (lost !== undefined) {
      throw new GitDeath(`pathspec '${lost}' did not match any file(s) known to git`, 1, "error: ");
    }
  }
  for (const file of found.sort()) call.out.text(`${file}${args.includes("-z") ? "\0" : "\n"}`);
}

/** Relative to the top; pathspecs are literal here. */
function inTop(call: GitCall, repo: Repository, path: string): string {
  const clean = path.replace(/^:\(literal\)/, "");
  const absolute = clean.startsWith("/") ? clean : `${call.cwd}/${clean}`;
  return absolute.slice(repo.workTree.length + 1).replace(/\/$/, "");
}

function isAtOrBelow(path: string, file: string): boolean {
  return path === "" || file === path || file.startsWith(`${path}/`);
}

function add(call: GitCall, repo: Repository, args: readonly string[]): void {
  const tree = new WorkTree(repo);
  const paths = args.includes("--pathspec-from-file=-")
    ? decoder.decode(call.stdin).split("\0").filter(Boolean)
    : args.slice(args.indexOf("--") + 1).map((path) => inTop(call, repo, path));
  let ignored: string[] = [];
  repo.openIndex().update((files) => {
    if (args[0] === "-u") tree.addKnown(files);
    else if (args[0] === "-A") {
      tree.addKnown(files);
      tree.add(files, tree.untracked(files), false);
    } else ignored = tree.add(files, paths, args.includes("-f"));
  });
  if (ignored.length === 0) return;
  throw new GitDeath(`The following paths are ignored by one of your .gitignore files:\n${ignored.join("\n")}`, 1, "");
}

function commitTree(call: GitCall, repo: Repository, args: readonly string[]): void {
  const parents = args.flatMap((arg, i) => args[i - 1] === "-p" ? [arg] : []);
  const tree = args.find((arg) => /^[0-9a-f]{40}$/.test(arg))!;
  const file = args[args.indexOf("-F") + 1]!;
  const message = file === "-" ? call.stdin : call.volume.get("open", file).content.bytes;
  call.out.text(`${writeCommit(call, repo, tree, parents, decoder.decode(message))}\n`);
}

function writeCommit(
  call: GitCall,
  repo: Repository,
  tree: string,
  parents: readonly string[],
  message: string,
): string {
  const head = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${authorOf(call)}`,
    `committer ${committerOf(call)}`,
  ];
  return repo.objects.write("commit", encoder.encode(`${head.join("\n")}\n\n${message}`));
}

/** What users do, `commit -q [--allow-empty] -m MESSAGE` of what is staged, and we, `commit --all … -F FILE`. */
function commit(call: GitCall, repo: Repository, args: readonly string[]): void {
  if (args.includes("--all")) repo.openIndex().update((files) => new WorkTree(repo).addKnown(files));
  const file = args.includes("-F") ? call.volume.get("open", args[args.indexOf("-F") + 1]!) : undefined;
  const message = file === undefined ? `${args[args.indexOf("-m") + 1]!}\n` : decoder.decode(file.content.bytes);
  const parent = repo.refs.read("HEAD");
  const tree = repo.objects.writeTree(repo.openIndex().files);
  const to = writeCommit(call, repo, tree, parent === undefined ? [] : [parent], message);
  repo.refs.transact(
    [{ ref: repo.refs.symbolic("HEAD") ?? "HEAD", to, from: parent ?? "absent" }],
    `commit: ${message.split("\n")[0]}`,
  );
}

function forEachRef(call: GitCall, repo: Repository, args: readonly string[]): void {
  const format = args.find((arg) => arg.startsWith("--format="))!.slice("--format=".length);
  const contains = args.find((arg) => arg.startsWith("--contains="))?.slice("--contains=".length);
  const prefixes = args.filter((arg) => !arg.startsWith("--"));
  const names = new Set((prefixes.length === 0 ? ["refs"] : prefixes).flatMap((prefix) => repo.refs.list(prefix)));
  for (const name of [...names].sort()) {
    const oid = repo.refs.read(name)!;
    if (contains !== undefined && !ancestors(repo, [oid]).has(contains)) continue;
    const peeled = repo.objects.read(oid)?.type === "tag" ? resolve(repo, `${oid}^{}`)! : "";
    const line = format.replace(
      /%\(if\)%\(\*objectname\)%\(then\)%\(\*objectname\)%\(else\)%\(objectname\)%\(end\)/,
      peeled || oid,
    )
      .replaceAll("%(objectname)", oid).replaceAll("%(symref)", repo.refs.symbolic(name) ?? "")
      .replaceAll("%(refname:short)", name.replace(/^refs\/(heads|tags|remotes)\//, "")).replaceAll("%(refname)", name);
    call.out.text(`${line}\n`);
  }
}

function updateRef(call: GitCall, repo: Repository, args: readonly string[]): void {
  const message = args[0] === "-m" ? args[1] : undefined;
  const lines = args.at(-1) === "--stdin"
    ? decoder.decode(call.stdin).split("\n").filter(Boolean)
    : [["update", ...args.slice(message === undefined ? 0 : 2)].join(" ")];
  const changes = lines.map((line) => {
    const [verb, ref = "", ...ids] = line.split(" ");
    const [to, old] = verb === "delete" ? [undefined, ids[0]] : ids;
    if (to === undefined && /^0+$/.test(old ?? "")) throw new GitDeath(`delete ${ref}: zero <old-oid>`);
    if (to !== undefined && !repo.objects.has(to)) {
      throw new GitDeath(`cannot update ref '${ref}': trying to write ref '${ref}' with nonexistent object ${to}`);
    }
    return { ref, to, from: old === undefined ? undefined : /^0+$/.test(old) ? "absent" : old };
  });
  repo.refs.transact(changes, message);
}

function catFile(call: GitCall, repo: Repository, args: readonly string[]): void {
  const onlyIds = args.includes("--batch-check=%(objectname)");
  if (!onlyIds && !args.includes("--batch")) throw unknown(call);
  for (const name of decoder.decode(call.stdin).split("\n").filter(Boolean)) {
    const oid = resolve(repo, name);
    const object = oid === undefined ? undefined : repo.objects.read(oid);
    if (object === undefined) call.out.text(`${name} missing\n`);
    else if (onlyIds) call.out.text(`${object.oid}\n`);
    else {
      call.out.text(`${object.oid} ${object.type} ${object.bytes.length}\n`);
      call.out.bytes(object.bytes);
      call.out.text("\n");
    }
  }
}

function lsTree(call: GitCall, repo: Repository, args: readonly string[]): void {
  const at = args.indexOf("--");
  const paths = at < 0 ? [] : args.slice(at + 1);
  const name = args.slice(0, at < 0 ? undefined : at).find((arg) => !arg.startsWith("-"))!;
  for (const [path, { mode, oid }] of repo.objects.flatten(repo.objects.treeOf(mustResolve(repo, name)))) {
    if (paths.length > 0 && !paths.some((each) => isAtOrBelow(each, path))) continue;
    call.out.text(`${mode} ${mode === "160000" ? "commit" : "blob"} ${oid}\t${path}\0`);
  }
}

function readTree(call: GitCall, repo: Repository, args: readonly string[]): void {
  if (!args.includes("--reset")) throw unknown(call);
  const target = repo.objects.flatten(repo.objects.treeOf(mustResolve(repo, args.at(-1)!)));
  repo.openIndex().update((files) => {
    if (args.includes("-u")) new WorkTree(repo).checkOut(new Map(files), target);
    replace(files, target);
  });
}

function replace(files: Map<string, FlatFile>, target: FlatTree): void {
  files.clear();
  for (const [path, file] of target) files.set(path, file);
}

function rm(call: GitCall, repo: Repository, args: readonly string[]): void {
  if (!args.includes("-f") || !args.includes("--ignore-unmatch")) throw unknown(call);
  const paths = args.slice(args.indexOf("--") + 1).map((path) => inTop(call, repo, path));
  repo.openIndex().update((files) => {
    for (const file of [...files.keys()].filter((file) => paths.some((path) => isAtOrBelow(path, file)))) {
      new WorkTree(repo).remove(file);
      files.delete(file);
    }
  });
}

function updateIndex(call: GitCall, repo: Repository, args: readonly string[]): void {
  const line = args.join(" ");
  if (line === "-q --refresh") return repo.openIndex().update(() => {});
  if (line !== "--force-remove -z --stdin") throw unknown(call);
  const paths = decoder.decode(call.stdin).split("\0").filter(Boolean);
  repo.openIndex().update((files) => paths.forEach((path) => files.delete(path)));
}

function diffTree(call: GitCall, repo: Repository, args: readonly string[]): void {
  const [from, to] = args.slice(-2).map((name) => repo.objects.flatten(repo.objects.treeOf(mustResolve(repo, name))));
  for (const path of changedPaths(from!, to!)) call.out.text(`${path}\0`);
}

function diffIndex(call: GitCall, repo: Repository, args: readonly string[]): void {
  if (!args.includes("--cached") || !args.includes("--name-only")) throw unknown(call);
  const tree = repo.objects.flatten(repo.objects.treeOf(mustResolve(repo, args.at(-1)!)));
  const { files } = repo.openIndex();
  const onlyAdded = args.includes("--diff-filter=A");
  for (const path of changedPaths(tree, files)) if (!onlyAdded || !tree.has(path)) call.out.text(`${path}\0`);
}

function changedPaths(from: FlatTree, to: FlatTree): string[] {
  const isSame = (a: FlatFile | undefined, b: FlatFile | undefined) => a?.oid === b?.oid && a?.mode === b?.mode;
  return [...new Set([...from.keys(), ...to.keys()])].filter((path) => !isSame(from.get(path), to.get(path))).sort();
}
