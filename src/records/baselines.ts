import { allCommits, firstParents, type Git, type Rev } from "../git/mod.ts";
import { findByName, listExperimentRefs, unknownRev } from "./refs.ts";

/** Which baselines a command looks at. */
export interface BaselineChoice {
  /** Commits and names of experiments; default: HEAD. */
  readonly revs?: readonly string[];
  /** The last n commits of each rev and branch along first parents; 0: none; negative: all of them. Default 1. */
  readonly num?: number;
  readonly allBranches?: boolean;
  readonly allTags?: boolean;
  readonly allCommits?: boolean;
}

/**
 * The chosen commits, each once, in the order asked. No process for HEAD alone.
 *
 * @throws {ExpError} `not-found` for a rev that is none, or without a commit
 */
export function chooseBaselines(git: Git, choice: BaselineChoice): Rev[] {
  const found = new Set<Rev>();
  const { revs: named = [], num = 1 } = choice;
  for (const name of named) addLine(git, found, commitNamed(git, name), num);
  if (choice.allCommits === true) {
    for (const rev of allCommits(git)) found.add(rev);
    return [...found];
  }
  const tips = choice.allBranches === true || choice.allTags === true;
  if (named.length === 0 && !tips) addLine(git, found, commitNamed(git, "HEAD"), num);
  if (choice.allBranches === true) { for (const { rev } of git.refs("refs/heads")) addLine(git, found, rev, num); }
  if (choice.allTags === true) { for (const { rev } of git.peeledRefs("refs/tags")) found.add(rev); }
  return [...found];
}

function commitNamed(git: Git, name: string): Rev {
  const rev = git.resolve(name) ?? findByName(listExperimentRefs(git), name, git.head().rev)?.rev;
  if (rev === undefined) throw unknownRev(name);
  return rev;
}

function addLine(git: Git, found: Set<Rev>, rev: Rev, num: number): void {
  if (num === 1) {
    found.add(rev);
    return;
  }
  if (num === 0) return;
  for (const each of firstParents(git, rev, num > 0 ? num : Infinity)) found.add(each);
}
