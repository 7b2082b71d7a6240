import type { WorkspaceFaults } from "../workspace/mod.ts";
import { checkoutFailed, noSuchFile, trackedByGit } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

const OUTSIDE = (path: string) =>
  `Cached output(s) outside of DVC project: ${path}. See ` +
  "<https://dvc.org/doc/user-guide/data-management/importing-external-data> for more info.";

export const WORKSPACE: Sayings<WorkspaceFaults> = {
  // `git checkout` has the same name
  "within/maybe-git-checkout": ({ target }, { dvc }) => ({ dvc: `Did you mean \`git checkout ${target}\`?: ${dvc}` }),
  "within/collect": ({ rev }, { exp, dvc }) => ({
    exp: `what ${rev === undefined ? "the workspace" : rev.slice(0, 7)} uses cannot be known: ${exp}`,
    dvc: `Failed to collect '${rev ?? "workspace"}': ${dvc}`,
    dvcExit: 255,
  }),
  "within/remote-collect": () => ({
    hint: "nothing that is in use has gone; the same command goes on, once that is mended",
  }),
  "missing-data/recorded-folder": ({ shown, hash }) => ({
    exp: `the cache does not know which files ${shown} held when it was recorded`,
    hint: `'exp fetch ${shown}' gets the list, or 'exp add ${shown}' records the folder as it is`,
    dvc: `could not read '${hash}'`,
  }),
  "missing-data/not-in-cache": ({ paths }) => ({
    exp: `not in the cache: ${paths.join(", ")}`,
    hint: "get it with 'exp fetch' from a remote, or run the stages again",
    dvc: checkoutFailed(paths),
  }),
  "missing-data/folder-list": ({ path, rev }) => ({
    exp: `nobody knows which files the tracked folder ${path}${
      rev === undefined ? "" : ` (of ${rev.slice(0, 7)})`
    } holds`,
    hint: "get its list with 'exp fetch', or lose its files with --force; nothing was removed",
    dvc: `Failed to collect '${rev ?? "workspace"}': unable to fully collect used cache without cache for ` +
      `directory '${path}'`,
    dvcExit: 255,
  }),
  "failed/changed-stage": ({ stage }) => ({
    exp: `stage '${stage}' has changed`,
    hint: "--force records it as it is",
    dvc: `unable to commit changed stage: '${stage}'. Use \`-f|--force\` to force.`,
  }),
  "not-found/glob": ({ pattern }) => ({
    exp: `nothing matches '${pattern}'`,
    dvc: `Glob ['${pattern}'] has no matches.`,
  }),
  "not-found/path": ({ path }) => `${path} does not exist`,
  "not-found/target": ({ shown, path }) => ({
    exp: `there is no file or folder '${shown}'`,
    dvc: `output '${shown}' does not exist: ${noSuchFile(path)}`,
  }),
  "not-found/moved": ({ path }) => ({
    exp: `no .dvc file tracks '${path}'`,
    hint: "'exp data status --unchanged' lists what is tracked",
    dvc: `Unable to find DVC file with output '${path}'`,
  }),
  "exists/moved": ({ target, kind }) => ({
    exp: `there is a ${kind} at ${target} already`,
    hint: "move it away first",
  }),
  "exists/moved-record": ({ file }) => ({ exp: `${file} exists already`, dvc: `'${file}' already exists` }),
  "invalid-target/moved-of-stage": ({ path, stage }) => ({
    exp: `${path} is made by the stage '${stage}'`,
    hint: "edit its path in dvc.yaml; the next run restores it from the run-cache",
    dvc: `move is not permitted for stages that are not data sources. You need to either move '${stage}' to a new ` +
      `location and edit it by hand, or remove '${stage}' and create a new one at the desired location.`,
  }),
  "invalid-target/into-itself": ({ path, from }) => `${from} cannot be moved to ${path}: that is itself, or in it`,
  "not-found/source": ({ source, path }) => ({
    exp: `there is no file or folder '${source}'`,
    dvc: noSuchFile(path),
  }),
  "usage/out-of-many": () => ({
    exp: "--out goes with exactly one target",
    dvc: "multiple targets can't be used with --out",
  }),
  "exists/target": ({ target, kind }) => ({
    exp: `${target} exists already`,
    hint: "--force replaces it",
    dvc: `The ${kind} '${target}' already exists locally. \nTo override it, re-run with '--force'.`,
  }),
  "invalid-target/no-folder": ({ folder }) => ({
    exp: `the folder ${folder} does not exist`,
    hint: "make it first",
    dvc: `stage working dir '${folder}' does not exist`,
  }),
  "invalid-target/outside": ({ path }) => ({
    exp: `${path} is outside of the repository, so it cannot be tracked`,
    hint: "copy it in: exp add --out PATH FILE",
    dvc: OUTSIDE(path),
  }),
  "invalid-target/url": ({ target, scheme, isRemote }) => ({
    exp: `${target} is a URL; only files and folders on this machine can be tracked`,
    hint: "download it into the repository, then add it",
    dvc: isRemote ? OUTSIDE(target) : `config file error: Unsupported URL type ${scheme}://`,
  }),
  "invalid-target/dvc-file": ({ shown }) => ({
    exp: `${shown} is a file of DVC's own`,
    dvc: `DVC file '${shown}' cannot be an output.`,
  }),
  "invalid-target/ignored": ({ shown, path, by }) => ({
    exp: `${shown} is ignored by ${by}`,
    dvc: `Path '${path}' is ignored by ${by}`,
  }),
  "invalid-target/in-linked-folder": ({ shown }) => ({
    exp: `${shown} is in a folder that is a symlink`,
    hint: "add it by its own path, or replace the link by the folder",
    dvc: "Cannot add files inside symlinked directories to DVC. See " +
      "<https://dvc.org/doc/user-guide/troubleshooting#add-symlink> for more information.",
  }),
  "invalid-target/below-file": ({ shown, file }) => ({
    exp: `${shown} cannot be in ${file}, which is tracked as a file`,
    dvc: `Cannot modify '${file}' which is being tracked as a file`,
  }),
  "invalid-target/tracked-by-git": ({ shown }) => ({
    exp: `${shown} is tracked by Git already`,
    hint: `git rm -r --cached '${shown}', commit, then add it`,
    dvc: trackedByGit(shown),
  }),
  "invalid-target/long-name": ({ shown, path, most }) => ({
    exp: `${shown} has no room for '.dvc' in its name (${most} bytes at most)`,
    hint: "track the folder around it, or give it a shorter name",
    dvc: `unexpected error - [Errno 36] File name too long: '${path}'`,
    isDvcCrash: true,
  }),
  "invalid-graph/made-by-stage": ({ shown, stage, file }) => {
    const where = stage === undefined ? `'${file}'` : `stage: '${stage}' in '${file}'`;
    return {
      exp: `${shown} overlaps with an output of ${where}`,
      hint: "run the pipeline, or 'exp commit' to record the output as it is",
      dvc: `cannot update '${shown}': overlaps with an output of ${where}.\n` +
        "Run the pipeline or use 'dvc commit' to force update it.",
    };
  },
  "invalid-graph/holds-tracked": ({ parent, child, by }) => ({
    exp: `${parent} holds ${child}, which is tracked by itself (${by})`,
    hint: `exp untrack ${by}, then add ${parent}`,
    dvc: `Cannot add '${parent}', because it is overlapping with other DVC tracked output: '${child}'.\n` +
      `To include '${child}' in '${parent}', run 'dvc remove ${by}' and then 'dvc add ${parent}'`,
  }),
};
