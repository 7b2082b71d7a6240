/** Jobs that are to be cancelled: an engine that does not answer hears of it when it does. */
import { ExpError } from "../common/mod.ts";
import type { Engine, JobPart } from "../engines/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { jobFolder, jobNames } from "./jobs.ts";
import { readOwn, removeOwn, writeOwn } from "./own_files.ts";

/** A part of the job of that name. */
export interface NamedPart {
  readonly name: string;
  readonly part: JobPart;
}

interface Note {
  readonly name: string;
  readonly engine: string;
  readonly parts: readonly JobPart[];
}

/** @throws {ExpError} `io` when the engine does not answer; then the next head, or `exp queue sync`, cancels them */
export async function cancelNowOrLater(repo: Repo, engine: Engine, parts: readonly NamedPart[]): Promise<void> {
  if (parts.length === 0) return;
  try {
    await engine.cancel(parts.map(({ part }) => part));
  } catch (error) {
    for (const [name, own] of Map.groupBy(parts, ({ name }) => name)) {
      const before = readNote(repo, name)?.parts ?? [];
      writeNote(repo, { name, engine: engine.name, parts: [...before, ...own.map(({ part }) => part)] });
    }
    throw error;
  }
}

/** Names of engines that have not answered. */
export function enginesToTell(repo: Repo): string[] {
  return [...new Set(readNotes(repo).map(({ engine }) => engine))];
}

/** Cancels what an engine was not there to hear of. */
export async function cancelNoted(repo: Repo, engine: Engine): Promise<void> {
  const notes = readNotes(repo).filter((note) => note.engine === engine.name);
  if (notes.length === 0) return;
  try {
    await engine.cancel(notes.flatMap(({ parts }) => parts));
  } catch (error) {
    if (error instanceof ExpError && error.kind === "io") return; // another time
    throw error;
  }
  for (const { name } of notes) removeOwn(repo, pathOf(repo, name));
}

function readNotes(repo: Repo): Note[] {
  return jobNames(repo).flatMap((name) => readNote(repo, name) ?? []);
}

/** The engine's name, then a line for each part: the job's id and the element's number. */
function readNote(repo: Repo, name: string): Note | undefined {
  const [engine, ...lines] = readOwn(repo, pathOf(repo, name))?.trimEnd().split("\n") ?? [];
  if (engine === undefined) return undefined;
  const parts = lines.map((line): JobPart => {
    const [id = "", element] = line.split(" ");
    return element === undefined ? { id } : { id, element: Number(element) };
  });
  return { name, engine, parts };
}

function writeNote(repo: Repo, { name, engine, parts }: Note): void {
  const lines = parts.map(({ id, element }) => element === undefined ? id : `${id} ${element}`);
  writeOwn(repo, pathOf(repo, name), `${[engine, ...lines].join("\n")}\n`);
}

function pathOf(repo: Repo, name: string): string {
  return `${jobFolder(repo, name)}/cancel`;
}
