/** What commands say of what they have done, where the two voices say it differently. Facts in, lines out. */

export interface Lines {
  /** A result, on standard output. */
  readonly print?: string;
  /** A message, on standard error. */
  readonly note?: string;
  /** A failure, on standard error, with `--quiet` too. */
  readonly error?: string;
}

/** A text is a result. */
export type Told = Readonly<Record<"exp" | "dvc", string | Lines>>;

const HOW_TO_APPLY = "To apply the results of an experiment to your workspace run:\n\n\tdvc exp apply <exp>";

export const initialized = (hasGit: boolean): Told => ({
  exp: "Initialized DVC repository.\nnext: write a dvc.yaml, then 'exp run'",
  dvc: `Initialized DVC repository.${hasGit ? "\n\nYou can now commit the changes to git." : ""}`,
});

/** The setting is the one of the DVC extension for VS Code. */
export const shimWritten = (path: string): Told => ({
  exp: {
    print: `Wrote ${path}: it runs exp dvc.`,
    note: `next: "dvc.dvcPath": ${JSON.stringify(path)} in the settings of VS Code, or the folder first in PATH`,
  },
  dvc: {},
});

/** Attributes are the project's own, so that everybody has them: nobody writes them by himself. */
export const hooksInstalled = (byPreCommit: boolean): Told => ({
  exp: {
    print: byPreCommit
      ? "Git calls exp by the pre-commit tool (.pre-commit-config.yaml), and for merges."
      : "Git calls exp after a checkout, before a commit and a push, and for merges.",
    note: "next: have '*.dvc merge=dvc' and 'dvc.lock merge=exp-lock' in .gitattributes",
  },
  dvc: {},
});

/** @param isStashed whether what has changed in the work tree is in the way of the branch */
export const branched = (branch: string, experiment: string, isStashed: boolean): Told => {
  const made = `Git branch '${branch}' has been created from experiment '${experiment}'.`;
  return {
    exp: `${made}\nnext: ${isStashed ? "git stash -u && " : ""}git switch ${branch}`,
    dvc: `${made}\nTo switch to the new branch run:\n\n\tgit checkout ${branch}`,
  };
};

/** @param names as one text */
export const ranNow = (names: string, place: "workspace" | "checkout"): Told =>
  place === "workspace"
    ? {
      exp: { print: `Ran experiment(s): ${names}`, note: "its results are in your workspace; next: exp show" },
      dvc: `\nRan experiment(s): ${names}\nExperiment results have been applied to your workspace.`,
    }
    : {
      exp: { print: `Ran experiment(s): ${names}`, note: `next: exp apply ${names}, or exp show` },
      dvc: `\nRan experiment(s): ${names}\n${HOW_TO_APPLY}`,
    };

export const followingQueue = (count: number): Told => ({
  exp: {
    note: count === 0
      ? "nothing is queued; next: exp run --queue -S …"
      : `running ${count} queued experiment${count === 1 ? "" : "s"}`,
  },
  dvc: "Following logs for all queued experiments. Use Ctrl+C to stop following logs (experiment execution will " +
    "continue).\n",
});

export const ranQueue = (names: readonly string[]): Told => {
  const ran = `\nRan experiment(s): ${names.join(", ")}`;
  return { exp: { print: ran, note: "next: exp show" }, dvc: `${ran}\n${HOW_TO_APPLY}` };
};

export const failedInQueue = (
  failed: readonly { readonly name: string; readonly why: string }[],
  names: string,
): Told => ({
  exp: {
    error: `${
      failed.map(({ name, why }) => `error: ${name}: ${why}\n`).join("")
    }hint: exp logs NAME, exp queue retry NAME`,
  },
  dvc: { error: `Failed to reproduce experiment(s) ${names}` },
});

export const workersStarted = (jobs: number, log: string): Told => {
  const started = `Started '${jobs}' new experiments task queue ${jobs > 1 ? "workers" : "worker"}.`;
  return { exp: { print: started, note: `its log: ${log}; next: exp queue status` }, dvc: started };
};

/** @param title of the engine: `Slurm` */
export const engineHeadStarted = (title: string, log: string): Told => {
  const started = `What is queued goes to ${title}, in the background.`;
  return { exp: { print: started, note: `its log: ${log}; next: exp queue status` }, dvc: started };
};

export const pulledExperiments = (names: readonly string[], remote: string): Told => ({
  exp: `Pulled ${names.join(" ")} from Git remote '${remote}'.`,
  dvc: `Pulled experiment '[${names.map((name) => `'${name}'`).join(", ")}]' from Git remote '${remote}'.`,
});

/** DVC's line names the stage and its file as they were given; of a `.dvc` file it says nothing. */
export const frozen = (target: string, isFrozen: boolean, stage: string, file: string): Told => ({
  exp: { note: `${target}: ${isFrozen ? "frozen" : "no longer frozen"}` },
  dvc: target.endsWith(".dvc") ? {} : `Modifying stage '${stage}' in '${file}'`,
});

export const upToDate = (count: number): Told => ({
  exp: { note: `nothing to do: ${count} of ${count} stages are up to date` },
  dvc: "Data and pipelines are up to date.",
});

export const reproduced = (summary: string): Told => ({
  exp: { note: `stages: ${summary}` },
  dvc: "Use `dvc push` to send your updates to remote storage.",
});

