/** Two clones of a repository and a folder of a server, made anew for each fault: one clone has the data, one lacks it. */
import { createHash } from "node:crypto";
import { quote } from "../../support/command.ts";
import { exists, EXP_BIN, Field, type RunOptions, type Started } from "../field.ts";
import { type Line, Proxy } from "./proxy.ts";
import type { Server } from "./servers.ts";

/** The big one is some packets long, so that it can be hit in its middle. */
const BIG_BYTES = 3_000_000;
const SMALL = 12;
const FILES: Readonly<Record<string, Uint8Array>> = {
  "model.bin": noise(BIG_BYTES, 1),
  ...Object.fromEntries(Array.from({ length: SMALL }, (_, i) => [`data/${i}`, noise(1000 + i, i + 2)])),
};

/** A server that is silent, or always answers 500, is given that long before it is told. */
const LIMIT_MS = 240_000;

export type Clone = "sender" | "receiver";

export class Ground {
  readonly field: Field;
  /** What the server has been given. */
  readonly stored: string;
  readonly #name: string;

  private constructor(readonly folder: string, readonly server: Server) {
    this.field = new Field(folder);
    this.#name = `g-${crypto.randomUUID().slice(0, 8)}`;
    this.stored = `${server.folder}/${this.#name}`;
    for (const path of ["tmp", "home"]) Deno.mkdirSync(`${folder}/${path}`, { recursive: true });
  }

  /** @param pushed the data is on the server when the fault comes */
  static async make(folder: string, server: Server, pushed: boolean): Promise<Ground> {
    const ground = new Ground(folder, server);
    await ground.#makeClones();
    ground.goDirectly();
    if (pushed) await ground.must("sender", ["data", "push", "-q"]);
    return ground;
  }

  root(clone: Clone): string {
    return `${this.folder}/${clone}`;
  }

  start(clone: Clone, words: readonly string[], options: RunOptions = {}): Started {
    const env = { HOME: `${this.folder}/home`, TMPDIR: `${this.folder}/tmp`, ...this.server.env, ...options.env };
    return this.field.start(words, { ...options, cwd: this.root(clone), env, limitMs: LIMIT_MS });
  }

  async must(clone: Clone, words: readonly string[]): Promise<void> {
    const { code, output } = await this.start(clone, words).done;
    if (code !== 0) throw new Error(`exp ${words.join(" ")}: exit code ${code}\n${output}`);
  }

  goDirectly(): void {
    this.#tell(this.server.port);
  }

  /** From now on both clones reach the server through a proxy. */
  goThrough(newLine: () => Line): Proxy {
    const proxy = new Proxy(this.server.port, newLine);
    this.#tell(proxy.port);
    return proxy;
  }

  #tell(port: number): void {
    for (const clone of ["sender", "receiver"] as const) {
      Deno.writeTextFileSync(`${this.root(clone)}/.dvc/config.local`, this.server.config(this.#name, port));
    }
  }

  async #makeClones(): Promise<void> {
    const sender = this.root("sender");
    for (const [path, bytes] of Object.entries(FILES)) {
      Deno.mkdirSync(`${sender}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      Deno.writeFileSync(`${sender}/${path}`, bytes);
    }
    const made = `cd ${quote(sender)} && git init -q -b main && ${quote(EXP_BIN)} dvc init -q &&
      ${quote(EXP_BIN)} dvc add -q data model.bin &&
      git add -A && git -c user.name=Ada -c user.email=ada@example.com commit -q -m start && git clone -q . ../receiver`;
    await this.field.must(made);
  }
}

export const OBJECTS = Object.keys(FILES).length + 1;

/** The object of the big file, as it is named below a remote. */
export const BIG_OBJECT = `files/md5/${md5Of(FILES["model.bin"]!).replace(/^../, "$&/")}`;

/** Files of a clone that are there and are not what they should be; with `all`, those that are not there, too. */
export function wrongFiles(root: string, all: boolean): string[] {
  return Object.entries(FILES).flatMap(([path, bytes]) => {
    if (!exists(`${root}/${path}`)) return all ? [path] : [];
    return md5Of(Deno.readFileSync(`${root}/${path}`)) === md5Of(bytes) ? [] : [path];
  });
}

/** Paths of all files below a folder, relative to it. */
export function filesBelow(folder: string, below = ""): string[] {
  if (!exists(`${folder}/${below}`)) return [];
  return [...Deno.readDirSync(`${folder}/${below}`)].flatMap(({ name, isDirectory }) => {
    const path = below === "" ? name : `${below}/${name}`;
    return isDirectory ? filesBelow(folder, path) : [path];
  });
}

export function md5Of(bytes: Uint8Array): string {
  return createHash("md5").update(bytes).digest("hex");
}

/** Pseudo-random, so that nothing can be compressed. */
function noise(size: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: size }, () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24);
}
