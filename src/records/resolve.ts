import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { type ExperimentRef, FAILED_STASH, findByName, listExperimentRefs, QUEUE_STASH, unknownRev } from "./refs.ts";
import { readStashEntries, type StashFacts } from "./stash_log.ts";

/** What a word on the command line means. */
type Meaning =
  | { readonly kind: "experiment"; readonly ref: ExperimentRef }
  | { readonly kind: "entry"; readonly entry: StashFacts }
  | { readonly kind: "commit"; readonly rev: Rev };

export function revOf(meaning: Meaning): Rev {
  switch (meaning.kind) {
    case "experiment":
      return meaning.ref.rev;
    case "entry":
      return meaning.entry.rev;
    case "commit":
      return meaning.rev;
  }
}

/**
 * Git's own names first (branch, tag, id, full ref), then experiments, then queue entries, as DVC does it; but an
 * experiment is never hidden by an abbreviated id that looks like its name.
 *
 * @throws {ExpError} `not-found`; `invalid-name` when several experiments are meant
 */
export function resolveWord(repo: Repo, git: Git, word: string): Meaning {
  const refs = listExperimentRefs(git);
  const isAbbreviation = /^[0-9a-f]{4,39}$/.test(word);
  const ofName = () => findByName(refs, word, git.head().rev);
  if (isAbbreviation) {
    const named = ofName();
    if (named !== undefined) return { kind: "experiment", ref: named };
  }
  const rev = git.resolve(word);
  const exact = refs.filter((ref) => ref.rev === rev);
  if (rev !== undefined) {
    const full = exact.find((ref) => ref.ref === word) ?? exact[0];
    return full !== undefined && !isBranch(git, word) ? { kind: "experiment", ref: full } : { kind: "commit", rev };
  }
  const named = ofName();
  if (named !== undefined) return { kind: "experiment", ref: named };
  const before = earlierCommit(git, refs, word);
  if (before !== undefined) return { kind: "commit", rev: before };
  const entry = findEntry(repo, git, word);
  if (entry !== undefined) return { kind: "entry", entry };
  throw unknownRev(word, refs.map((ref) => ref.name));
}

/** `NAME~2`: an experiment's earlier checkpoint. */
function earlierCommit(git: Git, refs: readonly ExperimentRef[], word: string): Rev | undefined {
  const [, name, steps] = /^([^~^]+)([~^][~^\d]*)$/.exec(word) ?? [];
  const ref = name === undefined ? undefined : findByName(refs, name, git.head().rev);
  return ref === undefined ? undefined : git.resolve(`${ref.rev}${steps}`);
}

/** A queued or failed entry by its name or (abbreviated) id; of several with one name the newest. */
function findEntry(repo: Repo, git: Git, word: string): StashFacts | undefined {
  const entries = [QUEUE_STASH, FAILED_STASH].flatMap((ref) => readStashEntries(repo.host, git, ref));
  return entries.find((entry) => entry.name === word) ??
    (/^[0-9a-f]{4,64}$/.test(word) ? entries.find((entry) => entry.rev.startsWith(word)) : undefined);
}

function isBranch(git: Git, word: string): boolean {
  return word === "HEAD" || git.readRef(`refs/heads/${word}`) !== undefined ||
    git.readRef(`refs/tags/${word}`) !== undefined;
}
