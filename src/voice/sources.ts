import type { SourceFaults } from "../sources/mod.ts";
import { didYouMean, noSuchFile } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

const placeOf = (at: string | undefined) => at === undefined ? "" : ` at ${at.slice(0, 7)}`;

/** A folder of an HTTP server cannot be told from nothing. */
function nothingAt(url: string, canList: boolean) {
  return canList ? { exp: `there is nothing at ${url}` } : {
    exp: `there is no file at ${url}, and what a folder holds cannot be asked by HTTP`,
    hint: "name a file; to list folders, use WebDAV, SSH or a bucket",
  };
}

export const SOURCES: Sayings<SourceFaults> = {
  "not-found/source-repo": ({ source, why }) => ({
    exp: `${source} cannot be read: ${why}`,
    hint: "a folder with a repository, or what `git clone` takes",
    dvc: `SCM error: Failed to clone repo '${source}': ${why}`,
  }),
  "not-found/source-rev": ({ source, rev }) => ({
    exp: `${source} has no commit '${rev}'`,
    hint: `git ls-remote ${source}`,
    dvc: `unknown Git revision '${rev}'`,
  }),
  "not-found/source-path": ({ source, path, at }) => ({
    exp: `there is no '${path}' in ${source}${placeOf(at)}`,
    hint: `exp data list -R ${source}`,
    isDvcCrash: true,
  }),
  "config/source-remote": ({ source, remote, remotes }) => ({
    exp: `${source} has no remote "${remote}"`,
    hint: remotes.length === 0 ? "it has none" : `it has ${remotes.join(", ")}`,
    dvc: `config file error: remote '${remote}' doesn't exist`,
    dvcExit: 1,
  }),
  "not-found/source-url": ({ source, path }) => ({
    exp: `no output of ${source} is, or holds, '${path}', so no storage has it`,
    hint: `exp get ${source} ${path}`,
    dvc: `Unable to find DVC file with output '${path}': (${path.split("/").map((part) => `'${part}'`).join(", ")}${
      path.includes("/") ? "" : ","
    })`,
  }),
  "not-found/listed": ({ source, path, root }) => ({
    exp: `there is no '${path}' in ${source}`,
    hint: `exp data list -R ${source}`,
    dvc: noSuchFile(`${root}/${path}`),
  }),
  "not-found/listed-url": ({ url, path, canList }) => ({
    ...nothingAt(url, canList),
    dvc: `The path '${url}' does not exist: ${noSuchFile(path)}`,
  }),
  "not-found/got-url": ({ url, canList }) => ({
    ...nothingAt(url, canList),
    dvc: `The path '${url}' does not exist`,
  }),
  "not-found/url": ({ url, canList }) => ({
    ...nothingAt(url, canList),
    dvc: `dependency '${url}' does not exist`,
  }),
  "not-found/url-hash": ({ url, needed }) => ({
    exp: `nothing tells whether ${url} changes: its server gives no ${needed}`,
    hint: "exp get-url brings it, exp add tracks it",
  }),
  "remote-failed/url": ({ url, path, says }) => ({
    exp: `${path} of ${url} did not arrive: ${says}`,
    hint: "try again",
  }),
  "usage/to-remote-alone": () => ({
    exp: "--to-remote does not go with --no-exec, --no-download or --version-aware",
    dvc: "--no-exec/--no-download/--version-aware cannot be combined with --to-remote",
    dvcExit: 1,
  }),
  "usage/to-remote-or-download": () => ({
    exp: "--to-remote does not go with --no-download",
    dvc: "--to-remote can't be used with --no-download",
    dvcExit: 1,
  }),
  "usage/remote-without-to-remote": () => ({
    exp: "--remote is for --to-remote",
    dvc: "--remote can't be used without --to-remote",
    dvcExit: 1,
  }),
  "usage/repo-to-remote": () => ({
    exp: "data of another repository is in that repository's remotes: --to-remote is for URLs",
    dvc: "Data imported from other DVC or Git repositories can't be updated with --to-remote",
    dvcExit: 1,
  }),
  "usage/version-aware": ({ url }) => ({
    exp: `exp imports what is at ${url} now; it cannot ask for versions of it`,
    hint: "without --version-aware and without a version in the URL; exp update tells when it has changed",
  }),
  "conflict/changed-import": ({ shown }) => ({
    exp: `${shown} was changed here, and the changes are nowhere else`,
    hint: `keep them elsewhere, or lose them: exp checkout --force ${shown}`,
  }),
  "conflict/url-changed": ({ url, stage }) => ({
    exp: `${url} is not what it was when it was imported`,
    hint: `take what it is now: exp update ${stage}`,
  }),
  "invalid-target/out-folder": ({ folder }) => ({
    exp: `the folder ${folder} does not exist`,
    hint: "make it first",
    dvc: `stage working dir '${folder}' does not exist`,
  }),
  "not-found/artifact": ({ source, name, at }) => ({
    exp: `${source} registers no artifact '${name}'${at === undefined ? "" : ` at ${at}`}`,
    hint: "its tags and the artifacts of its dvc.yaml say what there is",
    dvc: `Unable to find artifact '${name}${at === undefined ? "" : ` @ ${at}`}'`,
  }),
  "usage/version-and-stage": () => ({
    exp: "--rev and --stage exclude each other",
    dvc: "Artifact version and stage are mutually exclusive.",
    dvcExit: 1,
  }),
  "exists/dataset": ({ name, file }) => ({
    exp: `there is a data set ${name} already, in ${file}`,
    hint: "--force replaces it; exp dataset update brings it up to date",
    dvc: `${name} already exists in ${file}, use the --force to overwrite`,
  }),
  "not-found/dataset": ({ name, nearest }) => ({
    exp: `there is no data set ${name}`,
    hint: didYouMean(nearest),
    dvc: `dataset not found: '${name}'`,
    dvcExit: 1,
  }),
  "usage/rev-of-url": ({ name }) => ({
    exp: `${name} is the data of a URL, which has no commits`,
    dvc: "unexpected error - cannot update version/revision for a url",
    dvcExit: 255,
  }),
  "usage/dataset-type": ({ type }) => ({
    exp: `exp knows no data sets of type '${type}'`,
    hint: "it knows dvc (a repository) and url",
    dvc: type === "dc" ? "datachain is not installed" : undefined,
    dvcExit: 255,
  }),
  "missing-data/of-source": ({ source, paths }) => ({
    exp: `neither the cache of ${source} nor its remote has ${paths.slice(0, 3).join(", ")}${
      paths.length > 3 ? ` and ${paths.length - 3} more` : ""
    }`,
    hint: "push it there: exp data push",
  }),
  "exists/out": ({ shown, isFolder }) => ({
    exp: `${shown} exists already`,
    hint: "--force replaces it",
    dvc: `The ${isFolder ? "directory" : "file"} '${shown}' already exists locally. \n` +
      "To override it, re-run with '--force'.",
  }),
  "invalid-target/get-dvc-file": ({ shown }) => ({
    exp: `${shown} would be a file of DVC's own`,
    hint: "name the data that it tracks, or another place with -o",
    dvc: "the given path is a DVC file, you must specify a data file or a directory",
  }),
  "invalid-target/out-outside": ({ shown, path }) => ({
    exp: `${shown} is outside of the repository`,
    hint: "what is imported lies inside; exp get brings data anywhere",
    dvc: `Cached output(s) outside of DVC project: ${path}. See ` +
      "<https://dvc.org/doc/user-guide/data-management/importing-external-data> for more info.",
  }),
  "usage/config-and-both": () => ({
    exp: "--config does not go with both --remote and --remote-config",
    dvc: "unexpected error - Can't specify config path together with both remote and remote_config",
    isDvcCrash: true,
  }),
  "usage/key-value": ({ option, text }) => ({
    exp: `${option} takes KEY=VALUE, not '${text}'`,
    dvc: `argument ${option}: Could not parse argument "${text}" as k1=v1 k2=v2 ... format`,
  }),
  "no-git/import": ({ source }) => ({
    exp: `${source} is not in Git, so that nothing says which state is imported`,
    hint: `exp get ${source}, or exp import-url`,
  }),
  "invalid-graph/circular-import": ({ source }) => `${source} has imported this from itself, by way of others`,
};
