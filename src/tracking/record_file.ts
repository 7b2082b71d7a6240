/** What a tracked experiment is, in one small file that is replaced as a whole. */
import type { Rev } from "../git/mod.ts";
import { ownFolder, type Repo } from "../repo/mod.ts";
import type { TrackState } from "./lifecycle.ts";
import { fault } from "./faults.ts";

export interface TrackRecord {
  readonly id: string;
  readonly state: Exclude<TrackState, "uninitialized">;
  readonly name: string;
  readonly baseline: Rev;
  readonly message: string | undefined;
  /** Override texts by params file, relative to the work tree's top, in the order of the calls. */
  readonly overrides: Readonly<Record<string, readonly string[]>>;
  /** Params files that are recorded as they are; relative to the work tree's top. */
  readonly files: readonly string[];
  readonly checkpoints: number;
  /** The experiment's last commit; null before the first. */
  readonly tip: Rev | null;
  /** A commit that was made and whose ref may or may not exist. */
  readonly pending: { readonly rev: Rev; readonly call: "make_checkpoint" | "save" } | null;
  readonly createdAtMs: number;
}

const SCHEMA = 1;

/** `.dvc/tmp/exp/track`: a folder an experiment, named by its id. */
export function trackFolder(repo: Repo): string {
  return `${ownFolder(repo)}/track`;
}

export function recordFolder(repo: Repo, id: string): string {
  return `${trackFolder(repo)}/${id}`;
}

/** Durable before it returns; a reader sees the old or the new record. */
export function writeRecord(repo: Repo, folder: string, record: TrackRecord): void {
  const text = JSON.stringify({ schema: SCHEMA, ...record, message: record.message ?? null });
  repo.host.fs.writeAtomic(`${folder}/state.json`, text, { sync: true });
}

/** @throws {ExpError} `invalid-state` when there is none; `invalid-file` */
export function readRecord(repo: Repo, id: string): TrackRecord {
  const record = /^[a-z0-9]+$/.test(id) ? readIfThere(repo, id) : undefined;
  if (record !== undefined) return record;
  throw fault("invalid-state/no-experiment", { id });
}

function readIfThere(repo: Repo, id: string): TrackRecord | undefined {
  const path = `${recordFolder(repo, id)}/state.json`;
  const text = repo.host.fs.readTextIfThere(path);
  if (text === undefined) return undefined;
  try {
    const json = JSON.parse(text);
    if (json.schema === SCHEMA) return { ...json, message: json.message ?? undefined };
  } catch {
    // told below
  }
  throw fault("invalid-file/track-record", { path });
}

export function listRecords(repo: Repo): TrackRecord[] {
  const folder = trackFolder(repo);
  return repo.host.fs.listIfThere(folder).filter(({ name, kind }) => kind === "dir" && /^[a-z0-9]+$/.test(name))
    .flatMap(({ name }) => readIfThere(repo, name) ?? []) // it may just have been discarded
    .sort((a, b) => a.createdAtMs - b.createdAtMs);
}
