import { type EndingSignal, unreachable } from "../common/mod.ts";
import { openEngine } from "../engines/mod.ts";
import type { Git } from "../git/mod.ts";
import { askEngines, logFile, readLogTail, refreshQueue } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import {
  drawTop,
  farewell,
  initialState,
  LogIndex,
  LogStream,
  Looker,
  NOTHING_YET,
  pageRows,
  readableLine,
  type TopEvent,
  type TopFacts,
  topOf,
  type TopState,
  update,
  type Wish,
} from "../top/mod.ts";
import { type FullScreen, type Style, styleFor } from "../ui/mod.ts";
import type { Context } from "./command.ts";
import { describeDamage } from "./queue_report.ts";
import { searchesAtWork } from "./searches_at_work.ts";
import { stateWord, taskWords } from "./task_words.ts";
import { act } from "./top_actions.ts";

/** How it came to an end: by `q`, or as by a signal. */
interface TopEnding {
  readonly signal: EndingSignal | undefined;
}

interface TopChoice {
  readonly metric: string | undefined;
  readonly direction: "max" | "min" | undefined;
  readonly allCommits: boolean;
}

const LOOK_EVERY_MS = 1000;
/** While a log is read as it grows. */
const LOG_EVERY_MS = 250;
const TAIL_LINES = 5;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** One `exp top`, from its first key to its last: what src/top decides is done here. */
export class TopSession {
  #state: TopState;
  #first: TopFacts | undefined;
  #index: LogIndex | undefined;
  #acts: Promise<unknown> = Promise.resolve();
  readonly #style: Style;
  readonly #looker: Looker;
  readonly #stream: LogStream;
  readonly #over = Promise.withResolvers<TopEnding>();
  /** Ends the pause between two looks. */
  #wake = new AbortController();

