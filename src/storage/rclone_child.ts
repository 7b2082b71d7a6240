/** One rclone at work: what it is started with, what it says, and how it is ended. */
import type { Host, RunningCommand } from "../host/mod.ts";
import { endMarked, joinPath } from "../repo/mod.ts";
import { fault } from "./faults.ts";
import { openPrivateFolder } from "./private_folder.ts";
import { type LogEvent, readLogLine, readSshLog } from "./rclone_log.ts";
import { optionVariable } from "./rclone_draft.ts";
import { SSH_LOG, SSH_SOCKET } from "./rclone_ssh.ts";
import { Watch } from "./rclone_watch.ts";

interface RcloneCall {
  readonly args: readonly string[];
  /** For this call alone, besides those of all. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** `stop`: there is no use in going on. */
  onEvent?(event: LogEvent): "stop" | void;
  /** It is ended when no file, or no answer, has come on for so long; default: it may take its time. */
  readonly quiet?: { readonly of: "moves" | "answers"; readonly ms: number } | undefined;
  /** Each line of its log, as it stands there. */
  onLine?(line: string): void;
  /** Standard output, as it comes; else it is thrown away. */
  onOutput?(chunk: Uint8Array): void;
}

export interface RcloneEnd {
  readonly code: number;
  /** Why it was ended by us: it was silent for too long. */
  readonly gaveUp: string | undefined;
  /** The last error that concerned all of the work. */
  readonly says: string | undefined;
}

export interface Rclone {
  run(call: RcloneCall): Promise<RcloneEnd>;
}

const GRACE_MS = 5000;
/** The variable by which what rclone has started is known when it is gone. */
export const TRANSFER_MARK = "EXP_TRANSFER";
/** It tells of each file by itself. */
export const GATHER_MS = 10;
/** Its memory, told to Go's collector; what it must have beyond that it takes all the same. */
const MEMORY = "150MiB";
/** Of the user's own settings for rclone only these are for us too, and only where the remote is theirs. */
const OF_THE_USER = /^RCLONE_(CONFIG|PASSWORD_COMMAND|ASK_PASSWORD)/;
const EVERY_CALL = ["--use-json-log", "--retries", "1", "--stats-log-level", "NOTICE"];

/** @param variables for the child; secrets are among them. @param isOwn whether rclone.conf is the user's */
export function rcloneAt(
  host: Host,
  shown: string,
  variables: Readonly<Record<string, string | undefined>>,
  isOwn: boolean,
): Rclone {
  const program = programOf(host);
  const env = { ...cleared(host, isOwn), ...variables };
  return {
    async run(call) {
      if (call.signal?.aborted) throw fault("interrupted/transfer", { shown });
      let says: string | undefined;
      let gaveUp: string | undefined;
      const dead = new AbortController();
      using watch = new Watch(host, (why) => {
        gaveUp = why;
        dead.abort();
      });
      const lines = lineReader((text) => {
        call.onLine?.(text);
        watch.noteWords();
        const event = readLogLine(text);
        if (event === undefined) return;
        if (event.kind === "error" && event.path === undefined) says = event.says;
        watch.note(event);
        if (call.onEvent?.(event) === "stop") dead.abort();
      });
      using ssh = sshFolder(host, env);
      const mark = host.random.hex(8);
      const child: RunningCommand = host.processes.spawn({
        argv: [program, ...call.args, ...EVERY_CALL],
        // what variables and options name may be relative; folders of an rclone.conf are the same from everywhere
        cwd: isOwn ? "/" : host.cwd,
        env: { ...ssh.env, ...call.variables, [TRANSFER_MARK]: mark },
        stdin: "null",
        stdout: call.onOutput === undefined ? "null" : (chunk) => {
          watch.noteOutput();
          call.onOutput?.(chunk);
        },
        stderr: lines.add,
        gatherMs: GATHER_MS,
      });
      if (call.quiet?.of === "moves") watch.wantMoves(call.quiet.ms);
      if (call.quiet?.of === "answers") watch.wantAnswers(call.quiet.ms);
      if (ssh.loginMs !== undefined) watch.wantLogin(ssh.loginMs, ssh.isIn);
      using _ = endedBy(host, child, [call.signal, dead.signal], `${TRANSFER_MARK}=${mark}`);
      const { code } = await child.done;
      lines.end();
      if (call.signal?.aborted) throw fault("interrupted/transfer", { shown });
      if (code === 127 || code === 126) throw missing(program, shown);
      checkKnown(says, shown);
      // rclone itself does not listen to its ssh
      return { code, gaveUp, says: code === 0 ? says : gaveUp ?? ssh.lastWords() ?? says };
    },
  };
}

