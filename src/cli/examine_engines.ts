/** What `doctor` says of batch engines: which of them are used from this machine, and which files of them are wrong. */
import { ExpError } from "../common/mod.ts";
import { engineNames, isOnPath, openEngine, type Profile, shippedEngines } from "../engines/mod.ts";
import type { Host } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { expSays } from "../voice/mod.ts";
import type { Finding } from "../workspace/mod.ts";

export function examineEngines(host: Host, repo: Repo | undefined): Finding[] {
  if (repo === undefined) return [sayPresent(host, shippedEngines())];
  const profiles: Profile[] = [], wrong: Finding[] = [];
  for (const name of engineNames(repo)) {
    try {
      profiles.push(openEngine(repo, name).profile);
    } catch (error) {
      if (!(error instanceof ExpError)) throw error;
      wrong.push({ name: "engine-file", state: "bad", text: expSays(error) });
    }
  }
  return [sayPresent(host, profiles), ...wrong];
}

function sayPresent(host: Host, profiles: readonly Profile[]): Finding {
  const here = profiles.filter(({ program }) => isOnPath(host, program));
  const programs = [...new Set(profiles.map(({ program }) => program))].join(", ");
  const text = here.length === 0
    ? `no batch engine is used from here (not on PATH: ${programs})`
    : `batch engines: ${here.map(({ name, program }) => `${name} (${program})`).join(", ")}`;
  return { name: "engines", state: "ok", text };
}
