import { faultsOf, type NoFacts } from "../common/mod.ts";

/** What can be wrong with a repository, its configuration, its places and its locks. Paths are absolute. */
export interface RepoFaults {
  "config/circular-remote": { remote: string };
  "config/remote-needs-remote": { remote: string; needed: string };
  "config/invalid": { what: string; at: readonly string[] };
  /** The option, or with undefined the section itself, is not in a file. */
  "config/no-such-option": { section: string; option: string | undefined };
  "not-a-repo/here": { folder: string };
  "not-a-repo/config-level": { level: string };
  "not-found/folder": { path: string };
  "usage/option-name": { name: string };
  "usage/subdir-no-scm": NoFacts;
  "exists/repo": { root: string };
  "exists/no-folder": { path: string };
  /** A variable of the environment sets what is wrong. */
  "within/variable": { variable: string };
  "conflict/dvc-dir-ignored": { dvcDir: string };
  "no-git/not-the-top": { root: string };
  "invalid-file/holds": { path: string; what: string };
  "invalid-file/mounted": { path: string; mount: string };
  "invalid-file/outside": { path: string };
  "invalid-file/root": { path: string };
  "invalid-file/below-dead-link": { path: string; link: string };
  "invalid-file/own-folder": { path: string; folder: string };
  "invalid-file/leaves-by-link": { path: string; real: string };
  "interrupted/waiting-for-path": { path: string };
  "busy/repo": { root: string; pid: string | undefined };
  /** `as`: what the workspace was wanted for. */
  "busy/workspace": { holders: string; as: "run" | "change" };
  "busy/guard": { lock: string };
  "busy/path": { path: string; pid: number; cmd: string; rwlock: string };
  "busy/left-running": { who: string; left: readonly number[] };
}

export const fault = faultsOf<RepoFaults>();
