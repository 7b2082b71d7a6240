/** The commands that run now, and how a signal or an abort ends them. */
import { DEFAULT_ENDING, type EndingSignal, type StageEnding } from "../common/mod.ts";
import type { GroupWitness, Host, RunningCommand } from "../host/mod.ts";

const LOOK_MS = 50;
/** Between TERM and KILL, where there is time. */
const TERM_MS = 10_000;
/** What KILL has not ended after this long waits for a device. */
const KILL_MS = 2000;
/** Commands that are over sooner end by themselves. */
const WITNESS_AFTER_MS = 300;
/** How long a signal to the whole group may take to end one of it, on a busy machine. */
const GROUP_SIGNAL_MS = 1000;

interface ChildrenOptions {
  /** Each command has a process group of its own, which the terminal's Ctrl-C does not reach. */
  readonly ownGroups: boolean;
  readonly signal?: AbortSignal;
  /** Told of each Ctrl-C. */
  readonly onInterrupt?: (times: number, during: "command" | "data") => void;
}

/**
 * Ctrl-C once: commands that share the terminal have got it already, those of their own group are sent it; nothing new
 * is started (one that was sent to this process alone is passed on). When such a command has ended, TERM ends what it started in the background, which a shell makes deaf to
 * Ctrl-C. Twice: TERM. Three times: KILL. TERM, HUP and QUIT to this process end the commands by TERM. A caller that gives an
 * AbortSignal handles signals itself; aborting is like TERM, unless its reason is a {@link StageEnding}. KILL follows TERM after
 * a while, and a command that has a group of its own is over when all of that group are.
 */
export class Children implements Disposable {
  readonly #running = new Set<RunningCommand>();
  readonly #listeners: Disposable[] = [];
  #listensForGood = false;
  #works = 0;
  readonly #grace = new AbortController();
  readonly #over = new AbortController();
  readonly #forced = new AbortController();
  #interrupts = 0;
  #isStopped = false;
  #stoppedBy: EndingSignal | undefined;
  #isMoved = false;
  #ending: StageEnding = DEFAULT_ENDING;
  #witness: GroupWitness | undefined;
  #isWitnessed = false;

  constructor(private readonly host: Host, private readonly options: ChildrenOptions) {}

  /** Starts to listen: signals no longer end this process until it is disposed. Listening twice is once. */
  listen(): void {
    this.#listensForGood = true;
    this.#hear();
  }