/** What is started: a name, or a path. */
export function programOf(host: Host): string {
  const given = host.env.get("EXP_RCLONE") || "rclone";
  return given.includes("/") ? joinPath(host.cwd, given) : given;
}

/** @throws {ExpError} `config` where rclone knows no such remote, or no such kind of it */
function checkKnown(says: string | undefined, shown: string): void {
  const reason = says?.startsWith("didn't find section in config file")
    ? "names no remote of rclone.conf (rclone listremotes)"
    : says?.startsWith("didn't find backend called")
    ? "is of a kind that this rclone was built without"
    : undefined;
  if (reason !== undefined) throw fault("config/storage-url", { remote: undefined, url: shown, reason });
}

function missing(program: string, shown: string) {
  const toInstall = program === "rclone"
    ? "install rclone: apt install rclone, brew install rclone, or from rclone's own site"
    : "EXP_RCLONE names it";
  return fault("no-program/storage", { program, shown, toInstall });
}

/** No settings but ours: those of the user would change what is copied, or what is said of it. */
function cleared(host: Host, isOwn: boolean): Record<string, string | undefined> {
  const env: Record<string, string | undefined> = { GOMEMLIMIT: host.env.get("GOMEMLIMIT") ?? MEMORY };
  for (const name of Object.keys(host.env.all())) {
    if (name.startsWith("RCLONE_") && !(isOwn && OF_THE_USER.test(name))) env[name] = undefined;
  }
  if (!isOwn) return { ...env, RCLONE_CONFIG: "" };
  const config = host.env.get("RCLONE_CONFIG");
  return config ? { ...env, RCLONE_CONFIG: joinPath(host.cwd, config) } : env;
}

/**
 * TERM when one of the signals comes, and KILL after a while. So it is with what outlives the child: an ssh may be a
 * program of somebody's own, which does not listen.
 *
 * @param mark as {@link endMarked} has it
 */
export function endedBy(
  host: Host,
  child: RunningCommand,
  signals: readonly (AbortSignal | undefined)[],
  mark: string | undefined,
): Disposable {
  const over = new AbortController();
  const end = () => {
    child.kill("SIGTERM");
    // what lives on holds the child's output open, so this is not for when all of that has come
    if (mark !== undefined) void child.ended.then(() => void endMarked(host, mark, true));
    host.clock.sleep(GRACE_MS, over.signal).then(() => over.signal.aborted || child.kill("SIGKILL"));
  };
  for (const signal of signals) signal?.addEventListener("abort", end);
  return {
    [Symbol.dispose]() {
      for (const signal of signals) signal?.removeEventListener("abort", end);
      over.abort();
    },
  };
}

/** A server that is silent before it has let us in is left by ssh only when TCP gives up. */
const LOGIN_MS = 60_000;

/** Longer paths of sockets do not fit into what the kernel has for them, with what ssh puts behind while it makes one. */
const LONGEST_SOCKET = 85;

/** What the system's ssh needs and says, where it is the one that connects: a socket to share, and a log. */
function sshFolder(host: Host, env: Readonly<Record<string, string | undefined>>) {
  const name = optionVariable("ssh");
  const ssh = env[name];
  if (ssh === undefined) {
    return { env, lastWords: () => undefined, loginMs: undefined, isIn: () => true, [Symbol.dispose]() {} };
  }
  const folder = openPrivateFolder(host, LONGEST_SOCKET - "/s".length);
  const [socket, log] = [`${folder.path}/s`, `${folder.path}/log`];
  const hasSocket = socket.length <= LONGEST_SOCKET;
  const shared = ssh.replace(SSH_SOCKET, hasSocket ? socket : "none");
  return {
    env: { ...env, [name]: shared.replace(SSH_LOG, log) },
    lastWords: () => readSshLog(host.fs.readTextIfThere(log) ?? ""),
    loginMs: hasSocket ? LOGIN_MS : undefined,
    /** ssh makes the socket when it is let in, and takes it away when it ends. */
    isIn: () => host.fs.exists(socket),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

/** @returns `add` for what comes, `end` for a last line without an end */
export function lineReader(onLine: (line: string) => void) {
  const decoder = new TextDecoder();
  let rest = "";
  return {
    add(chunk: Uint8Array) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") onLine(line);
    },
    end() {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
