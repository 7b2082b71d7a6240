/** Why git could not talk to a Git remote: in its own words, as an error that says what to do. */
import type { ExpError } from "../common/mod.ts";
import { fault } from "./faults.ts";

/** Git wanted a name, a password or a key, and got none that will do. */
const REFUSED =
  /Authentication failed|could not read (Username|Password)|Permission denied|terminal prompts disabled|Access denied|returned error: 40[13]|not authorized|Host key verification failed/i;

/** There is a machine, or a path, but no repository; or no such remote. */
const NOWHERE =
  /does not appear to be a git repository|[Rr]epository .*not found|not a git repository|does not exist|returned error: 404/;

/** Said of this machine's disk; what the other one says of its own begins with `remote:`. */
const FULL_HERE = /^(fatal|error): .*No space left on device/m;

/** Git's last words when the connection has failed: the cause stands before them. */
const CUT_OFF = "fatal: Could not read from remote repository.";

/** Of a clone without contents: git gets each when its turn comes, and could not. */
const NOT_FETCHED = /^fatal: could not fetch [0-9a-f]+ from promisor remote$/m;

/**
 * @param remote its name or URL; undefined for the one that a partial clone gets its contents from
 * @param doing what was done with the remote
 */
export function remoteFault(remote: string | undefined, stderr: string, doing: "read" | "push"): ExpError {
  if (FULL_HERE.test(stderr)) return fault("full-disk/git", { command: doing === "read" ? "fetch" : "push" });
  const shown = remote?.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
  const trouble = { remote: shown, doing, why: causeIn(stderr).replace(/^(fatal|error): |\.$/g, "") };
  if (REFUSED.test(stderr)) {
    const url = /for '([^']+)'/.exec(trouble.why)?.[1] ?? shown ?? "origin";
    return fault("remote-refused/git", { ...trouble, url });
  }
  if (NOWHERE.test(stderr)) {
    const place = /'([^']+)' does not appear/.exec(stderr)?.[1] ?? shown ?? "origin";
    return fault("not-found/git-remote", { ...trouble, place });
  }
  return fault("remote-failed/git", trouble);
}

function causeIn(stderr: string): string {
  const lines = stderr.trim().split("\n");
  const at = lines.findIndex((each) => /^(fatal|error): /.test(each));
  return (lines[at] === CUT_OFF ? lines[at - 1] : lines[at]) ?? lines.at(-1) ?? "";
}

/** What kept any git from getting a content that a partial clone lacks; undefined where that was not it. */
export function missingContents(stderr: string): ExpError | undefined {
  return NOT_FETCHED.test(stderr) ? remoteFault(undefined, stderr, "read") : undefined;
}
