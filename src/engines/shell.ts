/** Runs the commands of an engine file: through `sh`, for a limited time, without what an outer job has left. */
import type { Host } from "../host/mod.ts";
import type { EnvironmentProfile } from "./profile.ts";
import type { Answer } from "./refusal.ts";

const AFTER_KILL_MS = 1000;

export async function runShell(
  host: Host,
  command: string,
  place: { readonly cwd: string; readonly env: Readonly<Record<string, undefined>>; readonly timeoutMs: number },
): Promise<Answer> {
  const out = new TextCollector(), err = new TextCollector();
  const running = host.processes.spawn({
    argv: ["sh", "-c", command],
    cwd: place.cwd,
    env: place.env,
    stdin: "null",
    stdout: out.add,
    stderr: err.add,
    detached: true, // a group of its own: all of a pipeline is ended, and Ctrl-C does not reach a submission half-way
  });
  const ended = await orTooLate(host, running.done, place.timeoutMs);
  if (ended === undefined) {
    running.kill("SIGKILL");
    await orTooLate(host, running.done, AFTER_KILL_MS); // another session may hold the output open
  }
  const code = ended === undefined || ended.signal !== null ? undefined : ended.code;
  return { code, out: out.text(), err: err.text() };
}

async function orTooLate<T>({ clock }: Host, awaited: Promise<T>, limitMs: number): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([awaited, clock.sleep(limitMs, over.signal).then(() => undefined)]);
  } finally {
    over.abort();
  }
}

class TextCollector {
  readonly #chunks: Uint8Array[] = [];
  readonly add = (chunk: Uint8Array) => {
    this.#chunks.push(chunk.slice());
  };

  text(): string {
    const decoder = new TextDecoder();
    return this.#chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
  }
}

/** Variables to be taken away: of people's habits, and of the job that this process is in, which would speak for the new. */
export function strayVariables(
  { never, within, remove, keep }: EnvironmentProfile,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, undefined>> {
  const isInJob = within === undefined || env[within] !== undefined;
  const patterns = isInJob ? [...never, ...remove] : never;
  const names = Object.keys(env).filter((name) => matchesAny(name, patterns) && !matchesAny(name, keep));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
}
