import type { CommandResult } from "../../../src/host/process.ts";
import { type GitCall, GitDeath, Output } from "./git/call.ts";
import { runCommand } from "./git/commands.ts";
import { errnoOf, wordsOf } from "./refusal.ts";

export type GitStart = Omit<GitCall, "args" | "settings" | "out"> & { readonly args: readonly string[] };

/** Git as a function: repositories in Git's own layout, changed with the steps of git 2.39. */
export function memoryGit(start: GitStart): CommandResult {
  const settings = new Map<string, string>();
  let at = 0;
  for (; start.args[at] === "-c"; at += 2) {
    const [name = "", value = "true"] = start.args[at + 1]!.split(/=(.*)/s);
    settings.set(name.toLowerCase(), value);
  }
  const out = new Output();
  const code = endOf(() => runCommand({ ...start, args: start.args.slice(at), settings, out }), out);
  return { code, signal: null, stdout: out.stdout, stderr: new TextEncoder().encode(out.err) };
}

function endOf(run: () => void, out: Output): number {
  try {
    run();
    return 0;
  } catch (error) {
    if (error instanceof GitDeath) {
      if (error.message !== "") out.err += `${error.word}${error.message}\n`;
      return error.code;
    }
    if (errnoOf(error) === undefined) throw error;
    out.err += `fatal: cannot write: ${wordsOf(error)}\n`;
    return 128;
  }
}
