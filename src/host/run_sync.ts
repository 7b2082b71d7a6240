/** Short commands, waited for. */
import { fault } from "./faults.ts";
import { GIT_SETTINGS, gitMissing, refuseOldGit } from "./git_start.ts";
import { refusalOf } from "./machine_error.ts";
import type { Command, CommandResult } from "./process.ts";
import { inTemporaryFolder, temporaryFolders } from "./temp_folder.ts";

export function runGit(command: Command, env: Record<string, string>, tempDir?: string): CommandResult {
  const result = runSync({ ...command, args: [...GIT_SETTINGS, ...command.args] }, env, tempDir);
  if (result.code === 127 && command.stdin !== undefined) throw gitMissing(); // says the `sh` that should start it
  refuseOldGit(result, () => outputOf("git", ["--version"], "/", env).stdout);
  return result;
}

export function runSync(command: Command, env: Record<string, string>, tempDir?: string): CommandResult {
  const { program, args, cwd, stdin } = command;
  if (stdin === undefined) return outputOf(program, args, cwd, env);
  if (isShortText(stdin)) {
    return stdin.endsWith("\n")
      ? outputOf("sh", ["-c", HERE_DOCUMENT, stdin.slice(0, -1), program, ...args], cwd, env)
      : outputOf("sh", ["-c", PIPE, stdin, program, ...args], cwd, env);
  }
  return runWithInput(command, stdin, env, tempDir);
}

function outputOf(program: string, args: readonly string[], cwd: string, env: Record<string, string>): CommandResult {
  try {
    const output = new Deno.Command(program, { args: [...args], cwd, env, clearEnv: true, stdin: "null" }).outputSync();
    return { code: output.code, signal: output.signal, stdout: output.stdout, stderr: output.stderr };
  } catch (error) {
    throw isFolder(cwd) ? asMissing(program, error) : error;
  }
}

/** A program that was not there when this process began may not be run later either. */
function asMissing(program: string, error: unknown): unknown {
  if (!["missing", "not-allowed"].includes(refusalOf(error) ?? "")) return error;
  return program === "git" ? gitMissing() : fault("io/no-program", { program }, error);
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

/** Deno's synchronous spawn takes no input. `sh` keeps a short text in a pipe: no file, no further process. */
const HERE_DOCUMENT = 'exec "$@" <<END\n$0\nEND';
/** A here document ends with a line end. */
const PIPE = 'printf %s "$0" | "$@"';
const HERE_DOCUMENT_BYTES = 4096;

function isShortText(stdin: string | Uint8Array): stdin is string {
  return typeof stdin === "string" && !stdin.includes("\0") &&
    stdin.length <= HERE_DOCUMENT_BYTES && new TextEncoder().encode(stdin).length <= HERE_DOCUMENT_BYTES;
}

/** Any other input travels through an unlinked temporary file that `sh` opens. */
function runWithInput(
  { program, args, cwd }: Command,
  data: string | Uint8Array,
  env: Record<string, string>,
  tempDir: string | undefined,
): CommandResult {
  const folders = tempDir === undefined ? temporaryFolders({ get: (name) => env[name] }) : [tempDir];
  const file = inTemporaryFolder(folders, (folder) => newInputFile(folder, data), cwd);
  try {
    return outputOf("sh", ["-c", 'exec 0<"$0"; rm -f "$0"; exec "$@"', file, program, ...args], cwd, env);
  } finally {
    try {
      Deno.removeSync(file);
    } catch {
      // `sh` has removed it already
    }
  }
}

/**
 * A new file that only this user may read. (Deno's own `makeTempFile` refuses a folder below which `git` or `sh` lies,
 * because programs that may be run may not be written to.)
 */
function newInputFile(folder: string, data: string | Uint8Array): string {
  const path = `${folder.replace(/\/$/, "")}/exp-stdin-${crypto.randomUUID()}`;
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  Deno.writeFileSync(path, bytes, { createNew: true, mode: 0o600 });
  return path;
}
