import assert from "node:assert/strict";
import { remoteFault } from "../../src/git/remote_fault.ts";
import { dvcSays, expSays } from "../../src/voice/mod.ts";

Deno.test("what git says of a remote is told as that: refused, not there, not reached", () => {
  const url = "https://host.example/x.git";
  const rows = [
    [`fatal: Authentication failed for '${url}/'`, "remote-refused", `Authentication failed for: '${url}/'`],
    [
      `fatal: could not read Username for '${url}': terminal prompts disabled`,
      "remote-refused",
      `Authentication failed for: '${url}'`,
    ],
    [
      "git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.",
      "remote-refused",
      "Authentication failed for: 'up'",
    ],
    [`fatal: unable to access '${url}/': The requested URL returned error: 403`, "remote-refused", undefined],
    [
      "fatal: '../gone' does not appear to be a git repository\nfatal: Could not read from remote repository.",
      "not-found",
      "'up' is not a valid Git remote or URL",
    ],
    [`remote: Not Found\nfatal: repository '${url}/' not found`, "not-found", "'up' is not a valid Git remote or URL"],
    [
      `fatal: unable to access '${url}/': Could not resolve host: host.example`,
      "remote-failed",
      `unexpected error - unable to access '${url}/': Could not resolve host: host.example`,
    ],
  ] as const;

  for (const [stderr, kind, dvcMessage] of rows) {
    const fault = remoteFault("up", stderr, "read");
    assert.equal(fault.kind, kind, stderr);
    if (dvcMessage !== undefined) assert.equal(dvcSays(fault), dvcMessage);
    assert.match(expSays(fault), /^cannot read the Git remote 'up': \S/);
  }
});
