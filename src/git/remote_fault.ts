/** Why git could not talk to a Git remote: in its own words, as an error that says what to do. */
import type { ExpError } from "../common/mod.ts";
import { fault } from "./faults.ts";

/** Git wanted a name, a password or a key, and got none that will do. */
const REFUSED =
  /Authentication failed|could not read (Username|Password)|Permission denied|terminal prompts disabled|Access denied|returned error: 40[13]|not authorized/i;

/** There is a machine, or a path, but no repository; or no such remote. */
const NOWHERE =
  /does not appear to be a git repository|[Rr]epository .*not found|not a git repository|does not exist|returned error: 404/;

/** @param doing what was done with the remote */
export function remoteFault(remote: string, stderr: string, doing: "read" | "push"): ExpError {
  const lines = stderr.trim().split("\n");
  const line = lines.find((each) => /^(fatal|error): /.test(each)) ?? lines.at(-1) ?? "";
  const trouble = { remote, doing, why: line.replace(/^(fatal|error): /, "") };
  if (REFUSED.test(stderr)) {
    return fault("io/remote-refused", { ...trouble, url: /for '([^']+)'/.exec(trouble.why)?.[1] ?? remote });
  }
  if (NOWHERE.test(stderr)) {
    const place = /'([^']+)' does not appear/.exec(stderr)?.[1] ?? remote;
    return fault("not-found/git-remote", { ...trouble, place });
  }
  return fault("io/git-remote", trouble);
}