  constructor(
    readonly context: Context,
    readonly repo: Repo,
    readonly git: Git,
    readonly screen: FullScreen,
    choice: TopChoice,
  ) {
    this.#state = initialState(screen.size, choice);
    this.#style = styleFor(context.host, "stdout", context.colour);
    this.#stream = new LogStream(repo.host.fs);
    this.#looker = new Looker(repo, git, { allCommits: choice.allCommits }, {
      refresh: () => refreshQueue(repo, git).damaged.map(describeDamage),
      askEngines: (tasks) => askEngines(repo, tasks, (name) => openEngine(repo, name).engine),
      words: (task, asked) => taskWords(task, stateWord(task.state), asked),
      searches: searchesAtWork(repo, git),
    });
  }

  async run(): Promise<TopEnding> {
    const listeners = this.#listen();
    try {
      this.screen.enter();
      this.#fail(this.#readKeys());
      this.#fail(this.#watch());
      const ending = await this.#over.promise;
      if (ending.signal === undefined) await this.#look();
      return ending;
    } finally {
      for (const listener of listeners) listener[Symbol.dispose]();
    }
  }

  /** What ended while the screen was up, and what goes on. */
  farewell(): string[] {
    return farewell(this.#first ?? NOTHING_YET, this.#state.facts, ({ id }) => {
      const task = this.#looker.taskOf(id)?.task;
      return task === undefined ? [] : readLogTail(this.repo, task, TAIL_LINES).map(readableLine);
    });
  }

  #listen(): Disposable[] {
    const { processes, platform } = this.context.host;
    const ending = SIGNALS.map((signal) => processes.onSignal(signal, () => this.#over.resolve({ signal })));
    if (platform.os === "windows") return ending;
    return [
      ...ending,
      processes.onSignal("SIGWINCH", () => this.#orFail(() => this.#send({ kind: "resize", size: this.screen.size }))),
      processes.onSignal("SIGCONT", () => this.#orFail(() => this.#goOn())),
    ];
  }

  /** Whoever stopped this may have written on the screen. */
  #goOn(): void {
    if (this.#state.view.kind !== "stream") this.screen.enter();
    this.#paint();
  }

  #orFail(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#over.reject(error);
    }
  }

  /** What fails in the background ends the session. */
  #fail(work: Promise<unknown>): void {
    work.catch((error) => this.#over.reject(error));
  }

  async #readKeys(): Promise<void> {
    for await (const keys of this.screen.keys()) for (const key of keys) this.#send({ kind: "key", key });
    this.#over.resolve({ signal: undefined });
  }

  async #watch(): Promise<void> {
    const { clock } = this.context.host;
    for (let nextLookMs = -Infinity;;) {
      if (clock.monotonic() >= nextLookMs) {
        nextLookMs = clock.monotonic() + LOOK_EVERY_MS;
        await this.#look();
      }
      const { kind } = this.#state.view;
      if (kind === "stream") this.#printLogs();
      else if (kind === "log" || this.#looker.running.length > 0) this.#send({ kind: "clock", nowMs: clock.now() });
      this.#wake = new AbortController();
      const readsLog = kind === "log" || kind === "stream";
      await clock.sleep(readsLog ? LOG_EVERY_MS : LOOK_EVERY_MS, this.#wake.signal);
    }
  }

  async #look(): Promise<void> {
    const facts = await this.#looker.look();
    if (facts === undefined) return;
    this.#first ??= facts;
    this.#followLogs(this.#first, facts);
    this.#send({ kind: "look", facts });
  }

  /** Of what runs, and of what has begun and ended between two looks. */
  #followLogs(first: TopFacts, { rows }: TopFacts): void {
    const before = new Set(first.rows.map(({ id, pane }) => `${pane} ${id}`));
    for (const { id, name, pane } of rows) {
      const task = this.#looker.taskOf(id)?.task;
      const isNew = !before.has(`${pane} ${id}`);
      if (task === undefined || pane === "waiting" || (pane !== "running" && !isNew)) continue;
      this.#stream.follow({ id, name, path: logFile(this.repo, task) }, isNew);
    }
  }

  #send(event: TopEvent): void {
    const { state, wishes } = update(this.#state, event);
    const isOtherView = state.view.kind !== this.#state.view.kind;
    this.#state = state;
    for (const wish of wishes) this.#do(wish);
    if (isOtherView) this.#wake.abort();
    this.#paint();
  }

  #do(wish: Wish): void {
    switch (wish.do) {
      case "quit":
        return this.#over.resolve({ signal: undefined });
      case "interrupt":
        return this.#over.resolve({ signal: "SIGINT" });
      case "suspend":
        return this.screen.suspend();
      case "redraw":
        return this.screen.forget();
      case "stream":
        this.screen.leaveScreen();
        this.screen.printLine("the logs of all running tasks; s: back to the screen, q: leave");
        return this.#printLogs();
      case "back":
        return this.screen.enter();
      case "find":
        return this.#find(wish);
      case "kill":
      case "retry":
      case "hold":
      case "release":
      case "move":
        return this.#act(wish);
      default:
        return unreachable(wish);
    }
  }

  #act(wish: Parameters<typeof act>[1]): void {
    const name = this.#state.facts.rows.find(({ id }) => id === wish.id)?.name ?? wish.id;
    this.#acts = this.#acts.then(async () => {
      const message = await act(this.context, wish, name);
      this.#looker.hurry();
      await this.#look();
      this.#send({ kind: "told", message });
    });
    this.#fail(this.#acts);
  }

  #find({ id, text, from, direction }: Extract<Wish, { do: "find" }>): void {
    const line = this.#logOf(id)?.find(text, from, direction);
    this.#send({ kind: "found", line });
  }

  #printLogs(): void {
    const isOver = (id: string) => this.#looker.taskOf(id)?.state !== "running";
    this.#stream.read((name, line) => this.screen.printLine(`${name} | ${line}`), isOver);
  }

  /** The open log, as it is now. */
  #logOf(id: string): LogIndex | undefined {
    const task = this.#looker.taskOf(id)?.task;
    if (task === undefined) return undefined;
    const path = logFile(this.repo, task);
    if (this.#index?.path !== path) this.#index = new LogIndex(this.repo.host.fs, path);
    this.#index.grow();
    return this.#index;
  }

  #paint(): void {
    const { view } = this.#state;
    if (view.kind === "stream") return;
    const { size } = this.screen;
    if (size.columns !== this.#state.size.columns || size.rows !== this.#state.size.rows) {
      this.#state = update(this.#state, { kind: "resize", size }).state;
    }
    if (view.kind === "log") this.#turnPage(view.log);
    this.screen.paint(drawTop(this.#state, this.#style));
  }

  #turnPage(log: Parameters<typeof topOf>[0] & { readonly id: string }): void {
    const index = this.#logOf(log.id);
    if (index === undefined) return;
    const rows = pageRows(this.#state);
    const top = topOf(log, index.total, rows);
    const lines = index.lines(top, rows);
    this.#state = update(this.#state, { kind: "page", total: index.total, top, lines }).state;
  }
}
