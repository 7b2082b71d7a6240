import type { RepoFaults } from "../repo/mod.ts";
import { configurationError } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

const LOCKED = "Unable to acquire lock. Most likely another DVC process is running or was terminated abruptly. " +
  "Check the page <https://dvc.org/doc/user-guide/troubleshooting#lock-issue> for other possible reasons and to " +
  "learn how to resolve this.";

export const REPO: Sayings<RepoFaults> = {
  "config/circular-remote": ({ remote }) => `remote "${remote}" is defined by itself`,
  "config/remote-needs-remote": ({ remote, needed }) => `remote "${remote}" needs remote "${needed}", which is not set`,
  "config/invalid": ({ what, at }) => ({
    exp: `the DVC configuration is wrong: ${what} (${at.join(".")})`,
    dvc: configurationError(`${what} @ data${at.map((part) => `['${part}']`).join("")}`),
  }),
  "config/no-such-option": ({ section, option }) => {
    const said = option === undefined ? `${section} doesn't exist` : `option '${option}' doesn't exist in ${section}`;
    return { exp: said, dvc: configurationError(said) };
  },
  "not-a-repo/here": ({ folder }) => ({
    exp: `${folder} is not inside of a DVC repository`,
    hint: "run `exp init` in the folder that shall be its root",
    dvc: "you are not inside of a DVC repository (checked up to mount point '/')",
  }),
  "not-a-repo/config-level": ({ level }) => ({
    exp: `there is no ${level} configuration outside of a repository`,
    dvc: configurationError("Not inside a DVC repo"),
    dvcExit: 251,
  }),
  "not-found/folder": ({ path }) => `there is no folder ${path}`,
  "usage/option-name": ({ name }) => ({
    exp: `'${name}' is no option's name`,
    hint: "names look like section.option or remote.NAME.option",
    dvc: "argument name: name argument should look like remote.name.option or db.name.option or section.option",
  }),
  "usage/subdir-no-scm": () => ({
    exp: "--subdir and --no-scm exclude each other",
    dvc: "Cannot initialize repo with `--no-scm` and `--subdir`",
    dvcExit: 255,
  }),
  "exists/repo": ({ root }) => ({
    exp: `${root} is a DVC repository already`,
    hint: "--force replaces its configuration and drops its cache",
    dvc: "failed to initiate DVC - '.dvc' exists. Use `-f` to force.",
    dvcExit: 1,
  }),
  "exists/no-folder": ({ path }) => `${path} is no folder`,
  "within/variable": ({ variable }, cause) => ({ exp: `${variable}: ${cause?.exp ?? ""}` }),
  "conflict/dvc-dir-ignored": ({ dvcDir }) => ({
    exp: `${dvcDir} is ignored by Git, so the configuration could not be committed`,
    hint: "add a line !.dvc to .gitignore, or take out the pattern",
    dvc: `failed to initiate DVC - ${dvcDir} is ignored by your SCM tool. \nMake sure that it's tracked, ` +
      "for example, by adding '!.dvc' to .gitignore.",
    dvcExit: 1,
  }),
  "no-git/not-the-top": ({ root }) => ({
    exp: `${root} is not the top of a Git repository`,
    hint: "run `git init` first, or use --subdir inside of a repository, or --no-scm without Git",
    dvc: `failed to initiate DVC - ${root} is not tracked by any supported SCM tool (e.g. Git). Use \`--no-scm\`` +
      " if you don't want to use any SCM or `--subdir` if initializing inside a subdirectory of a parent SCM repository.",
    dvcExit: 1,
  }),
  "invalid-file/holds": ({ path, what }) => `${path} is not removed: it holds ${what}`,
  "invalid-file/mounted": ({ path, mount }) => ({
    exp: `${path} is not removed: ` +
      (mount === path ? "it is a mounted file system" : `a file system is mounted at ${mount}`),
    hint: `unmount it, or set 'persist: true' for the output ${path.slice(path.lastIndexOf("/") + 1)}: ` +
      "then it is never removed",
  }),
  "invalid-file/outside": ({ path }) => `${path} is outside of the repository`,
  "invalid-file/root": ({ path }) => `${path} is the repository itself`,
  "invalid-file/below-dead-link": ({ path, link }) => `${path} is below a broken symlink (${link})`,
  "invalid-file/own-folder": ({ path, folder }) => `${path} would be written into ${folder}, which is not for outputs`,
  "invalid-file/leaves-by-link": ({ path, real }) => ({
    exp: `${path} leaves the repository by a symlink (to ${real})`,
    hint: "replace the symlinked folder by a real one, or make it an output of the repository it points to",
  }),
  "interrupted/waiting-for-path": ({ path }) => `interrupted while waiting for ${path}`,
  "busy/repo": ({ root, pid }) => ({
    exp: `another process (${pid === undefined ? "an unknown process" : `pid ${pid}`}) is working in ${root}`,
    hint: "wait for it to end, or use --wait-for-lock",
    dvc: LOCKED,
  }),
  "busy/workspace": ({ holders, as }) => ({
    exp: `${holders} works in this workspace`,
    hint: as === "run" ? "run it elsewhere with --temp, or later with --queue" : "wait for it to end",
    dvc: LOCKED,
  }),
  "busy/guard": ({ lock }) => `${lock} is held by another process`,
  "busy/path": ({ path, pid, cmd, rwlock }) => ({
    exp: `${path} is in use by another process (pid ${pid}: ${cmd})`,
    hint: "wait for it to end",
    dvc: `'${path}' is busy, it is being blocked by:\n  (PID ${pid}): ${cmd}\n\nIf there are no processes ` +
      `with such PIDs, you can manually remove '${rwlock}' and try again.`,
  }),
  "busy/left-running": ({ who, left }) =>
    `${who} was killed, and what it had left running cannot be ended: ${left.join(", ")}`,
};
