import { inTemporaryFolder, temporaryFolders, type Terminal } from "../host/mod.ts";
import { textWidth } from "../show/mod.ts";
import { safeText } from "../ui/mod.ts";
import type { Context } from "./command.ts";

const NOT_FOUND = 127;

/**
 * Shows a text that a terminal is too small for through EXP_PAGER, PAGER or `less`; anywhere else, and where there is no
 * such program, it is simply written.
 */
export async function showLong(context: Context, text: string, usePager: boolean): Promise<void> {
  const { env, terminal, fs, processes } = context.host;
  const pager = env.get("EXP_PAGER") ?? env.get("PAGER") ?? "less";
  const isUseless = !usePager || !terminal.stdoutIsTty || env.get("TERM") === "dumb" || pager === "" || pager === "cat";
  if (isUseless || fits(text, terminal)) return terminal.write("stdout", text);
  const folder = inTemporaryFolder(
    temporaryFolders(env),
    (parent) => fs.makeTempDir(parent, "exp-page-"),
    context.host.cwd,
  );
  try {
    const file = `${folder}/text`;
    fs.writeAtomic(file, safeText(text), { mode: 0o600 });
    const { code } = await processes.spawn({
      argv: ["sh", "-c", `${pager} <"$0"`, file], // the user's own words, as in git's core.pager
      cwd: context.cwd,
      env: { LESS: env.get("LESS") ?? "RSX" }, // keep colours, do not wrap, keep the screen
      stdin: "inherit",
      stdout: "inherit",
      stderr: "null",
    }).done;
    if (code === NOT_FOUND) terminal.write("stdout", text);
  } finally {
    fs.removeTree(folder);
  }
}

/** Longer lines take several rows. A terminal of unknown height is taken for a high one. */
function fits(text: string, terminal: Terminal): boolean {
  const rows = terminal.rows();
  if (rows === undefined) return true;
  // deno-lint-ignore no-control-regex
  const lines = text.replace(/\x1b\[\d+m/g, "").split("\n");
  const width = terminal.columns();
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / width)), 0) <= rows;
}
