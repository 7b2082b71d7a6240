import type { Repo } from "../repo/mod.ts";
import { runFile } from "./layout.ts";
import type { Task } from "./task.ts";

const TAIL_BYTES = 64 << 10;
const CHUNK_BYTES = 1 << 20;

export function logFile(repo: Repo, task: Task): string {
  return runFile(repo, task.entry.stashRev, "out");
}

/** The last lines of a task's log; those of a huge one are found in its last part only. */
export function readLogTail(repo: Repo, task: Task, lines: number): string[] {
  return tailOf(repo, logFile(repo, task), lines, TAIL_BYTES).split("\n").filter((line) => line !== "");
}

/** The end of a file, from the n-th last line on. */
function tailOf(repo: Repo, path: string, lines: number, maxBytes: number): string {
  const text = new TextDecoder().decode(readFrom(repo, path, Math.max(0, sizeOf(repo, path) - maxBytes)));
  const all = text.replace(/\n$/, "").split("\n");
  return all.slice(-lines).join("\n");
}

export function sizeOf(repo: Repo, path: string): number {
  return repo.host.fs.stat(path)?.size ?? 0;
}

/** A file's bytes from an offset to its end. */
function readFrom(repo: Repo, path: string, offset: number): Uint8Array {
  const parts: Uint8Array[] = [];
  eachChunk(repo, path, offset, (bytes) => parts.push(bytes.slice()));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Reads a log in pieces, so that its size does not matter. @returns the offset of its end */
export function eachChunk(repo: Repo, path: string, offset: number, onChunk: (bytes: Uint8Array) => void): number {
  if (!repo.host.fs.exists(path)) return offset;
  let end = offset;
  repo.host.fs.readChunks(path, CHUNK_BYTES, (chunk) => {
    onChunk(chunk);
    end += chunk.length;
  }, offset);
  return end;
}
