import { faultsOf, type NoFacts } from "../common/mod.ts";

interface RemoteTrouble {
  /** Undefined: the one that this partial clone is of. */
  readonly remote: string | undefined;
  readonly doing: "read" | "push";
  /** Git's own words. */
  readonly why: string;
}

export interface GitFaults {
  "no-git/here": { root: string };
  /** The configuration says that there is none. */
  "no-git/switched-off": { root: string };
  /** `refs`: those that lead there, as far as that is known. */
  "not-found/commit": { rev: string; refs: readonly string[] };
  "conflict/ref": { ref: string };
  "conflict/unmerged": { paths: readonly string[] };
  "busy/git-lock": { lock: string };
  "invalid-file/outside-of-tree": { path: string };
  "damaged-data/path-in-tree": { path: string };
  "damaged-data/tree": { why: string };
  "full-disk/git": { command: string };
  /** A pipe, a socket or a device where Git keeps a file. */
  "io/no-file-for-git": { path: string };
  /** `why`: Git's own words. */
  "io/git-denied": { command: string; why: string };
  "git-failed/command": { command: string; why: string };
  "git-failed/no-identity": NoFacts;
  "git-failed/other-owner": { why: string };
  "git-failed/killed": NoFacts;
  /** While it talked to another machine. */
  "interrupted/git": NoFacts;
  "git-failed/ref-refused": { remote: string; ref: string; why: string };
  "git-failed/no-atomic-rename": NoFacts;
  "remote-refused/git": RemoteTrouble & { url: string };
  "remote-failed/git": RemoteTrouble;
  /** `place`: where nothing is. */
  "not-found/git-remote": RemoteTrouble & { place: string };
}

export const fault = faultsOf<GitFaults>();
