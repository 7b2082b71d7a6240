import type { Host } from "../host/mod.ts";
import type { Repo } from "../repo/mod.ts";
import type { Entry } from "../entries/mod.ts";
import { QUEUE_STASH } from "../records/mod.ts";

/** A queue entry as DVC's workers read it: a Celery message in a file, `broker/in/<ms>_<uuid>.celery.msg`. */
interface TaskMessage {
  readonly fileName: string;
  readonly text: string;
}

const TASK = "dvc.repo.experiments.queue.tasks.run_exp";

/** @param clockMs from `queueClock`, one more for each message of a call: it keeps them in order */
export function formatTaskMessage(repo: Repo, entry: Entry, taskId: string, clockMs: number): TaskMessage {
  const { host } = repo;
  const facts = {
    dvc_root: repo.root,
    scm_root: repo.git?.top ?? repo.root,
    stash_ref: QUEUE_STASH,
    stash_rev: entry.stashRev,
    baseline_rev: entry.baseline,
    branch: entry.branch ?? null,
    name: entry.name,
    head_rev: entry.head,
  };
  const kwargs = { copy_paths: entry.copyPaths, message: entry.message ?? null };
  const body = [[facts], kwargs, { callbacks: null, errbacks: null, chain: null, chord: null }];
  const message = {
    body: base64(JSON.stringify(body)),
    "content-encoding": "utf-8",
    "content-type": "application/json",
    headers: {
      lang: "py",
      task: TASK,
      id: taskId,
      shadow: null,
      eta: null,
      expires: null,
      group: null,
      group_index: null,
      retries: 0,
      timelimit: [null, null],
      root_id: taskId,
      parent_id: null,
      argsrepr: "",
      kwargsrepr: "",
      origin: `exp${host.pid}`,
      ignore_result: false,
      replaced_task_nesting: 0,
      stamped_headers: null,
      stamps: {},
    },
    properties: {
      correlation_id: taskId,
      reply_to: newId(host),
      delivery_mode: 2,
      delivery_info: { exchange: "", routing_key: "celery" },
      priority: 0,
      body_encoding: "base64",
      delivery_tag: newId(host),
    },
  };
  return { fileName: `${clockMs}_${newId(host)}.celery.msg`, text: JSON.stringify(message) };
}

/** What a message says; undefined when it is none of an experiment. `order` is the number its file's name begins with. */
export function parseTaskMessage(text: string): { taskId: string; entry: Omit<Entry, "choices"> } | undefined {
  try {
    const message = JSON.parse(text);
    if (message?.headers?.task !== TASK) return undefined;
    const [[facts], kwargs] = JSON.parse(fromBase64(message.body));
    const text_ = (value: unknown): string | undefined => typeof value === "string" ? value : undefined;
    const stashRev = text_(facts.stash_rev), baseline = text_(facts.baseline_rev), taskId = text_(message.headers.id);
    if (stashRev === undefined || baseline === undefined || taskId === undefined) return undefined;
    return {
      taskId,
      entry: {
        stashRev,
        baseline,
        head: text_(facts.head_rev) ?? baseline,
        name: text_(facts.name) ?? "",
        branch: text_(facts.branch),
        copyPaths: Array.isArray(kwargs?.copy_paths) ? kwargs.copy_paths.map(String) : [],
        message: text_(kwargs?.message),
      },
    };
  } catch {
    return undefined; // half-written by a program that died, or another kind of message
  }
}

/**
 * The number in a message's name: DVC takes Python's monotonic clock in milliseconds, which on Linux counts from the
 * start of the machine. Taken from there too (by `sh`, for the program itself may not read /proc), so that entries of
 * both programs stay in order.
 */
export function queueClock(host: Host): number {
  const nowMs = host.clock.monotonic();
  const known = startedAt.get(host);
  if (known !== undefined) return Math.floor(known + nowMs);
  const clockMs = askClock(host);
  startedAt.set(host, clockMs - nowMs);
  return clockMs;
}

/** When a host's own clock began, by the messages' one. */
const startedAt = new WeakMap<Host, number>();

function askClock(host: Host): number {
  const result = host.processes.runSync({
    program: "sh",
    args: ["-c", "read up rest </proc/uptime && echo $up"],
    cwd: "/",
  });
  const seconds = Number(new TextDecoder().decode(result.stdout));
  return result.code === 0 && seconds > 0 ? Math.floor(seconds * 1000) : host.clock.now();
}

/** A random UUID. */
export function newId(host: Host): string {
  const hex = host.random.hex(16);
  const variant = "89ab"[parseInt(hex[16] as string, 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${
    hex.slice(20, 32)
  }`;
}

function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}

function fromBase64(text: string): string {
  return new TextDecoder().decode(Uint8Array.fromBase64(text));
}
