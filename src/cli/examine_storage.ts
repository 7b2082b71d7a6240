import type { Host } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { examineRclone } from "../storage/mod.ts";
import type { Finding } from "../workspace/mod.ts";

/** What `doctor` says of the program that remotes in clouds need; nothing where no remote does. */
export function examineStorage(host: Host, repo: Repo | undefined): Finding[] {
  const { config } = repo ?? {};
  const urls = config?.remoteNames().map((name) => config.remote(name)?.get("url") ?? "") ?? [];
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
