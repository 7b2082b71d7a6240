import { type GitCall, GitDeath } from "./call.ts";
import type { RefChange } from "./refs.ts";
import { Repository } from "./repository.ts";
import { ancestors, reachable } from "./revisions.ts";

/** `push --porcelain [--force] -- REMOTE SRC:DST…`, to a repository on the same machine. */
export function push(call: GitCall, repo: Repository, args: readonly string[]): void {
  const [name = "", ...specs] = args.slice(args.indexOf("--") + 1);
  const remote = remoteOf(call, repo, name);
  const lines: string[] = [];
  let isRefused = false;
  for (const spec of specs) {
    const isForced = args.includes("--force") || spec.startsWith("+");
    const [source = "", target = ""] = spec.replace(/^\+/, "").split(":");
    const rev = source === "" ? undefined : repo.refs.read(source);
    if (source !== "" && rev === undefined) {
      throw new GitDeath(`src refspec ${source} does not match any`, 1, "error: ");
    }
    const before = remote.refs.read(target);
    const flag = flagOf(repo, before, rev, isForced);
    if (flag === "!") isRefused = true;
    else if (flag !== "=") {
      if (rev !== undefined) copyObjects(repo, remote, rev);
      remote.refs.transact([{ ref: target, to: rev, from: before ?? "absent" }], "push");
    }
    const summary = {
      "*": "[new reference]",
      "!": "[rejected] (non-fast-forward)",
      "=": "[up to date]",
      "-": "[deleted]",
      "+": "forced",
      " ": "updated",
    }[flag];
    lines.push(`${flag}\t${source}:${target}\t${summary}\n`);
  }
  call.out.text(`To ${urlOf(repo, name)}\n${lines.join("")}`);
  if (isRefused) throw new GitDeath("failed to push some refs", 1, "error: ");
  call.out.text("Done\n");
}

/** `fetch … -- REMOTE [+]SRC:DST…` */
export function fetch(call: GitCall, repo: Repository, args: readonly string[]): void {
  const [name = "", ...specs] = args.slice(args.indexOf("--") + 1);
  const remote = remoteOf(call, repo, name);
  const changes = specs.map((spec): RefChange => {
    const [source = "", ref = ""] = spec.replace(/^\+/, "").split(":");
    const to = remote.refs.read(source);
    if (to === undefined) throw new GitDeath(`couldn't find remote ref ${source}`);
    copyObjects(remote, repo, to);
    return { ref, to, from: undefined };
  });
  repo.refs.transact(changes, "fetch");
}

/** `ls-remote [--refs] -- REMOTE [PATTERN]` */
export function lsRemote(call: GitCall, repo: Repository, args: readonly string[]): void {
  const [name = "", pattern] = args.slice(args.indexOf("--") + 1);
  const { refs } = remoteOf(call, repo, name);
  if (pattern === "HEAD") return call.out.text(refs.read("HEAD") === undefined ? "" : `${refs.read("HEAD")}\tHEAD\n`);
  for (const ref of refs.list(pattern?.replace(/\/\*$/, "") ?? "refs")) call.out.text(`${refs.read(ref)}\t${ref}\n`);
}

function flagOf(
  repo: Repository,
  before: string | undefined,
  rev: string | undefined,
  isForced: boolean,
): "*" | "!" | "=" | "-" | "+" | " " {
  if (rev === undefined) return "-";
  if (before === undefined) return "*";
  if (before === rev) return "=";
  const goesOn = repo.objects.has(before) && ancestors(repo, [rev]).has(before);
  return goesOn ? " " : isForced ? "+" : "!";
}

function remoteOf(call: GitCall, repo: Repository, name: string): Repository {
  return Repository.at(call, urlOf(repo, name));
}

function urlOf(repo: Repository, name: string): string {
  return repo.config.get(`remote.${name}.url`) ?? name;
}

function copyObjects(from: Repository, to: Repository, rev: string): void {
  const missing = [...reachable(from, [rev])].filter((oid) => !to.objects.has(oid));
  for (const oid of missing.reverse()) {
    const { type, bytes } = from.objects.must(oid);
    to.objects.write(type, bytes);
  }
}
