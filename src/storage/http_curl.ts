/** A batch of requests, by one curl. */
import type { ExpError } from "../common/mod.ts";
import type { Host, RunningCommand } from "../host/mod.ts";
import { OLDEST_CURL, readCurlVersion } from "./curl_version.ts";
import { fault } from "./faults.ts";
import { type HttpAnswer, readReport } from "./http_answer.ts";
import { readHeaders } from "./http_headers.ts";
import { configText, type HttpRequest } from "./http_request.ts";
import { openPrivateFolder } from "./private_folder.ts";

export interface BatchOptions {
  readonly jobs: number;
  readonly bytesPerSecond: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Bytes that have gone over the line since the last call. */
  readonly onBytes: ((bytes: number) => void) | undefined;
}

export type Headers = ReadonlyMap<string, string>;
/** Told of each request when it is over. @returns false: the others are not worth sending */
type OnAnswer = (index: number, answer: HttpAnswer, headers: () => Headers) => boolean;

/**
 * The file with the requests, and whatever secret is in it, is gone as soon as it is open, so that no death leaves it
 * behind. curl ends when we do: it would not notice by itself. Without a `sleep` nobody watches, rather than all the time.
 */
const BESIDE_US = `
exec 3<"$1" && rm -f "$1" && shift || exit
"$@" <&3 & child=$!
exec 3<&-
trap 'kill "$child"' TERM INT
{ while kill -0 "$PPID"; do sleep 1 || exit; done; kill "$child"; } >/dev/null 2>&1 & watch=$!
wait "$child"; code=$?
kill "$watch"
exit "$code"`;

export class Curl {
  #version: Promise<void> | undefined;

  constructor(private readonly host: Host, private readonly shown: string) {}

  /**
   * Sends all of them. One that curl did not come to is not told. What `onAnswer` throws ends the others.
   *
   * @throws {ExpError} `no-program` without a curl that can; `interrupted` by the signal
   */
  async send(requests: readonly HttpRequest[], options: BatchOptions, onAnswer: OnAnswer): Promise<void> {
    await (this.#version ??= this.#checkVersion());
    if (options.signal?.aborted) throw this.#interrupted();
    using folder = openPrivateFolder(this.host);
    const { fs } = this.host;
    const headersOf = (index: number) => `${folder.path}/${index}`;
    const config = `${folder.path}/config`;
    fs.createNew(config, configText(requests, { ...options, headersOf }), { mode: 0o600 });
    const bytes = countBytes(options.onBytes);
    const child = this.host.processes.spawn({
      argv: ["sh", "-c", BESIDE_US, "sh", config, "curl", "-q", "--config", "-"],
      cwd: this.host.cwd, // variables such as CURL_CA_BUNDLE may be relative
      env: { LC_ALL: "C" },
      stdin: "null",
      stdout: startLines((line) =>
        watch.tell(() => {
          const report = readReport(line);
          if (report === undefined) return true;
          bytes.done(report.answer.sent + report.answer.received);
          return onAnswer(report.index, report.answer, () =>
            readHeaders(fs.readTextIfThere(headersOf(report.index)) ?? ""));
        })
      ),
      stderr: startLines((line) => bytes.meter(line)),
      detached: true,
    });
    const watch = watchChild(child, options.signal);
    await watch.end;
    if (options.signal?.aborted) throw this.#interrupted();
  }

  #interrupted(): ExpError {
    return fault("interrupted/transfer", { shown: this.shown });
  }

  async #checkVersion(): Promise<void> {
    let first: string | undefined;
    const child = this.host.processes.spawn({
      argv: ["curl", "-q", "--version"],
      cwd: "/",
      stdin: "null",
      stdout: startLines((line) => first ??= line),
      stderr: "null",
    });
    const { code } = await child.done;
    const version = readCurlVersion(first ?? "");
    if (version === undefined) {
      throw fault("no-program/storage", { program: "curl", shown: this.shown, toInstall: toInstall(code) });
    }
    if (!version.isTooOld) return;
    throw fault("no-program/storage-too-old", {
      program: "curl",
      version: version.text,
      needed: OLDEST_CURL,
      what: this.shown,
    });
  }
}

/** Ends the child by a signal, and when telling of it leads to nothing more; what telling throws comes out at the end. */
function watchChild(child: RunningCommand, signal: AbortSignal | undefined) {
  let isOver = false;
  let thrown: { readonly error: unknown } | undefined;
  const stop = () => {
    isOver = true;
    child.kill("SIGTERM");
  };
  signal?.addEventListener("abort", stop);
  const end = child.done.then(() => {
    if (thrown !== undefined) throw thrown.error;
  }).finally(() => signal?.removeEventListener("abort", stop));
  return {
    end,
    tell(what: () => boolean): void {
      if (isOver) return;
      try {
        if (!what()) stop();
      } catch (error) {
        thrown = { error };
        stop();
      }
    },
  };
}

function toInstall(code: number): string {
  return code === 127 ? "install it: apt install curl, dnf install curl" : "curl --version does not work here";
}

/** Lines as they come, to a function. */
function startLines(onLine: (line: string) => void): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = "";
  return (chunk) => {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/[\r\n]/);
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") onLine(line);
  };
}

const UNITS = ["", "k", "M", "G", "T", "P"];

/**
 * curl tells of bytes twice: of each transfer when it is over, exactly; of all together about once a second, with three
 * digits. Counted is what is more, so that big files are seen growing and the sum is right.
 */
function countBytes(onBytes: ((bytes: number) => void) | undefined) {
  let over = 0;
  let told = 0;
  const tell = (seen: number) => {
    if (seen <= told) return;
    onBytes?.(seen - told);
    told = seen;
  };
  return {
    done(bytes: number): void {
      over += bytes;
      tell(over);
    },
    meter(line: string): void {
      const [down, up] = line.trim().split(/\s+/).slice(2, 4).map(bytesOf);
      if (down !== undefined && up !== undefined) tell(down + up);
    },
  };
}

/** `1234`, `12.3M`; rounded down. */
function bytesOf(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)([kMGTP]?)$/.exec(text) ?? [];
  return digits === undefined ? undefined : Math.floor(Number(digits) * 1024 ** UNITS.indexOf(unit));
}
