/** Commands that take their time. */
import { note } from "./children.ts";
import type { RunningCommand, SpawnCommand } from "./process.ts";
import { isAlive, signalChild, warnChild } from "./signals.ts";

/** The shell's own line of /proc: `exec` keeps both the id and the start time. */
const WRITE_IDENTITY = 'IFS= read -r s </proc/$$/stat && echo "$$ ${s##*) }" >';

/** Variables that `sh` changes. */
interface ShellChanges {
  readonly set: Readonly<Record<string, string>>;
  /** Of an inherited environment; undefined for one that is a copy. */
  readonly unset: readonly string[] | undefined;
}

/** Those of the names that `sh` is to take away. */
export function unsetIn(changes: Readonly<Record<string, string | undefined>>): string[] {
  return Object.keys(changes).filter((name) => changes[name] === undefined && /^[A-Za-z_]\w*$/.test(name));
}

export function spawn(command: SpawnCommand, env: Record<string, string>, changes: ShellChanges): RunningCommand {
  const output = typeof command.stdout === "object" ? command.stdout : undefined;
  // values travel as arguments, so no quoting is needed: sh -c 'export A="$1" B="$2"; shift 2; exec "$@"' sh …
  const values = [...Object.values(changes.set), ...output === undefined ? [] : [output.file, output.identity]];
  const steps = Object.keys(changes.set).map((name, i) => `export ${name}="\${${i + 1}}"`);
  if (changes.unset !== undefined && changes.unset.length > 0) steps.push(`unset ${changes.unset.join(" ")}`);
  if (output !== undefined) {
    const at = values.length;
    steps.push(`exec >>"\${${at - 1}}" 2>&1`, `{ ${WRITE_IDENTITY}"\${${at}}"; } 2>/dev/null`);
  }
  if (command.stdout === "stderr") steps.push("exec 1>&2");
  if (values.length > 0) steps.push(`shift ${values.length}`);
  const script = [...steps, 'exec "$@"'].join("; ");
  const line = steps.length === 0 ? systemShellLine(command.argv, env) : undefined;
  const child = new Deno.Command("sh", {
    args: line === undefined ? ["-c", script, "sh", ...values, ...command.argv] : ["-c", line, SYSTEM_SHELL],
    cwd: command.cwd,
    env,
    clearEnv: changes.unset === undefined,
    stdin: command.stdin,
    stdout: output !== undefined || command.stdout === "stderr"
      ? "null"
      : typeof command.stdout === "function"
      ? "piped"
      : command.stdout as "null",
    stderr: output !== undefined ? "null" : typeof command.stderr === "function" ? "piped" : command.stderr,
    detached: command.detached ?? false,
  }).spawn();
  const self = { pid: child.pid, isGroup: command.detached ?? false };
  note(self, true);
  const pumps: Promise<void>[] = [];
  const rest = command.gatherMs === undefined ? undefined : resting(command.gatherMs, child.status);
  if (typeof command.stdout === "function") pumps.push(pump(child.stdout, command.stdout, rest));
  if (output === undefined && typeof command.stderr === "function") {
    pumps.push(pump(child.stderr, command.stderr, rest));
  }
  return {
    pid: child.pid,
    ended: child.status.then(() => {}),
    done: child.status.then(async ({ code, signal }) => {
      await Promise.all(pumps);
      return { code, signal };
    }).finally(() => note(self, false)),
    isAlive: () => isAlive(self, env),
    kill: (signal) => signalChild(self, signal.replace("SIG", ""), env),
    warn: (signal) => warnChild(self, signal, env),
    release() {
      note(self, false);
      child.unref();
    },
  };
}

const SYSTEM_SHELL = "/bin/sh";

/**
 * The line, where a command is one of the system's shell and the `sh` that Deno may start is that shell: then it is
 * started once, under the name that it would have, not a second time by the first.
 */
function systemShellLine([shell, flag, line, ...more]: readonly string[], env: Record<string, string>) {
  return shell === SYSTEM_SHELL && flag === "-c" && more.length === 0 && isSystemShell(env["PATH"]) ? line : undefined;
}

const known = new Map<string, boolean>();

/** Is the first `sh` of these folders the system's? */
function isSystemShell(path = ""): boolean {
  let answer = known.get(path);
  if (answer === undefined) {
    const found = path.split(":").map((folder) => realPath(`${folder}/sh`)).find((place) => place !== undefined);
    answer = found !== undefined && found === realPath(SYSTEM_SHELL);
    known.set(path, answer);
  }
  return answer;
}

function realPath(path: string): string | undefined {
  try {
    return Deno.realPathSync(path);
  } catch {
    return undefined;
  }
}

async function pump(
  stream: ReadableStream<Uint8Array>,
  onChunk: (chunk: Uint8Array) => void,
  rest?: () => Promise<void>,
): Promise<void> {
  for await (const chunk of stream) {
    onChunk(chunk);
    if (chunk.length < PIPE_BYTES / 2) await rest?.();
  }
}

/** What a pipe holds: when it is full, whoever writes to it waits for us. */
const PIPE_BYTES = 1 << 16;

/** A while, and no longer than until the end. */
function resting(ms: number, end: Promise<unknown>): () => Promise<void> {
  const sleepers = new Set<() => void>();
  let isOver = false;
  const wakeAll = () => {
    isOver = true;
    for (const wake of sleepers) wake();
  };
  void end.then(wakeAll, wakeAll);
  return () =>
    isOver ? Promise.resolve() : new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      sleepers.add(wake);
    });
}
