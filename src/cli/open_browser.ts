import type { Context } from "./command.ts";

/** $BROWSER, or what the system opens addresses with; the first that is there. Ends when it has been started. */
const OPEN = `for each in "$BROWSER" xdg-open open wslview; do
  [ -z "$each" ] || ! command -v "$each" >/dev/null 2>&1 || exec "$each" "$0"
done
exit 127`;

/** Shows a page. A system without a browser is told the address all the same. */
export async function openBrowser(context: Context, address: string): Promise<void> {
  const { code } = await context.host.processes.spawn({
    argv: ["sh", "-c", OPEN, address],
    cwd: context.cwd,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).done;
  if (code !== 0) context.warn("no browser could be started; open the address by hand");
}