export const cleaningUp: Told = { exp: {}, dvc: "Cleaning up dvc-task messages..." };

export const cleanedUp = (removed: readonly string[]): Told => ({
  exp: { note: removed.length === 0 ? "nothing was left behind" : removed.map((path) => `removed ${path}`).join("\n") },
  dvc: "Done!",
});

export const relinked: Told = { exp: {}, dvc: "Relinked successfully" };

/** Of which output nothing can be done because it was never recorded. */
export const neverRecorded = (path: string, stage: string, isThere: boolean): Told => ({
  exp: { note: `warning: nothing is recorded of ${path} (${stage}) yet: run it, or commit it` },
  dvc: {
    note: `WARNING: Output '${path}'(stage: '${stage}') is missing version info. Cache for it will not be collected. ` +
      "Use `dvc repro` to get your pipeline up to date." +
      (isThere
        ? `\nYou can also use \`dvc commit ${stage}\` to associate existing '${path}' with stage: '${stage}'.`
        : ""),
  },
});

/** @param from `data (../src)` */
export const importing = (from: string, out: string): Told => ({
  exp: { note: `importing ${from} as ${out}` },
  dvc: `Importing '${from}' -> '${out}'`,
});

export const importUnchanged = (stage: string): Told => ({
  exp: { note: `${stage} is up to date` },
  dvc: `'${stage}' didn't change, skipping`,
});

/** Of data that `update` was asked for, and that was never imported. */
export const noImport = (out: string): Told => ({
  exp: { note: `warning: ${out} is no import, so there is nothing to update` },
  dvc: { note: `WARNING: Could not update '${out}', it was never pushed to a remote` },
});

/** @param from `../other:/data @ v1` */
export const datasetAdded = (name: string, from: string): Told => ({
  exp: { note: `added ${name} (${from})` },
  dvc: `Adding ${name} (${from})`,
});

/** @param moved `0123456 -> 89abcde`, or the URL; undefined: nothing is new */
export const datasetUpdated = (name: string, moved: string | undefined): Told => ({
  exp: { note: moved === undefined ? `${name} is up to date` : `updated ${name} (${moved})` },
  dvc: moved === undefined ? "Nothing to update" : `Updating ${name} (${moved})`,
});

export const downloadedArtifact = (files: number, out: string): Told => ({
  exp: { note: `${out}: ${files} file${files === 1 ? "" : "s"}` },
  dvc: `Downloaded ${files} file(s) to '${out}'`,
});

/** What `gc` is going to keep, before it does its work. */
export const keepingOnly = (kept: string): Told => ({
  exp: {},
  dvc: { note: `WARNING: This will remove all cache except items used in ${kept}` },
});

/** @param places what DVC calls the objects of today and those of DVC 2; `remote` twice for a remote */
export const collected = (
  removed: { readonly current: number; readonly legacy: number },
  size: string,
  dry: boolean,
  places: readonly [string, string],
): Told => {
  const from = places[0] === "remote" ? " from the remote" : "";
  const unused = (place: string) =>
    place === "remote"
      ? "No unused cache to remove from remote."
      : `No unused '${place.split(" ")[0]}' cache to remove.`;
  const line = (count: number, place: string) => count > 0 ? `Removed ${count} objects from ${place}.` : unused(place);
  return {
    exp: `${dry ? "would remove" : "removed"} ${removed.current + removed.legacy} objects (${size})${from}`,
    dvc: `${line(removed.current, places[0])}\n${line(removed.legacy, places[1])}`,
  };
};

/** One side of a comparison cannot be read at all. */
export const sideUnread = (kind: string, word: string, why: string): Told => ({
  exp: { note: `warning: no ${kind} from '${word}', ${why}` },
  dvc: { note: `WARNING: failed to load ${kind} in revision '${word}', ${why}` },
});

/** @param words the sides of which something cannot be read; `isPartly`: of one of them a part */
export const sidesIncomplete = (kind: string, words: string, isPartly: boolean): Told => ({
  exp: isPartly ? { note: `warning: some ${kind} cannot be read in ${words || "workspace"}` } : {},
  dvc: { note: `DVC failed to load some metrics for following revisions: '${words}'.` },
});

/** @param words the revisions of which some plots cannot be drawn */
export const plotsIncomplete = (words: string): Told => ({
  exp: {},
  dvc: { error: `DVC failed to load some plots for following revisions: '${words}'.` },
});

/** @param isEmpty nothing in the project is a plot; else what is one has no data */
export const noPlots = (isEmpty: boolean): Told => ({
  exp: {
    note: isEmpty
      ? "there are no plots: name files under 'plots:' in dvc.yaml, or say which file to draw"
      : "the plots have no data yet",
  },
  dvc: isEmpty ? { error: "No plots were loaded, visualization file will not be created." } : {},
});

export const howToOpenAlways: Told = {
  exp: {},
  dvc: "To enable auto opening, you can run:\n\n\tdvc config plots.auto_open true",
};

export const plotModified = (target: string, stage: string, file: string): Told => ({
  exp: { note: `'${target}' of stage '${stage}' is drawn as ${file} says now` },
  dvc: `Modifying stage '${stage}' in '${file}'`,
});
