/**
 * Gives a terminal back when this process dies without a chance to do so itself (kill -9, out of memory): a shell that waits
 * for the end of a pipe which only this process holds.
 */

/** Modes that somebody else has set meanwhile (a shell that edits its next line) are left alone. */
const GUARD = `
trap '' HUP INT QUIT TERM TSTP TTIN TTOU
read -r nothing
printf '%b' "$3" >/dev/tty
[ "$(stty -g </dev/tty)" != "$2" ] || stty "$1" </dev/tty`;

/** The modes as one text, to compare and to set them. Undefined without a terminal. */
export function terminalModes(): string | undefined {
  if (Deno.build.os === "windows") return undefined;
  const stty = new Deno.Command("sh", { args: ["-c", "exec stty -g"], stdin: "inherit", stderr: "null" }).outputSync();
  return stty.success ? new TextDecoder().decode(stty.stdout).trim() : undefined;
}

/**
 * @param before modes to go back to
 * @param raw those that are set now
 * @param farewell written then; escapes as `printf %b` reads them
 */
export function guardTerminal(before: string, raw: string, farewell: string): Disposable {
  const args = ["-c", GUARD, "sh", before, raw, farewell];
  const shell = new Deno.Command("sh", { args, stdin: "piped", stdout: "null", stderr: "null" }).spawn();
  shell.unref();
  return {
    [Symbol.dispose]() {
      try {
        shell.kill("SIGKILL");
      } catch {
        // somebody has ended it before
      }
    },
  };
}
