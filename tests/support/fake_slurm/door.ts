/** Programs on PATH that hand each call to a function of this process, and print what it answers. */
import { writeProgram } from "../command.ts";
import type { Answer, Call } from "./call.ts";

const PROGRAMS = ["sbatch", "squeue", "scontrol", "scancel", "sacct"];

/**
 * A call is a folder with its words in files; a FIFO in it wakes whoever calls. The folder is complete before it gets
 * its name, and FIFOs are opened for both directions, so that nobody ever waits for a side that has died.
 */
const WRAPPER = (program: string, calls: string) =>
  `#!/bin/sh
call=${calls}/$$.${program}
mkdir "$call.new" || exit 70
mkfifo "$call.new/answered"
exec 3<>"$call.new/answered"
printf '%s\\0' "$@" >"$call.new/words"
printf '%s' "$PWD" >"$call.new/cwd"
env -0 >"$call.new/env"
mv "$call.new" "$call"
read code <&3
cat "$call/err" >&2
cat "$call/out"
rm -rf "$call"
exit "$code"
`;

export class Door implements AsyncDisposable {
  readonly #calls: string;
  readonly #watcher: Deno.FsWatcher;
  readonly #isOver: Promise<void>;

  /** @param bin gets the programs; @param calls is for this class alone */
  constructor(bin: string, calls: string, answer: (call: Call) => Promise<Answer> | Answer) {
    this.#calls = calls;
    for (const folder of [bin, calls]) Deno.mkdirSync(folder, { recursive: true });
    for (const program of PROGRAMS) {
      writeProgram(`${bin}/${program}`, WRAPPER(program, calls));
    }
    this.#watcher = Deno.watchFs(calls, { recursive: false });
    this.#isOver = this.#serve(answer);
  }

  async #serve(answer: (call: Call) => Promise<Answer> | Answer): Promise<void> {
    const seen = new Set<string>();
    for await (const { paths } of this.#watcher) {
      for (const path of paths) {
        const [, program] = /\/\d+\.([a-z]+)$/.exec(path) ?? [];
        if (program === undefined) continue;
        const call = readCall(program, path);
        if (call === undefined) seen.delete(path); // a process may come that has the same number
        else if (!seen.has(path)) {
          seen.add(path);
          void Promise.resolve(answer(call)).then((given) => write(path, given));
        }
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watcher.close();
    await this.#isOver;
    await Deno.remove(this.#calls, { recursive: true });
  }
}

/** @returns undefined when whoever called has gone */
function readCall(program: string, path: string): Call | undefined {
  try {
    const read = (name: string) => Deno.readTextFileSync(`${path}/${name}`);
    const words = read("words").split("\0").slice(0, -1);
    const variables = read("env").split("\0").filter((line) => line.includes("="));
    const env = variables.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)] as const);
    return { program, words: isEmpty(words) ? [] : words, cwd: read("cwd"), env: Object.fromEntries(env) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** `printf '%s\\0'` without words writes one that is empty. */
function isEmpty(words: readonly string[]): boolean {
  return words.length === 1 && words[0] === "";
}

function write(path: string, { out, err, code }: Answer): void {
  try {
    Deno.writeTextFileSync(`${path}/out`, out, { createNew: true });
    Deno.writeTextFileSync(`${path}/err`, err);
    using fifo = Deno.openSync(`${path}/answered`, { read: true, write: true });
    fifo.writeSync(new TextEncoder().encode(`${code}\n`));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // who called did not wait
  }
}
