/** A password that only a person knows. */
import type { Host } from "../host/mod.ts";
import { fault } from "./faults.ts";

/** The terminal itself, for standard input may be anything; it does not show what is typed. */
const ASK = `
exec <>/dev/tty || exit 2
kept=$(stty -g) && stty -echo
trap 'stty "$kept"; exit 1' INT TERM
printf '%s ' "$1" >/dev/tty
IFS= read -r typed
stty "$kept"
echo >/dev/tty
printf %s "$typed"`;

const answered = new Map<string, Promise<string>>();

/**
 * Asks once in a process for each place and user.
 *
 * @param shown the place, without secrets
 */
export function askPassword(host: Host, shown: string, user: string | undefined): Promise<string> {
  const key = `${user ?? ""}@${shown}`;
  const answer = answered.get(key) ?? ask(host, shown, user);
  answered.set(key, answer);
  return answer;
}

async function ask(host: Host, shown: string, user: string | undefined): Promise<string> {
  const question = `Password of ${user === undefined ? "" : `${user} for `}${shown}:`;
  const typed: Uint8Array[] = [];
  const { code } = await host.processes.spawn({
    argv: ["sh", "-c", ASK, "sh", question],
    cwd: "/",
    stdin: "inherit",
    stdout: (chunk) => typed.push(chunk.slice()),
    stderr: "null",
  }).done;
  if (code !== 0) throw fault("remote-refused/no-terminal", { shown });
  return new TextDecoder().decode(new Uint8Array(await new Blob(typed as Uint8Array<ArrayBuffer>[]).arrayBuffer()));
}
