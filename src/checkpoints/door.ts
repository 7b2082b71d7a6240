/**
 * How a stage's command asks for a checkpoint. Two ways lead in, both through files, for the command may be in any
 * language and hold nothing open: DVC 2's signal file, which is there from the request to the commit; and a folder
 * where `exp checkpoint` leaves requests and finds the answers.
 */
import { dumpPyJson, ExpError, type FaultRecord, isMap, type ValueMap } from "../common/mod.ts";
import { parseJson } from "@exp/formats";
import type { Rev } from "../git/mod.ts";
import type { Host } from "../host/mod.ts";
import { scratchPrefix } from "../records/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { fault } from "./faults.ts";

/** Names the folder of requests; see {@link askForCheckpoint}. */
export const CHECKPOINT_VARIABLE = "EXP_CHECKPOINT";

const REQUEST = ".request";
const ANSWER = ".answer";
/** Held by the run as long as it answers. Its name tells on which machine: to ask another kernel would say nothing. */
const aliveFile = (host: Host) => `alive@${host.platform.hostname}`;

export interface CheckpointRequest {
  /** To be written into the stage's metrics file first. */
  readonly metrics: ValueMap;
}

/** Answers one request. */
type AnswerCheckpoint = (request: CheckpointRequest) => Promise<Rev>;

/** A place where requests are waited for; the folder goes when it is disposed. */
export class CheckpointDoor implements Disposable {
  readonly folder: string;
  readonly #signal: string;
  readonly #lock: Disposable;

  /** @param repo where the stage runs */
  constructor(readonly repo: Repo) {
    const { fs } = repo.host;
    const parent = `${repo.tmpDir}/exps`;
    fs.makeDir(parent);
    this.folder = fs.makeTempDir(parent, scratchPrefix(repo.host, "edit-"));
    this.#signal = `${repo.tmpDir}/DVC_CHECKPOINT`;
    try {
      fs.remove(this.#signal); // left by a run that died
      const lock = fs.tryLock(`${this.folder}/${aliveFile(repo.host)}`);
      this.#lock = { [Symbol.dispose]: () => lock?.release() };
    } catch (error) {
      fs.removeTree(this.folder);
      throw error;
    }
  }

  get env(): Record<string, string> {
    return { DVC_CHECKPOINT: "1", [CHECKPOINT_VARIABLE]: this.folder };
  }

  /** Runs the command, answering what is asked meanwhile; what it asked for last is answered when it has ended well. */
  async answerDuring<T>(command: () => Promise<T>, answer: AnswerCheckpoint): Promise<T> {
    const { clock } = this.repo.host;
    const ended = new AbortController();
    const work = command().finally(() => ended.abort());
    work.catch(() => {}); // awaited below, after what is being answered
    let lastAt = clock.monotonic();
    while (!ended.signal.aborted) {
      if (await this.#answerAll(answer)) lastAt = clock.monotonic();
      // a command that asks often is looked at often, one that trains for hours is left alone
      const pauseMs = Math.min(50, Math.max(3, (clock.monotonic() - lastAt) / 20));
      await clock.sleep(pauseMs, ended.signal);
    }
    const result = await work;
    await this.#answerAll(answer);
    return result;
  }

  async #answerAll(answer: AnswerCheckpoint): Promise<boolean> {
    const { fs } = this.repo.host;
    let answered = false;
    if (fs.exists(this.#signal)) {
      await answer({ metrics: new Map() });
      fs.remove(this.#signal);
      answered = true;
    }
    for (const { name } of fs.list(this.folder)) {
      if (!name.endsWith(REQUEST)) continue;
      const path = `${this.folder}/${name}`;
      fs.writeAtomic(path.slice(0, -REQUEST.length) + ANSWER, JSON.stringify(await this.#answerOne(path, answer)));
      fs.remove(path);
      answered = true;
    }
    return answered;
  }

  /** What is wrong with one request is told to who asked; the run goes on. */
  async #answerOne(path: string, answer: AnswerCheckpoint): Promise<Answer> {
    try {
      const metrics = parseJson(this.repo.host.fs.readText(path), { file: "the request" });
      return { rev: await answer({ metrics: isMap(metrics) ? metrics : new Map() }) };
    } catch (error) {
      if (!(error instanceof ExpError)) throw error;
      return { error: error.toJSON() };
    }
  }

  [Symbol.dispose](): void {
    this.#lock[Symbol.dispose]();
    this.repo.host.fs.removeTree(this.folder);
  }
}

type Answer = { readonly rev: Rev } | { readonly error: FaultRecord };

const POLL_MS = 3;
const LOOK_FOR_RUN_MS = 1000;

/**
 * Asks the run for a checkpoint and waits until the commit exists.
 *
 * @param folder as {@link CHECKPOINT_VARIABLE} says
 * @throws {ExpError} `failed` when the run is gone, or could not save
 */
export async function askForCheckpoint(host: Host, folder: string, request: CheckpointRequest): Promise<Rev> {
  const { fs, clock } = host;
  const id = `${folder}/${host.random.hex(8)}`;
  if (!fs.exists(folder)) throw fault("failed/run-is-gone", {});
  fs.writeAtomic(id + REQUEST, dumpPyJson(request.metrics));
  for (let askedAt = clock.monotonic();;) {
    const text = fs.readTextIfThere(id + ANSWER);
    if (text !== undefined) {
      fs.remove(id + ANSWER);
      const answer: Answer = JSON.parse(text);
      if ("rev" in answer) return answer.rev;
      throw fault("failed/checkpoint", {}, ExpError.of(answer.error));
    }
    if (clock.monotonic() - askedAt > LOOK_FOR_RUN_MS) {
      askedAt = clock.monotonic();
      if (!isOpen(host, folder)) throw fault("failed/run-is-gone", {});
    }
    await clock.sleep(POLL_MS);
  }
}

/** Does somebody answer there? Who asks from another machine than the run's knows no more than that the folder is there. */
function isOpen(host: Host, folder: string): boolean {
  const { fs } = host;
  if (!fs.exists(folder)) return false;
  if (!fs.exists(`${folder}/${aliveFile(host)}`)) return true;
  const lock = fs.tryLock(`${folder}/${aliveFile(host)}`);
  lock?.release();
  return lock === undefined;
}
