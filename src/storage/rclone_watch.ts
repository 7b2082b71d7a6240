/** A child that shows no sign of life any more is given up: it would wait as long as TCP likes, or try again and again. */
import type { Host } from "../host/mod.ts";
import type { LogEvent } from "./rclone_log.ts";

/** How often it is looked at within the time that it is given. A machine that slept does not make it look dead. */
const LOOKS = 4;

export class Watch implements Disposable {
  readonly #over = new AbortController();
  #files = 0;
  #bytes = 0;
  #chunks = 0;
  #words = 0;

  /** @param onDeath told once, in words for people */
  constructor(private readonly host: Host, private readonly onDeath: (says: string) => void) {}

  note(event: LogEvent): void {
    if (event.kind === "moved") this.#files++;
    if (event.kind === "bytes") this.#bytes = Math.max(this.#bytes, event.bytes);
  }

  /** It has said something, whatever it was. */
  noteWords(): void {
    this.#words++;
  }

  /** Something came on its standard output. */
  noteOutput(): void {
    this.#chunks++;
  }

  /** Files and their bytes have to move. */
  wantMoves(withinMs: number): void {
    void this.#watch(withinMs, this.#moves, () => false, "nothing has moved");
  }

  /** What is asked for has to come, or words that it is sought. */
  wantAnswers(withinMs: number): void {
    void this.#watch(withinMs, () => this.#moves() + this.#words, () => false, "nothing has come");
  }

  /** Somebody has to let us in, unless things move. */
  wantLogin(withinMs: number, isIn: () => boolean): void {
    void this.#watch(withinMs, this.#moves, isIn, "nobody has let us in");
  }

  readonly #moves = () => this.#files + this.#bytes + this.#chunks;

  async #watch(withinMs: number, seen: () => number, isWell: () => boolean, says: string): Promise<void> {
    let before = seen();
    for (let dead = 0; dead < LOOKS;) {
      await this.host.clock.sleep(withinMs / LOOKS, this.#over.signal);
      if (this.#over.signal.aborted) return;
      dead = isWell() || seen() !== before ? 0 : dead + 1;
      before = seen();
    }
    this.onDeath(`${says} for ${Math.round(withinMs / 1000)} seconds`);
  }

  [Symbol.dispose](): void {
    this.#over.abort();
  }
}
