import { GitDeath } from "./call.ts";
import { headerOf } from "./objects.ts";
import type { Repository } from "./repository.ts";

/** What a name stands for: an id, a ref, `HEAD~2`, `REV:PATH`, `REV^{tree}`; undefined for nothing. */
export function resolve(repo: Repository, expression: string): string | undefined {
  const colon = expression.indexOf(":");
  if (colon > 0) return resolvePath(repo, expression.slice(0, colon), expression.slice(colon + 1));
  const [, base = "", rest = ""] = /^([^~^]+)(.*)$/.exec(expression) ?? [];
  let oid = resolveName(repo, base);
  for (const [step] of rest.matchAll(/\^\{\w*\}|~\d*|\^\d*/g)) {
    if (oid === undefined || !repo.objects.has(oid)) return undefined;
    oid = takeStep(repo, oid, step);
  }
  return oid;
}

export function mustResolve(repo: Repository, expression: string): string {
  const oid = resolve(repo, expression);
  if (oid === undefined) throw new GitDeath(`Not a valid object name ${expression}`);
  return oid;
}

function resolveName(repo: Repository, name: string): string | undefined {
  if (/^[0-9a-f]{40}$/.test(name)) return name;
  for (const prefix of ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"]) {
    if (prefix === "" && !/^(refs\/|[A-Z_]+$)/.test(name)) continue;
    const rev = repo.refs.read(prefix + name);
    if (rev !== undefined) return rev;
  }
  return undefined;
}

function resolvePath(repo: Repository, rev: string, path: string): string | undefined {
  const root = resolve(repo, rev);
  if (root === undefined || !repo.objects.has(root)) return undefined;
  let oid = repo.objects.treeOf(root);
  for (const name of path.split("/").filter(Boolean)) {
    const object = repo.objects.read(oid);
    const item = object?.type === "tree" ? repo.objects.readTree(oid).find((each) => each.name === name) : undefined;
    if (item === undefined) return undefined;
    oid = item.oid;
  }
  return oid;
}

function takeStep(repo: Repository, oid: string, step: string): string | undefined {
  const object = repo.objects.must(oid);
  if (object.type === "tag" && step !== "^{tag}") return takeStep(repo, headerOf(object, "object")!, step);
  if (step === "^{tree}") return repo.objects.treeOf(oid);
  if (step.startsWith("^{")) return step === "^{commit}" && object.type !== "commit" ? undefined : oid;
  const number = step.length === 1 ? 1 : Number(step.slice(1));
  if (step.startsWith("^")) return number === 0 ? oid : repo.objects.parentsOf(oid)[number - 1];
  let at: string | undefined = oid;
  for (let i = 0; i < number && at !== undefined; i++) at = repo.objects.parentsOf(at)[0];
  return at;
}

/** All commits that one can be reached from, itself included. */
export function ancestors(repo: Repository, revs: readonly string[], firstParent = false): Set<string> {
  const seen = new Set<string>();
  const left = [...revs];
  for (let rev = left.pop(); rev !== undefined; rev = left.pop()) {
    if (seen.has(rev)) continue;
    seen.add(rev);
    const parents = repo.objects.parentsOf(rev);
    left.push(...firstParent ? parents.slice(0, 1) : parents);
  }
  return seen;
}

/** `rev-list`: newest first, those before `^REV` left out. */
export function revList(repo: Repository, args: readonly string[]): string[] {
  const firstParent = args.includes("--first-parent");
  const limit = Number(args.find((arg) => arg.startsWith("--max-count="))?.slice(12) ?? Infinity);
  const words = args.filter((arg) => !arg.startsWith("--"));
  const excluded = ancestors(repo, words.filter((w) => w.startsWith("^")).map((w) => mustResolve(repo, w.slice(1))));
  const named = ["branches", "tags", "remotes"].filter((each) => args.includes(`--${each}`))
    .flatMap((each) => repo.refs.list(`refs/${each.replace("branches", "heads")}`)).map((ref) => `${ref}^{commit}`);
  const starts = [...words.filter((word) => !word.startsWith("^")), ...named].map((word) => mustResolve(repo, word));
  const found = [...ancestors(repo, starts, firstParent)].filter((rev) => !excluded.has(rev)).slice(0, limit);
  if (args.includes("--reverse")) found.reverse();
  return args.includes("--timestamp") ? found.map((rev) => `${timeOf(repo, rev)} ${rev}`) : found;
}

function timeOf(repo: Repository, commit: string): string {
  return headerOf(repo.objects.must(commit), "committer")!.split(" ").at(-2)!;
}

/** Every object that commits lead to. */
export function reachable(repo: Repository, revs: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (oid: string) => {
    if (seen.has(oid)) return;
    seen.add(oid);
    const object = repo.objects.must(oid);
    if (object.type === "commit") [repo.objects.treeOf(oid), ...repo.objects.parentsOf(oid)].forEach(visit);
    if (object.type === "tag") visit(headerOf(object, "object")!);
    if (object.type === "tree") {
      for (const item of repo.objects.readTree(oid)) if (item.mode !== "160000") visit(item.oid);
    }
  };
  revs.forEach(visit);
  return seen;
}
