import type { Host } from "../host/mod.ts";
import { type GitCommand, gitFailed } from "./command.ts";
import { fault } from "./faults.ts";
import { parseIdentity } from "./identity.ts";
import { parseCommit, readObjects } from "./objects.ts";
import { guardRefs } from "./ref_guard.ts";
import { pastLocks, type TellLock } from "./ref_updates.ts";
import type { CommitSpec, Identity, Rev } from "./types.ts";

/** The folder of refs that are there while commits are made. */
export const IMPORT_REFS = "refs/exps/temp";

/** So many commits on one base are worth a process that tells its tree. */
const MANY = 100;

/** What most commits of a call come from. */
interface Base {
  readonly rev: Rev;
  readonly tree: string;
  /** A branch of fast-import's own: it reads a commit anew each time that one is named by its id. */
  readonly ref: string;
}

/**
 * Makes commits from trees and changes with one `git fast-import` (for many another process looks at their base). The
 * temporary refs that fast-import wants are taken back inside its own stream, so they are never seen.
 */
export function createCommits(
  host: Host,
  git: GitCommand,
  place: { readonly commonDir: string; readonly onWait?: TellLock | undefined },
  who: Identity,
  specs: readonly CommitSpec[],
): Rev[] {
  if (specs.length === 0) return [];
  const ref = `${IMPORT_REFS}/import-${host.random.hex(8)}`;
  const base = specs.length < MANY ? undefined : readBase(git, specs[0]!, `${ref}-base`);
  const stream = new ByteStream();
  if (base !== undefined) stream.text(`reset ${base.ref}\nfrom ${base.rev}\n\n`);
  specs.forEach((spec, i) => writeCommit(stream, ref, spec, i, who, base));
  const idLength = specs.find((spec) => spec.tree.length === 64) ? 64 : 40;
  for (const own of base === undefined ? [ref] : [ref, base.ref]) {
    stream.text(`reset ${own}\nfrom ${"0".repeat(idLength)}\n\n`);
  }
  stream.text("done\n");
  const args = [
    "-c",
    "core.fsyncMethod=batch",
    "fast-import",
    "--quiet",
    "--done",
    "--force",
  ];
  const input = stream.bytes();
  const result = guardRefs(host, place.commonDir, () => {
    return pastLocks(host, place, () => git.text(args, { input, durable: "commits" }));
  });
  const revs = result.stdout.split("\n").filter((line) => /^[0-9a-f]{40,64}$/.test(line));
  if (result.code !== 0 || revs.length !== specs.length) throw gitFailed(["fast-import"], result);
  return revs;
}

/** Who writes commits and reflogs. One process. */
export function readIdentity(git: GitCommand): Identity {
  const result = git.text(["var", "-l"]);
  const who = parseIdentity(result.stdout);
  if (who === undefined) throw gitFailed(["var"], result);
  return who;
}

function readBase(git: GitCommand, { parents: [rev] }: CommitSpec, ref: string): Base | undefined {
  if (typeof rev !== "string") return undefined;
  const [object] = readObjects(git, [rev]);
  return object?.type === "commit" ? { rev, tree: parseCommit(rev, object.bytes).tree, ref } : undefined;
}

function writeCommit(
  stream: ByteStream,
  ref: string,
  spec: CommitSpec,
  position: number,
  who: Identity,
  base: Base | undefined,
): void {
  stream.text(`commit ${ref}\nmark :${position + 1}\nauthor ${who.author}\ncommitter ${who.committer}\n`);
  stream.data(new TextEncoder().encode(spec.message));
  const isOnBase = base !== undefined && spec.parents[0] === base.rev;
  spec.parents.forEach((parent, i) => {
    const name = typeof parent === "number" ? `:${parent + 1}` : i === 0 && isOnBase ? base.ref : parent;
    stream.text(`${i === 0 ? "from" : "merge"} ${name}\n`);
  });
  if (!isOnBase || spec.tree !== base.tree) stream.text(`M 040000 ${spec.tree} \n`);
  for (const { path, content } of spec.changes) {
    const name = quotePath(path);
    if (content === null) stream.text(`D ${name}\n`);
    else if ("oid" in content) stream.text(`M ${content.mode} ${content.oid} ${name}\n`);
    else {
      stream.text(`M ${content.mode} inline ${name}\n`);
      stream.data(content.bytes);
    }
  }
  stream.text(`\nget-mark :${position + 1}\n`);
}

/** C-style quotes, as fast-import reads them. */
function quotePath(path: string): string {
  if (path === "" || path.startsWith("/") || path.split("/").includes("..")) {
    throw fault("invalid-file/outside-of-tree", { path });
  }
  return `"${path.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n")}"`;
}

class ByteStream {
  readonly #parts: Uint8Array[] = [];
  #pending = "";

  text(text: string): void {
    this.#pending += text;
  }

  data(bytes: Uint8Array): void {
    this.#pending += `data ${bytes.length}\n`;
    this.#flush();
    this.#parts.push(bytes);
    this.#pending = "\n";
  }

  bytes(): Uint8Array {
    this.#flush();
    const whole = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  #flush(): void {
    this.#parts.push(new TextEncoder().encode(this.#pending));
    this.#pending = "";
  }
}
