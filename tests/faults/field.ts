/** A repository with waiting experiments, made anew for each fault, always at the same place. */
import { quote } from "../support/command.ts";
import { pause } from "../support/wait.ts";
import { FILES, nameOf } from "./project.ts";

export const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");
export const EXP_BIN = Deno.env.get("EXP_BIN") ?? `${ROOT}/dist/exp`;

/** Nothing may take longer; what does has lost its experiments. */
const LIMIT_MS = 300_000;

export interface Ended {
  /** 128 + signal after a signal. */
  readonly code: number;
  readonly output: string;
  readonly timedOut: boolean;
}

export interface Started {
  readonly pid: number;
  readonly done: Promise<Ended>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Run as this user, with its group. */
  readonly uid?: number;
  /** Default: five minutes. */
  readonly limitMs?: number;
}

export class Field {
  readonly repo: string;
  readonly runs: string;
  readonly #templates: string;
  #serial = 0;

  /** @param folder exists, is empty, and belongs to this field alone */
  constructor(readonly folder: string) {
    this.repo = `${folder}/repo`;
    this.runs = `${folder}/runs`;
    this.#templates = `${folder}/templates`;
    for (const path of [this.#templates, `${folder}/out`]) Deno.mkdirSync(path, { recursive: true });
  }

  /** The repository with so many experiments in the queue, named `t-1` to `t-N`. */
  async reset(waiting: number): Promise<void> {
    const template = `${this.#templates}/${waiting}`;
    await this.clear();
    if (!exists(template)) await this.#build(waiting, template);
    await this.sh(`cp -a ${quote(template)} ${quote(this.repo)}`);
    Deno.mkdirSync(this.runs);
  }

  async clear(): Promise<void> {
    await this.sh(`rm -rf ${quote(this.repo)} ${quote(this.runs)}`);
  }

  async #build(waiting: number, template: string): Promise<void> {
    Deno.mkdirSync(this.repo);
    for (const [path, text] of Object.entries(FILES)) {
      Deno.mkdirSync(`${this.repo}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      Deno.writeTextFileSync(`${this.repo}/${path}`, text);
    }
    await this.must("git init -q -b main && git config user.name Ada && git config user.email ada@example.com");
    await this.must("git add -A && git commit -q -m start");
    if (waiting > 0) await this.must(`${quote(EXP_BIN)} ${queueWords(waiting).map(quote).join(" ")}`);
    Deno.renameSync(this.repo, template);
  }

  exp(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
    return this.start(words, options).done;
  }

  /** Starts `exp` as cron would: hardly any environment, no terminal, a session of its own. */
  start(words: readonly string[], options: RunOptions = {}): Started {
    return this.#spawn([EXP_BIN, ...words], options);
  }

  drain(jobs: number, options: RunOptions = {}): Promise<Ended> {
    return this.exp(["queue", "drain", "-j", String(jobs)], options);
  }

  sh(script: string, options: RunOptions = {}): Promise<Ended> {
    return this.#spawn(["sh", "-c", script], options).done;
  }

  /** Output of a script that must not fail. */
  async must(script: string, options: RunOptions = {}): Promise<string> {
    const { code, output } = await this.sh(script, options);
    if (code !== 0) throw new Error(`${script}: exit code ${code}\n${output}`);
    return output;
  }

  #spawn(argv: readonly string[], options: RunOptions): Started {
    const out = `${this.folder}/out/${++this.#serial}`;
    const as = options.uid === undefined
      ? []
      : ["setpriv", `--reuid=${options.uid}`, `--regid=${options.uid}`, "--clear-groups"];
    Deno.writeTextFileSync(out, "");
    Deno.chmodSync(out, 0o666);
    const child = new Deno.Command("sh", {
      args: ["-c", 'out=$1; shift; exec "$@" >>"$out" 2>&1', "sh", out, ...as, ...argv],
      cwd: options.cwd ?? (exists(this.repo) ? this.repo : this.folder),
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", ...options.env },
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
      detached: true,
    }).spawn();
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      signal(child.pid, "SIGKILL");
    }, options.limitMs ?? LIMIT_MS);
    const done = child.status.then(({ code }): Ended => {
      clearTimeout(limit);
      const output = Deno.readTextFileSync(out);
      Deno.removeSync(out);
      return { code, output, timedOut };
    });
    return { pid: child.pid, done };
  }
}

export function queueWords(count: number): string[] {
  return ["run", "--queue", "-n", nameOf(0).replace(/-0$/, ""), "-S", `n=range(1,${count + 1})`];
}

/** A search whose trials are the same experiments, one after the other; there would be more. */
export function searchWords(count: number): string[] {
  const [name, space] = [nameOf(0).replace(/-0$/, ""), `n=range(1,${count + 3})`];
  const how = ["--sampler", "grid", "--trials", String(count)];
  return ["search", "new", name, "-S", space, "--metric", "metrics.json:twice", ...how];
}

/** Processes at work for this field: those whose folder lies inside of it, and who is not a shell of ours. */
export function processesIn(folder: string): { pid: number; name: string; cwd: string }[] {
  const found: { pid: number; name: string; cwd: string }[] = [];
  for (const { name: pid } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const cwd = Deno.readLinkSync(`/proc/${pid}/cwd`);
      if (cwd !== folder && !cwd.startsWith(`${folder}/`)) continue;
      found.push({ pid: Number(pid), name: Deno.readTextFileSync(`/proc/${pid}/comm`).trim(), cwd });
    } catch {
      // it has just ended
    }
  }
  return found;
}

/** Is it a stage's, or a stage's shell? They are in temporary checkouts. */
export function isStage({ name, cwd }: { readonly name: string; readonly cwd: string }): boolean {
  return /\/exps\/tmp/.test(cwd) && name !== "git";
}

/** Waits until something is the case, for two minutes at most. */
export async function until<T>(look: () => T | undefined | false, orEnded: Promise<unknown>): Promise<T | undefined> {
  let ended = false;
  orEnded.finally(() => ended = true);
  const deadline = performance.now() + 120_000;
  while (!ended && performance.now() < deadline) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await pause(2);
  }
  return undefined;
}

export function signal(pid: number, name: "SIGKILL" | "SIGTERM"): boolean {
  try {
    Deno.kill(pid, name);
    return true;
  } catch {
    return false; // it has just ended
  }
}

export function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
