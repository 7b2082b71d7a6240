import { changedData, refuseUnmerged, requireHead } from "../entries/mod.ts";
import { checkName, experimentRefName, generateName, nameTaken, recordExperiment } from "../records/mod.ts";
import type { Git, Rev, TreeChange } from "../git/mod.ts";
import { splitSetParam } from "@exp/hydra";
import type { FileLock } from "../host/mod.ts";
import { Project } from "../pipeline/mod.ts";
import { joinPath, makeOwnFolder, relativeInside, type Repo } from "../repo/mod.ts";
import { next, type TrackCall, type TrackState } from "./lifecycle.ts";
import { MetricLog, type MetricPoint, readMetrics } from "./metric_log.ts";
import { editedParams } from "./param_changes.ts";
import { listRecords, readRecord, recordFolder, trackFolder, type TrackRecord, writeRecord } from "./record_file.ts";
import { filesOfTracking, TRACK_FOLDER } from "./tracked_files.ts";
import { fault } from "./faults.ts";

export interface TrackInit {
  /** Default: two random words. */
  readonly name?: string;
  /** The commit message. */
  readonly message?: string;
}

export interface ParamsRequest {
  /** `[file:]key=value`, as `exp run -S` takes them; paths relative to the current folder. */
  readonly overrides?: readonly string[];
  /** Params files to record as they are when the experiment is committed; relative to the current folder. */
  readonly files?: readonly string[];
}

/** The commit of a saved experiment. */
export interface SavedTrack {
  readonly name: string;
  readonly rev: Rev;
  readonly ref: string;
}

/**
 * One tracked experiment, held by one process at a time. Every call is checked against the table of `lifecycle.ts` and
 * is on the disk when it returns. HEAD, branch, index and work tree of the user are only read.
 */
export class Tracked implements Disposable {
  #record: TrackRecord | undefined;
  #log: MetricLog | undefined;

