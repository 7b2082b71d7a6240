import type { Volume } from "../volume.ts";

/** One run of git, as its process sees it. */
export interface GitCall {
  readonly volume: Volume;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Without the settings before the command. */
  readonly args: readonly string[];
  /** From `-c NAME=VALUE`, names in lower case. */
  readonly settings: ReadonlyMap<string, string>;
  readonly stdin: Uint8Array;
  readonly nowMs: number;
  readonly hex: (bytes: number) => string;
  /** What it printed so far, when it dies. */
  readonly out: Output;
}

export class Output {
  readonly #parts: Uint8Array[] = [];
  err = "";

  text(text: string): void {
    this.#parts.push(new TextEncoder().encode(text));
  }

  bytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
  }

  get stdout(): Uint8Array {
    return join(this.#parts);
  }
}

/** `fatal: …` and an exit code. */
export class GitDeath extends Error {
  constructor(message: string, readonly code = 128, readonly word = "fatal: ") {
    super(message);
  }
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function isSetting(call: GitCall, name: string, value: string): boolean {
  return call.settings.get(name.toLowerCase()) === value;
}
