import { type Host, refusalOf } from "../host/mod.ts";
import type { PlaceFacts } from "./rclone_draft.ts";

/** What this machine knows of places: variables, files of the user's own, what its ssh is told. */
export function factsOf(host: Host): PlaceFacts {
  const home = host.env.get("HOME") ?? "/";
  return {
    variable: (name) => host.env.get(name) || undefined,
    text(path) {
      if (path === "") return undefined; // of an ssh that is not here
      try {
        return host.fs.readTextIfThere(path.replace(/^~(?=\/|$)/, home));
      } catch (error) {
        if (refusalOf(error) === undefined) throw error;
        return undefined; // what may not be read does not count
      }
    },
    ssh: (name) => sshConfig(host, name),
  };
}

/** `ssh -G` (of EXP_SSH, a command such as `ssh -F FILE`, where it is set), which connects to nobody; nothing where there is no ssh. Options given twice stand on lines of their own. */
function sshConfig(host: Host, name: string): ReadonlyMap<string, string> {
  const script = 'host=$1; set -- ${EXP_SSH:-ssh}; exec "$@" -G -- "$host" 2>/dev/null';
  const { code, stdout } = host.processes.runSync({ program: "sh", args: ["-c", script, "sh", name], cwd: host.cwd });
  const config = new Map<string, string>();
  if (code !== 0) return config;
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    const [, option, value] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (option === undefined || value === undefined) continue;
    config.set(option, config.has(option) ? `${config.get(option)}\n${value}` : value);
  }
  return config;
}