  private constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly id: string,
    record: TrackRecord,
    private readonly lock: FileLock,
  ) {
    this.#record = record;
  }

  /** Begins an experiment on HEAD. @throws {ExpError} `exists` when the name is taken */
  static init(repo: Repo, git: Git, { name, message }: TrackInit = {}): Tracked {
    refuseUnmerged(git);
    const baseline = requireHead(git);
    const { host } = repo;
    makeOwnFolder(repo);
    sweepDiscarded(repo);
    const known = listRecords(repo).filter((record) => record.baseline === baseline && record.state !== "persisted");
    const isTaken = (wanted: string) =>
      known.some((record) => record.name === wanted) || git.readRef(experimentRefName(baseline, wanted)) !== undefined;
    if (name !== undefined) {
      checkName(name);
      if (isTaken(name)) throw nameTaken(name);
    }
    const id = host.random.hex(6);
    const record: TrackRecord = {
      id,
      state: "active",
      name: name ?? generateName(host.random, isTaken),
      baseline,
      message,
      overrides: {},
      files: [],
      checkpoints: 0,
      tip: null,
      pending: null,
      createdAtMs: host.clock.now(),
    };
    // the folder gets its name when it is whole: there is an experiment, or there is none
    const folder = host.fs.makeTempDir(trackFolder(repo), NEW);
    writeRecord(repo, folder, record);
    host.fs.rename(folder, recordFolder(repo, id));
    return Tracked.open(repo, git, id);
  }

  /** Takes up an experiment again. @throws {ExpError} `not-found`; `busy` when another process has it */
  static open(repo: Repo, git: Git, id: string): Tracked {
    const lock = takeLock(repo, id);
    try {
      return new Tracked(repo, git, id, settle(repo, git, readRecord(repo, id)), lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  get state(): TrackState {
    return this.#record?.state ?? "uninitialized";
  }

  /** What is known of it; undefined after `discard`. */
  get record(): TrackRecord | undefined {
    return this.#record;
  }

  /** Changes parameters of the experiment; the files in the workspace stay as they are. */
  async setParams({ overrides = [], files = [] }: ParamsRequest): Promise<void> {
    const record = this.#enter("set_params");
    const all: Record<string, readonly string[]> = { ...record.overrides };
    for (const [file, texts] of splitSetParam(overrides, { severalInOne: true })) {
      const path = this.#inTop(file);
      all[path] = [...all[path] ?? [], ...texts];
    }
    const named = files.map((file) => this.#inTop(file));
    const lost = named.find((path) => this.repo.host.fs.stat(`${this.git.top}/${path}`)?.kind !== "file");
    if (lost !== undefined) throw fault("not-found/file", { path: lost });
    await editedParams(this.repo, this.git, all); // what is wrong is said now, not when it is saved
    this.#write({ ...record, overrides: all, files: [...new Set([...record.files, ...named])] });
  }

  logMetric(name: string, value: number, step?: number): void {
    this.logMetrics([{ name, value, step }]);
  }

  /** Many at once: one write. */
  logMetrics(points: readonly MetricPoint[]): void {
    this.#enter("log_metric");
    this.#log ??= new MetricLog(this.repo.host, this.#logFile());
    this.#log.add(points);
  }

  /** Commits what there is now. */
  async makeCheckpoint(): Promise<Rev> {
    this.#enter("make_checkpoint");
    const { rev } = await this.#commit("make_checkpoint");
    return rev;
  }

  /** No more params, metrics or checkpoints. */
  complete(): void {
    const record = this.#enter("complete");
    this.#syncLog();
    this.#write({ ...record, state: "completed" });
  }

  /** Commits the last of it. Saving again changes nothing. */
  async save(): Promise<SavedTrack> {
    const record = this.#enter("save");
    const ref = experimentRefName(record.baseline, record.name);
    if (record.state === "persisted") return { name: record.name, rev: record.tip ?? "", ref };
    return { name: record.name, ...await this.#commit("save") };
  }

  /** Forgets it: its checkpoints, its metrics, its folder. */
  discard(): void {
    const record = this.#enter("discard");
    const ref = experimentRefName(record.baseline, record.name);
    if (record.tip !== null) this.git.updateRefs([{ ref, to: null, from: record.tip }]);
    this.#close();
    const gone = `${trackFolder(this.repo)}/${GONE}${this.id}`;
    this.repo.host.fs.rename(recordFolder(this.repo, this.id), gone);
    this.repo.host.fs.removeTree(gone);
    this.#record = undefined;
  }

  /** Lets other processes have it. */
  [Symbol.dispose](): void {
    if (this.#record !== undefined) this.#close();
    this.#record = undefined;
  }

  async #commit(call: "make_checkpoint" | "save"): Promise<{ rev: Rev; ref: string }> {
    const record = this.#record as TrackRecord;
    const { git } = this;
    this.#syncLog();
    const changes = await this.#changes(record);
    const tipTree = record.tip === null ? undefined : git.commitInfo([record.tip])[0]?.tree;
    const { rev, ref } = await recordExperiment({
      place: git,
      home: git,
      baseline: record.baseline,
      name: record.name,
      ...(record.tip === null ? {} : { parent: record.tip }),
      expected: record.tip ?? "absent",
      message: record.message ?? `exp: tracked experiment ${record.name}`,
      extra: [],
      always: record.files,
      changes,
      ...(call === "save" && tipTree !== undefined ? { unlessTree: tipTree } : {}),
      onCommit: (made) => this.#write({ ...record, pending: { rev: made, call } }),
    });
    this.#write(settled(this.#record as TrackRecord, rev));
    return { rev, ref };
  }

  async #changes(record: TrackRecord): Promise<TreeChange[]> {
    const { repo, git } = this;
    const text = (path: string, content: string): TreeChange => ({
      path,
      content: { bytes: new TextEncoder().encode(content), mode: "100644" },
    });
    const root = relativeInside(git.top, repo.root) ?? "";
    const folder = root === "" ? TRACK_FOLDER : `${root}/${TRACK_FOLDER}`;
    const params = [...new Set([...Object.keys(record.overrides), ...record.files])];
    const beside = params.flatMap((path) => relativeInside(root === "" ? "/" : `/${root}`, `/${path}`) ?? [])
      .map((path) => `../${path}`);
    return [
      ...await changedData(new Project(repo), git),
      ...[...await editedParams(repo, git, record.overrides)].map(([path, content]) => text(path, content)),
      ...[...filesOfTracking(readMetrics(repo.host, this.#logFile()), beside)]
        .map(([path, content]) => text(`${folder}/${path}`, content)),
    ];
  }

  #enter(call: TrackCall): TrackRecord {
    next(this.state, call);
    return this.#record as TrackRecord;
  }

  #write(record: TrackRecord): void {
    writeRecord(this.repo, recordFolder(this.repo, this.id), record);
    this.#record = record;
  }

  #inTop(file: string): string {
    const path = relativeInside(this.git.top, joinPath(this.repo.cwd, file));
    if (path === undefined) throw fault("usage/file-outside", { path: file });
    return path;
  }

  #logFile(): string {
    return `${recordFolder(this.repo, this.id)}/metrics.jsonl`;
  }

  #syncLog(): void {
    this.#log?.sync();
  }

  #close(): void {
    this.#log?.[Symbol.dispose]();
    this.#log = undefined;
    this.lock.release();
  }
}

