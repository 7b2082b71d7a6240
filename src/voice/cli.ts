/** What stops a command of the room above, in facts and words: the room itself has no use of the facts. */
import type { EndingSignal, FaultName, NoFacts } from "../common/mod.ts";
import { USAGE } from "./usage.ts";
import { configurationError, NO_SCM } from "./phrases.ts";
import type { Saying, Words } from "./saying.ts";

/** What DVC says first when a command fails; each of them ends with 1. */
const DVC_COMMANDS = {
  add: "",
  untrack: "",
  cloudStatus: "",
  status: "",
  save: "failed to save experiment - ",
  plots: "",
  show: "failed to show experiments - ",
  diff: "failed to show experiments diff - ",
  move: "failed to move %s - ",
  destroy: "failed to destroy DVC - ",
  dataDiff: "failed to get diff - ",
  pull: "failed to pull data from the cloud - ",
  fetch: "failed to fetch data from the cloud - ",
  push: "failed to push data to the cloud - ",
  commit: "failed to commit%s - ",
  freeze: "failed to freeze '%s' - ",
  unfreeze: "failed to unfreeze '%s' - ",
  import: "failed to import %s. - ",
  get: "failed to get %s - ",
  getUrl: "failed to get '%s' - ",
  list: "failed to list '%s' - ",
  importUrl: "failed to import %s. You could also try downloading it manually, and adding it with `dvc add`. - ",
  update: "failed update data - ",
  install: "failed to install DVC Git hooks - ",
};

export type DvcCommand = keyof typeof DVC_COMMANDS;

export const CLI = {
  ...USAGE,
  "interrupted/transfer-by": (_: { signal: EndingSignal }) => ({
    exp: "interrupted while data was moved",
    hint: "what has arrived is kept; the same command goes on from there",
  }),
  "interrupted/copying-by": (_: { signal: EndingSignal }) => ({
    exp: "interrupted while a large file was hashed or copied",
    hint: "nothing of it was left half-written; the same command again does what is lacking",
  }),
  "interrupted/asking-by": (_: { signal: EndingSignal }) => ({
    exp: "interrupted while a Git remote was asked",
    hint: "`exp ls REMOTE` says what it has now",
  }),
  "interrupted/trying-by": (_: { signal: EndingSignal }) => ({
    exp: "interrupted while the machine was tried",
    hint: "nothing of the trial is left",
  }),
  "interrupted/removing-by": (_: { signal: EndingSignal }) => ({
    exp: "interrupted while unused data was removed",
    hint: "nothing that is in use has gone; the same command goes on from there",
  }),
  "within/command": ({ command, targets }: { command: DvcCommand; targets: string }, cause: Saying) => {
    const { dvc, dvcExit, isDvcCrash } = cause;
    if (isBeforeAll(cause)) return { dvc, dvcExit };
    const keepsCode = isDvcCrash || dvcExit === 251 || dvcExit === 253;
    return { dvc: DVC_COMMANDS[command].replace("%s", () => targets) + dvc, dvcExit: keepsCode ? dvcExit : 1 };
  },
  /** Nothing is reproduced yet: DVC does not say that the stage could not be. */
  "within/stage-add": ({ name }: { name: string }, { dvc, dvcExit }: Saying) => {
    const around = `failed to reproduce '${name}': `;
    return { dvc: dvc.startsWith(around) ? dvc.slice(around.length) : dvc, dvcExit };
  },
  /** A remote that is not there is, to DVC's `gc` and `data status`, a fault of the configuration. */
  "within/configured": (_: NoFacts, { fault, dvc, dvcExit }: Saying) =>
    fault === "config/no-such-remote" || fault === "config/no-default-remote"
      ? { dvc: `configuration error - ${dvc}`, dvcExit: 251 }
      : { dvc, dvcExit },
  "config/remote-exists": ({ remote }: { remote: string }) =>
    ofConfiguration(`remote '${remote}' already exists. Use \`-f|--force\` to overwrite it.`),
  "config/not-a-remote": ({ remote }: { remote: string }) => ({
    ...ofConfiguration(`remote '${remote}' doesn't exist.`),
    exp: `there is no remote '${remote}'`,
    hint: "`exp remote list` shows those that there are, `exp remote add` adds one",
  }),
  "config/name-taken": ({ remote }: { remote: string }) =>
    ofConfiguration(`Rename failed. Remote name '${remote}' already exists.`),
  "config/no-value": ({ remote, option }: { remote: string; option: string }) => ({
    exp: `option '${option}' needs a value, or --unset`,
    dvc: configurationError(`expected str for dictionary value @ data['remote']['${remote}']['${option}']`),
  }),
  "config/unlisted-default": () => ofConfiguration("default remote must be present in remote list."),
  "failed/not-destroyed": () => ({
    exp: "not confirmed",
    dvc: "cannot destroy without a confirmation from the user. Use `-f` to force.",
  }),
  "exists/bare-git": ({ folder }: { folder: string }) => ({
    exp: `${folder} is a bare Git repository, which has no work tree`,
    hint: "git clone it, and `exp init` in the clone",
  }),
  "exists/folder": ({ folder, holds }: { folder: string; holds: string }) => ({
    exp: `${folder} is not empty (it holds '${holds}')`,
    hint: "give a new folder: exp init --example penguins",
  }),
  "exists/foreign-program": ({ path }: { path: string }) => ({
    exp: `${path} is there already, and not written by exp`,
    hint: "choose another folder, or remove that file first",
  }),
  "busy/still-running": ({ names }: { names: string }) => ({
    exp: `${names}: still running`,
    hint: "try again in some seconds, or with --force",
  }),
  /** `engine`: that has it. */
  "not-found/log-of-waiting": ({ word, engine }: { word: string; engine: string | undefined }) => ({
    exp: `'${word}' waits in ${engine ?? "the queue"} and has printed nothing yet`,
    hint: engine === undefined
      ? "`exp queue start` or `exp queue drain` runs it"
      : "`exp queue status` tells why, `exp logs -f` waits for it",
    dvc: `Experiment '${word}' is in queue but has not been started`,
  }),
  "timeout/wait": ({ names }: { names: readonly string[] }) => ({
    exp: `not over yet: ${names.join(", ")}`,
    hint: "exp queue status",
  }),
  "missing-data/remote-lacks": ({ folders, files }: { folders: readonly string[]; files: number }) => ({
    exp: `the remote lacks ${folders.join(", ")}`,
    dvc: `${files} file${files === 1 ? "" : "s"} failed to download`,
    dvcExit: 1,
  }),
  "missing-data/nowhere": ({ paths }: { paths: readonly string[] }) => ({
    exp: `neither in the cache nor in the remote: ${paths.join(", ")}`,
    hint: "run the stages again, or get the data from where it is",
  }),
  "no-git/commits": ({ root }: { root: string }) => ({
    exp: `${root} is not in a Git repository, which commits are read from`,
    hint: "git init, and `core.no_scm` must not be set",
    dvc: NO_SCM,
  }),
} satisfies Readonly<Record<FaultName, (facts: never, cause: Saying) => string | Partial<Words>>>;

export type CliFaults = {
  readonly [Name in keyof typeof CLI]: Parameters<typeof CLI[Name]> extends [] ? NoFacts
    : Parameters<typeof CLI[Name]>[0];
};

function ofConfiguration(what: string): Words {
  return { exp: what, dvc: configurationError(what) };
}

/** Outside of a project, and without Git, DVC does not even begin. */
function isBeforeAll({ kind, fault }: Saying): boolean {
  return kind === "not-a-repo" || fault === "no-git/here";
}
