import type { GitFaults } from "../git/mod.ts";
import { NO_SCM } from "./phrases.ts";
import type { Sayings } from "./saying.ts";

export const GIT: Sayings<GitFaults> = {
  "no-git/here": ({ root }) => ({ ...noGit(root), dvc: `${root} is not a git repository` }),
  "no-git/switched-off": ({ root }) => ({ ...noGit(root), dvc: NO_SCM }),
  "not-found/commit": ({ rev, refs: [ref] }) => {
    if (ref === undefined) return `${rev} is not a commit`;
    const name = /^refs\/exps\/[0-9a-f]{2}\/[0-9a-f]{38,62}\/(.+)$/.exec(ref)?.[1];
    const removal = name === undefined ? "" : `\`exp remove ${name}\` removes the experiment, `;
    return {
      exp: `${ref} leads to ${rev}, which is not there`,
      hint: `\`git fetch\` may bring it back; ${removal}\`exp doctor --fix\` all that lead nowhere`,
    };
  },
  "conflict/ref": ({ ref }) => `${ref} was changed by another process`,
  "conflict/unmerged": ({ paths }) => ({
    exp: "a merge is not finished" +
      (paths.length === 0 ? "" : `: ${paths.slice(0, 3).join(", ")}${paths.length > 3 ? ", …" : ""}`),
    hint: "resolve the conflicts and `git add` the files, or `git merge --abort`",
  }),
  "busy/git-lock": ({ lock }) => ({
    exp: `another process holds ${lock}`,
    hint: "if no git is running, remove that file",
  }),
  "invalid-file/outside-of-tree": ({ path }) => `not a path inside the repository: ${JSON.stringify(path)}`,
  "damaged-data/path-in-tree": ({ path }) => ({
    exp: `a commit's tree holds '${path}', which cannot be the name of a file`,
    hint: "nothing was checked out; such a commit is made by hand: do not use it",
  }),
  "damaged-data/tree": ({ why }) => `a commit's tree is damaged: ${why}`,
  "full-disk/git": ({ command }) => `git ${command}: no space left on device`,
  "io/no-file-for-git": ({ path }) => ({
    exp: `${path} is no file, and Git keeps one there`,
    hint: "a pipe, a socket or a device: move it away",
  }),
  "io/git-denied": ({ command, why }) => `git ${command}: ${why}`,
  "git-failed/command": ({ command, why }) => `git ${command}: ${why}`,
  "git-failed/no-identity": () => ({
    exp: "Git does not know who you are, so it makes no commit",
    hint: "git config --global user.name NAME; git config --global user.email ADDRESS",
  }),
  "git-failed/other-owner": ({ why }) => ({
    exp: why,
    hint: "the repository belongs to another user; where you trust them: " +
      `git config --global --add safe.directory ${/ at '(.*)'$/.exec(why)?.[1] ?? "FOLDER"}`,
  }),
  "interrupted/git": () => "interrupted while Git talked to another machine",
  "git-failed/killed": () => "git update-ref was killed, again and again",
  "git-failed/ref-refused": ({ remote, ref, why }) => `${remote} refused ${ref}: ${why}`,
  "git-failed/no-atomic-rename": () => "the Git remote cannot rename in one step",
  "remote-refused/git": ({ url, ...trouble }) => ({
    exp: said(trouble) + (/authenticat|host key/i.test(trouble.why) ? "" : " (authentication failed)"),
    hint: /host key/i.test(trouble.why)
      ? "exp does not ask whether to believe a machine: `ssh` to it once does"
      : "exp asks for no passwords: `git config credential.helper`, an SSH agent, or a URL that needs none",
    dvc: `Authentication failed for: '${url}'`,
  }),
  "remote-failed/git": (trouble) => ({ exp: said(trouble), dvc: `unexpected error - ${trouble.why}` }),
  "not-found/git-remote": ({ place, ...trouble }) => ({
    exp: said(trouble),
    hint: "`git remote -v` lists the remotes",
    dvc: trouble.doing === "read"
      ? `'${trouble.remote ?? place}' is not a valid Git remote or URL`
      : `unexpected error - Git failed to push '[]' to '${trouble.remote}': No git repository was found at ${place}`,
  }),
};

function noGit(root: string) {
  return {
    exp: `${root} is not in a Git repository, which experiments need`,
    hint: "git init, and `core.no_scm` must not be set",
  };
}

function said({ remote, doing, why }: GitFaults["remote-failed/git"]): string {
  if (remote === undefined) return `cannot fetch what this partial clone lacks: ${why}`;
  return `${doing === "read" ? "cannot read" : "cannot push to"} the Git remote '${remote}': ${why}`;
}
