import { ExpError } from "../common/mod.ts";
import type { Git, Rev } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { isValidName } from "./names.ts";
import { findByName, listExperimentRefs, unknownNames } from "./refs.ts";
import { resolveWord } from "./resolve.ts";
import { fault } from "./faults.ts";

interface Branched {
  readonly experiment: string;
  readonly branch: string;
  readonly rev: Rev;
}

/** Makes a Git branch of an experiment; default name: `<experiment>-branch`. Nothing is checked out. */
export function branchExperiment(repo: Repo, git: Git, word: string, branch?: string): Branched {
  const meaning = findExperiment(repo, git, word);
  const name = branch ?? `${meaning.name}-branch`;
  if (!name.split("/").every(isValidName) || name.startsWith("-")) throw fault("invalid-name/branch", { name });
  const ref = `refs/heads/${name}`;
  const exists = fault("exists/branch", { name });
  if (git.readRef(ref) !== undefined) throw exists;
  try {
    git.updateRefs([{ ref, to: meaning.rev, from: "absent", log: `dvc: Created from experiment '${meaning.name}'` }]);
  } catch (error) {
    if (error instanceof ExpError && error.kind === "conflict") throw exists;
    throw error;
  }
  return { experiment: meaning.name, branch: name, rev: meaning.rev };
}

function findExperiment(repo: Repo, git: Git, word: string) {
  const refs = listExperimentRefs(git);
  try {
    const meaning = resolveWord(repo, git, word);
    if (meaning.kind === "experiment") return meaning.ref;
  } catch (error) {
    if (!(error instanceof ExpError) || error.kind !== "not-found") throw error;
  }
  // a Git branch of the same name is no experiment
  const named = findByName(refs, word, git.head().rev);
  if (named !== undefined) return named;
  throw unknownNames([word], refs.map((ref) => ref.name));
}
