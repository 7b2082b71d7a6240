import { type ExpError, judgeGitVersion, parseGitVersion } from "../common/mod.ts";
import { fault } from "./faults.ts";

/**
 * Settings of every git that is started: nothing in a repository's own configuration starts a program behind our back.
 * What is left to it is what files are made of (`filter.*.clean`, `smudge`, `process`), where git adds or checks out
 * files, and how a Git remote is reached (`core.sshCommand`, `credential.helper`), where one is asked for.
 */
export const GIT_SETTINGS: readonly string[] = [
  "core.fsmonitor=false",
  "core.hooksPath=/dev/null",
  "log.showSignature=false", // it asks gpg.program
  "protocol.ext.allow=never",
].flatMap((setting) => ["-c", setting]);

/**
 * Variables that belong to one repository (`git rev-parse --local-env-vars` and a hook's): a calling git has set them
 * for its own. The repository that the command stands in counts, for git and for a stage's command. What the user set
 * for any repository (GIT_CONFIG_COUNT, GIT_AUTHOR_NAME, GIT_SSH_COMMAND, …) stays.
 */
export const GIT_VARIABLES_OF_ONE_REPOSITORY: readonly string[] = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_COMMON_DIR",
  "GIT_INDEX_FILE",
  "GIT_INDEX_VERSION",
  "GIT_OBJECT_DIRECTORY",
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_QUARANTINE_PATH",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "GIT_INTERNAL_SUPER_PREFIX",
  "GIT_GRAFT_FILE",
  "GIT_SHALLOW_FILE",
  "GIT_REPLACE_REF_BASE",
  "GIT_CONFIG",
];

/** Further ones that would change what git answers; a stage keeps them. */
const GIT_VARIABLES_OF_A_CALLER: readonly string[] = [
  "GIT_LITERAL_PATHSPECS",
  "GIT_GLOB_PATHSPECS",
  "GIT_NOGLOB_PATHSPECS",
  "GIT_ICASE_PATHSPECS",
  "GIT_EXTERNAL_DIFF",
  "GIT_DIFF_OPTS",
];

export const GIT_ENVIRONMENT: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(
    [...GIT_VARIABLES_OF_ONE_REPOSITORY, ...GIT_VARIABLES_OF_A_CALLER].map((name) => [name, undefined]),
  ),
  // glibc gives memory back after each object that git compresses, and takes it again: half of a fast-import's time
  MALLOC_TRIM_THRESHOLD_: String(64 << 20),
  MALLOC_MMAP_THRESHOLD_: String(16 << 20),
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  LC_ALL: "C",
};

export function gitMissing(): ExpError {
  return fault("no-git/not-installed", {});
}

/** What a git says that does not know what it is asked. */
const UNKNOWN = /^usage: git|unknown (option|switch|subcommand)|invalid option|is not a git command/m;

/**
 * After a call that failed: is it because git is too old?
 * @param askVersion gives what `git --version` prints
 * @throws {ExpError} `no-git`
 */
export function refuseOldGit(result: { code: number; stderr: Uint8Array }, askVersion: () => Uint8Array): void {
  const decoder = new TextDecoder();
  if (result.code === 0 || !(result.code === 129 || UNKNOWN.test(decoder.decode(result.stderr)))) return;
  const version = parseGitVersion(decoder.decode(askVersion()));
  if (judgeGitVersion(version) !== "too-old") return;
  throw fault("no-git/too-old", { version });
}