/** Begin the names of folders that are being made, and that are being removed. */
const NEW = "new-";
const GONE = "gone-";
const PATIENCE_MS = 20_000;

function takeLock(repo: Repo, id: string): FileLock {
  const { fs, clock } = repo.host;
  const path = `${recordFolder(repo, id)}/lock`;
  for (const deadline = clock.monotonic() + PATIENCE_MS;;) {
    readRecord(repo, id); // who has it may discard it
    const lock = fs.tryLock(path);
    if (lock !== undefined) return lock;
    if (clock.monotonic() > deadline) throw fault("busy/tracked", { id });
    clock.sleepSync(10);
  }
}

/** A record after a crash: a commit counts if its ref exists. */
function settle(repo: Repo, git: Git, record: TrackRecord): TrackRecord {
  const now = git.readRef(experimentRefName(record.baseline, record.name));
  const { pending } = record;
  let known = record;
  if (pending !== null) known = now === pending.rev ? settled(record, pending.rev) : { ...record, pending: null };
  // the experiment was removed, or thinned, meanwhile
  if (known.tip !== null && known.tip !== now && known.state !== "persisted") known = { ...known, tip: now ?? null };
  if (known !== record) writeRecord(repo, recordFolder(repo, record.id), known);
  return known;
}

function settled(record: TrackRecord, tip: Rev): TrackRecord {
  const isSaved = record.pending?.call === "save";
  return {
    ...record,
    tip,
    pending: null,
    state: isSaved ? "persisted" : record.state,
    checkpoints: record.checkpoints + (isSaved ? 0 : 1),
  };
}

/** A saved experiment is remembered so long, for `save` again and `status`. */
const REMEMBER_MS = 7 * 86_400_000;
/** Nobody takes longer to make a folder. */
const MAKING_MS = 3_600_000;

/** Removes folders that a crash left half made or half removed, and what was saved long ago. */
function sweepDiscarded(repo: Repo): void {
  const { fs, clock } = repo.host;
  const folder = trackFolder(repo);
  fs.makeDir(folder);
  const ageMs = (path: string) => clock.now() - Number((fs.stat(path)?.mtimeNs ?? 0n) / 1_000_000n);
  for (const { name } of fs.list(folder)) {
    const path = `${folder}/${name}`;
    if (name.startsWith(GONE) || (name.startsWith(NEW) && ageMs(path) > MAKING_MS)) fs.removeTree(path);
  }
  for (const { id, state } of listRecords(repo)) {
    const path = recordFolder(repo, id);
    if (state === "persisted" && ageMs(`${path}/state.json`) > REMEMBER_MS) fs.removeTree(path);
  }
}
