import type { Context } from "./command.ts";

/** Whichever of them is there: Linux, macOS, Windows' Subsystem for Linux. */
const OPEN =
  'for it in "${BROWSER:-}" xdg-open open wslview; do command -v "$it" >/dev/null && exec "$it" "$0"; done; exit 127';

/** Opens a file in the user's browser. Where there is none, it is said what to open. */
export async function openInBrowser(context: Context, path: string): Promise<void> {
  const address = `file://${path.split("/").map(encodeURIComponent).join("/")}`;
  const { processes } = context.host;
  const { code } = await processes.spawn({
    argv: ["sh", "-c", OPEN, address],
    cwd: context.cwd,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).done;
  if (code !== 0) context.warn(`no browser can be started here: open ${address}`);
}
