import type { Host } from "../host/mod.ts";
import { programOf } from "./rclone_child.ts";

/** A password as rclone takes it from its configuration: by rclone itself, to which it goes through a pipe of the shell. */
export function obscure(host: Host, password: string): string {
  const script = 'printf %s "$EXP_PASSWORD" | { unset EXP_PASSWORD; exec "$0" obscure -; }';
  const env = { EXP_PASSWORD: password, RCLONE_CONFIG: "" };
  const args = ["-c", script, programOf(host)];
  return new TextDecoder().decode(host.processes.runSync({ program: "sh", args, env, cwd: "/" }).stdout).trim();
}
