/**
 * The JSON-lines door: a call a line in, an answer a line out. `log_metric` answers only when it fails, so that a program
 * may write thousands a second without reading; those that come together are written together.
 */
import { ExpError } from "../common/mod.ts";
import type { Git } from "../git/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { next } from "./lifecycle.ts";
import type { MetricPoint } from "./metric_log.ts";
import { Tracked } from "./tracked.ts";
import { fault } from "./faults.ts";

/** Puts an error into words. */
type Tell = (error: ExpError) => { readonly kind: string; readonly exp: string; readonly hint?: string | undefined };
type Call = Readonly<Record<string, unknown>>;

/** @param batches lines that came together @param say one answer */
export async function answerCalls(
  repo: Repo,
  git: Git,
  batches: AsyncIterable<readonly string[]>,
  say: (line: string) => void,
  tell: Tell,
): Promise<void> {
  using door = new StdioDoor(repo, git, say, tell);
  for await (const lines of batches) {
    for (const line of lines) if (line.trim() !== "") await door.take(line);
    door.flush();
  }
}

class StdioDoor implements Disposable {
  #tracked: Tracked | undefined;
  #points: MetricPoint[] = [];

  constructor(
    readonly repo: Repo,
    readonly git: Git,
    readonly say: (line: string) => void,
    readonly tell: Tell,
  ) {}

  /** Metrics are only collected here: the common case has nothing to wait for. */
  take(line: string): Promise<void> | void {
    let call: Call;
    try {
      call = JSON.parse(line);
    } catch {
      return this.#refuse("?", fault("usage/call-not-json", {}));
    }
    if (call["call"] !== "log_metric") return this.#answer(call);
    const { name, value, step } = call;
    const number = typeof value === "string" && /^(nan|-?inf(inity)?)$/i.test(value) ? special(value) : value;
    if (this.#tracked?.state !== "active") return this.#answer(call);
    if (
      typeof name !== "string" || name === "" || typeof number !== "number" ||
      (step !== undefined && typeof step !== "number")
    ) {
      return this.#refuse("log_metric", fault("usage/log-metric", {}));
    }
    this.#points.push({ name, value: number, step });
  }

  flush(): void {
    if (this.#points.length === 0) return;
    this.#tracked?.logMetrics(this.#points);
    this.#points = [];
  }

  [Symbol.dispose](): void {
    this.flush();
    this.#tracked?.[Symbol.dispose]();
  }

  async #answer(call: Call): Promise<void> {
    this.flush();
    const name = String(call["call"]);
    try {
      const result = await this.#do(name, call);
      const { id, state = "uninitialized" } = this.#tracked ?? {};
      this.say(JSON.stringify({ ok: true, call: name, id, state, ...result }));
    } catch (error) {
      if (!(error instanceof ExpError)) throw error;
      this.#refuse(name, error);
    }
  }

  #refuse(call: string, error: ExpError): void {
    const { exp: message, hint, kind } = this.tell(error);
    this.say(JSON.stringify({ ok: false, call, state: this.#tracked?.state ?? "uninitialized", kind, message, hint }));
  }

  async #do(name: string, call: Call): Promise<object> {
    if (name === "init" || name === "open") return this.#begin(name, call);
    const tracked = this.#tracked;
    switch (name) {
      case "status":
        return {};
      case "set_params":
        await tracked?.setParams({ overrides: texts(call["overrides"]), files: texts(call["files"]) });
        break;
      case "make_checkpoint":
        if (tracked) return { rev: await tracked.makeCheckpoint() };
        break;
      case "complete":
        tracked?.complete();
        break;
      case "save":
        if (tracked) return await tracked.save();
        break;
      case "discard":
        tracked?.discard();
        break;
      case "log_metric":
        next(tracked?.state ?? "uninitialized", "log_metric");
        break;
      default:
        throw fault("usage/no-call", { name });
    }
    if (tracked === undefined) next("uninitialized", name as "save");
    return {};
  }

  #begin(name: "init" | "open", call: Call): object {
    const state = this.#tracked?.state ?? "uninitialized";
    // one after the other: a saved experiment makes room for the next
    if (state !== "persisted") next(state, "init");
    this.#tracked?.[Symbol.dispose]();
    this.#tracked = undefined;
    if (name === "open") this.#tracked = Tracked.open(this.repo, this.git, String(call["id"]));
    else {
      const { name: wanted, message } = call;
      this.#tracked = Tracked.init(this.repo, this.git, {
        ...(typeof wanted === "string" ? { name: wanted } : {}),
        ...(typeof message === "string" ? { message } : {}),
      });
    }
    return { name: this.#tracked.record?.name };
  }
}

function special(text: string): number {
  return /nan/i.test(text) ? NaN : text.startsWith("-") ? -Infinity : Infinity;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];
}
