import type { Host } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { examineCurl, examineRclone, OLDEST_CURL } from "../storage/mod.ts";
import type { Finding } from "../workspace/mod.ts";

/** What `doctor` says of the programs that remotes need; nothing where no remote does. */
export function examineStorage(host: Host, repo: Repo | undefined): Finding[] {
  const { config } = repo ?? {};
  const urls = config?.remoteNames().map((name) => config.remote(name)?.get("url") ?? "") ?? [];
  return [...rcloneFindings(host, urls), ...curlFindings(host, urls)];
}

function rcloneFindings(host: Host, urls: readonly string[]): Finding[] {
  const report = examineRclone(host, urls);
  if (report === undefined) return [];
  const { program, version, lacks } = report;
  if (version === undefined) {
    const hint = "install rclone, or name another one by EXP_RCLONE";
    return [{ name: "rclone", state: "bad", text: `${program} is needed for a remote, and does not start`, hint }];
  }
  const found = { name: "rclone", state: "ok", text: `rclone ${version}` } as const;
  return [
    found,
    ...lacks.map((what): Finding => ({
      name: "rclone",
      state: "warn",
      text: `rclone ${version} cannot do: ${what}`,
    })),
  ];
}

function curlFindings(host: Host, urls: readonly string[]): Finding[] {
  const found = examineCurl(host, urls);
  if (found === undefined) return [];
  const [name, hint] = ["curl", `install curl ${OLDEST_CURL} or newer`];
  if (found === "none") return [{ name, state: "bad", text: "curl is needed for a remote, and does not start", hint }];
  if (found.isTooOld) return [{ name, state: "bad", text: `curl ${found.text} is too old for remotes`, hint }];
  return [{ name, state: "ok", text: `curl ${found.text}` }];
}
