/** A git that talks to another machine: it may take long, so this process goes on beside it, and can end it. */
import { note } from "./children.ts";
import { GIT_SETTINGS, gitMissing, refuseOldGit } from "./git_start.ts";
import { refusalOf } from "./machine_error.ts";
import type { Command, CommandResult } from "./process.ts";
import { runSync } from "./run_sync.ts";
import { signalChild } from "./signals.ts";

/** @param ending TERM to git and all that it has started */
export async function runGitAside(
  { args, cwd, stdin }: Command,
  env: Record<string, string>,
  ending: AbortSignal | undefined,
): Promise<CommandResult> {
  const child = startGit([...GIT_SETTINGS, ...args], cwd, env, stdin === undefined ? "null" : "piped");
  const self = { pid: child.pid, isGroup: false }; // of our group, for it may ask at the terminal
  const end = () => signalChild(self, "TERM", env);
  note(self, true);
  ending?.addEventListener("abort", end);
  if (ending?.aborted) end();
  try {
    const [output] = await Promise.all([child.output(), stdin === undefined ? undefined : feed(child, stdin)]);
    const { code, signal, stdout, stderr } = output;
    const askVersion = () => runSync({ program: "git", args: ["--version"], cwd: "/" }, env).stdout;
    refuseOldGit({ code, stderr }, askVersion);
    return { code, signal, stdout, stderr };
  } finally {
    ending?.removeEventListener("abort", end);
    note(self, false);
  }
}

function startGit(args: string[], cwd: string, env: Record<string, string>, stdin: "null" | "piped") {
  const how = { args, cwd, env, clearEnv: true, stdin, stdout: "piped", stderr: "piped" } as const;
  try {
    return new Deno.Command("git", how).spawn();
  } catch (error) {
    throw ["missing", "not-allowed"].includes(refusalOf(error) ?? "") ? gitMissing() : error;
  }
}

async function feed(child: Deno.ChildProcess, input: string | Uint8Array): Promise<void> {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const writer = child.stdin.getWriter();
  try {
    await writer.write(bytes as Uint8Array<ArrayBuffer>);
    await writer.close();
  } catch {
    // git has ended before it has read all: its exit code tells why
  }
}