  /** Listens for the time of a work: when it is disposed signals end this process again, unless others listen. */
  listenFor(): Disposable {
    this.#works++;
    this.#hear();
    return {
      [Symbol.dispose]: () => {
        if (--this.#works === 0 && !this.#listensForGood) this.#stopHearing();
      },
    };
  }

  #hear(): void {
    const { signal } = this.options;
    if (signal) {
      signal.addEventListener("abort", this.#onAbort);
      return;
    }
    if (this.#listeners.length > 0) return;
    this.#listeners.push(this.host.processes.onSignal("SIGINT", () => this.#interrupt()));
    for (const name of ["SIGTERM", "SIGHUP", "SIGQUIT"] as const) {
      this.#listeners.push(this.host.processes.onSignal(name, () => this.#endBy(name)));
    }
  }

  /** Nothing new begins, and what can be done again is given up. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Somebody has pressed Ctrl-C again: what was to be finished is given up, too. */
  get forced(): AbortSignal {
    return this.#forced.signal;
  }

  /** The signal that stopped it, which decides the exit code. */
  get stoppedBy(): EndingSignal | undefined {
    return this.#stoppedBy;
  }

  get isStopped(): boolean {
    return this.#isStopped || (this.options.signal?.aborted ?? false);
  }

  /** It was warned, but no command took notice: what has come to its end since then has done so by itself. */
  get isUnmoved(): boolean {
    return this.#ending.signal !== "SIGTERM" && !this.#isMoved;
  }

  /** @returns to be called, and waited for, when the command itself has ended */
  readonly add = (command: RunningCommand): () => Promise<void> => {
    this.#running.add(command);
    if (this.#listeners.length > 0 && !this.options.ownGroups && !this.#isWitnessed) void this.#watchGroup();
    return async () => {
      if (this.isStopped && this.options.ownGroups) await this.#endRest(command);
      this.#running.delete(command);
    };
  };

  /** From now on it can be told who gets a Ctrl-C. */
  async #watchGroup(): Promise<void> {
    this.#isWitnessed = true;
    await this.host.clock.sleep(WITNESS_AFTER_MS, this.#grace.signal);
    if (this.#grace.signal.aborted) return;
    if (this.#running.size > 0 && !this.isStopped) this.#witness = this.host.processes.witnessGroup();
    else this.#isWitnessed = false; // a later command may take longer
  }

  /** A Ctrl-C of the terminal came to the commands, too; whoever signals this process alone means them as well. */
  async #passOn(): Promise<void> {
    if (this.#witness === undefined) return;
    const later = this.host.clock.sleep(GROUP_SIGNAL_MS, this.#grace.signal).then(() => "alive");
    if (await Promise.race([this.#witness.died, later]) === "alive" && this.#interrupts === 1) this.#kill("SIGINT");
  }

  /** Of commands that end now: what holds their output open would keep us waiting for it. */
  #watchRest(): void {
    if (!this.options.ownGroups) return;
    for (const command of this.#running) command.ended.then(() => this.#endRest(command));
  }

  /** A command that was told to go has gone; so must what it started, and perhaps left without a word. */
  async #endRest(command: RunningCommand): Promise<void> {
    if (!command.isAlive()) return;
    if (this.#interrupts < 2 && this.#ending.signal === "SIGTERM") this.#terminate([command]);
    const { clock } = this.host;
    const deadline = clock.monotonic() + this.#ending.graceMs + KILL_MS;
    while (command.isAlive() && clock.monotonic() < deadline) await clock.sleep(LOOK_MS);
  }

  #stopHearing(): void {
    for (const listener of this.#listeners.splice(0)) listener[Symbol.dispose]();
    this.options.signal?.removeEventListener("abort", this.#onAbort);
  }

  [Symbol.dispose](): void {
    this.#stopHearing();
    this.#grace.abort();
    this.#witness?.[Symbol.dispose]();
  }

  readonly #onAbort = (): void => {
    this.#ending = endingOf(this.options.signal?.reason);
    this.end();
  };

  #interrupt(): void {
    this.#isStopped = true;
    this.#stoppedBy ??= "SIGINT";
    this.#interrupts++;
    this.options.onInterrupt?.(this.#interrupts, this.#running.size > 0 ? "command" : "data");
    this.#over.abort();
    if (this.#interrupts > 1) this.#forced.abort();
    if (this.#interrupts === 1 && !this.options.ownGroups) return void this.#passOn();
    this.#watchRest();
    this.#kill(this.#interrupts === 1 ? "SIGINT" : this.#interrupts === 2 ? "SIGTERM" : "SIGKILL");
  }

  #endBy(signal: EndingSignal): void {
    this.#stoppedBy ??= signal;
    this.end();
  }

  /** Ends all commands by TERM; nothing new is started. */
  end(): void {
    this.#isStopped = true;
    this.#over.abort();
    this.#watchRest();
    this.#terminate([...this.#running]);
  }

  /**
   * TERM, and KILL for those that are still there in the end. Where another signal goes first it is for those that know
   * it, and for all of them most of the time is left.
   */
  #terminate(commands: readonly RunningCommand[]): void {
    if (commands.length === 0) return;
    const { signal, graceMs } = this.#ending;
    for (const command of commands) {
      if (signal === "SIGTERM") command.kill(signal);
      else if (command.warn(signal)) this.#isMoved = true;
    }
    const later = (name: "SIGTERM" | "SIGKILL", afterMs: number) =>
      this.host.clock.sleep(afterMs, this.#grace.signal).then(() => {
        for (const command of commands) {
          if (!this.#running.has(command)) continue;
          this.#isMoved = true;
          command.kill(name);
        }
      });
    if (signal !== "SIGTERM") later("SIGTERM", Math.max(graceMs / 2, graceMs - TERM_MS));
    later("SIGKILL", graceMs);
  }

  #kill(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): void {
    for (const command of this.#running) command.kill(signal);
  }
}

/** What a caller that aborts says of how to end; a plain abort says nothing. */
function endingOf(reason: unknown): StageEnding {
  return typeof reason === "object" && reason !== null && "graceMs" in reason ? reason as StageEnding : DEFAULT_ENDING;
}
