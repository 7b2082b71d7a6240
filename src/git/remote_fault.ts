/** Why git could not talk to a Git remote: in its own words, as an error that says what to do. */
import { ExpError } from "../common/mod.ts";

/** Git wanted a name, a password or a key, and got none that will do. */
const REFUSED =
  /Authentication failed|could not read (Username|Password)|Permission denied|terminal prompts disabled|Access denied|returned error: 40[13]|not authorized/i;

/** There is a machine, or a path, but no repository; or no such remote. */
const NOWHERE =
  /does not appear to be a git repository|[Rr]epository .*not found|not a git repository|does not exist|returned error: 404/;

export function remoteReadFault(remote: string, stderr: string): ExpError {
  return remoteFault(remote, stderr, "cannot read", `'${remote}' is not a valid Git remote or URL`);
}

export function remotePushFault(remote: string, stderr: string): ExpError {
  const place = /'([^']+)' does not appear/.exec(stderr)?.[1] ?? remote;
  const nowhere = `unexpected error - Git failed to push '[]' to '${remote}': No git repository was found at ${place}`;
  return remoteFault(remote, stderr, "cannot push to", nowhere);
}

/** @param nowhere DVC's sentence where there is no such repository */
function remoteFault(remote: string, stderr: string, doing: string, nowhere: string): ExpError {
  const lines = stderr.trim().split("\n");
  const why = (lines.find((line) => /^(fatal|error): /.test(line)) ?? lines.at(-1) ?? "").replace(
    /^(fatal|error): /,
    "",
  );
  const said = `${doing} the Git remote '${remote}': ${why}`;
  if (REFUSED.test(stderr)) {
    const url = /for '([^']+)'/.exec(why)?.[1] ?? remote;
    return new ExpError("io", /authenticat/i.test(why) ? said : `${said} (authentication failed)`, {
      hint: "exp asks for no passwords: `git config credential.helper`, an SSH agent, or a URL that needs none",
      dvcMessage: `Authentication failed for: '${url}'`,
    });
  }
  if (NOWHERE.test(stderr)) {
    return new ExpError("not-found", said, { hint: "`git remote -v` lists the remotes", dvcMessage: nowhere });
  }
  return new ExpError("io", said, { dvcMessage: `unexpected error - ${why}` });
}
