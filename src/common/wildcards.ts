/**
 * Patterns of wildcards that answer in linear time, whatever they are. A regular expression goes back to every star when
 * the rest does not fit, which takes for ever when there are many.
 */

/** A step of a pattern. */
export type Piece =
  /** One character, as the source of a regular expression (`a`, `[^/]`, `\.`), or any number of such. */
  | { readonly one: string; readonly many?: boolean }
  /** These, or nothing. */
  | { readonly maybe: readonly Piece[] };

export interface TextMatcher {
  /** Does the whole text fit? */
  test(text: string): boolean;
}

/** Up to this many stars the engine's own expressions are fast enough, and faster. */
const FEW_STARS = 2;

export function compileWildcards(pieces: readonly Piece[]): TextMatcher {
  const source = `^${sourceOf(pieces)}$`;
  const expression = new RegExp(source, "su"); // also tells that a class is wrong
  return countStars(pieces) <= FEW_STARS ? expression : new StateMatcher(pieces);
}

function sourceOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => {
    if ("maybe" in piece) return `(?:${sourceOf(piece.maybe)})?`;
    return piece.many ? `${piece.one}*` : piece.one;
  }).join("");
}

function countStars(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + ("maybe" in piece ? countStars(piece.maybe) : piece.many ? 1 : 0), 0);
}

interface State {
  readonly accepts: (character: string) => boolean;
  /** Stays in this state after a character. */
  readonly repeats: boolean;
  /** A state that may be taken instead of this one, without a character. */
  readonly skipsTo: number | undefined;
}

const NOTHING: State = { accepts: () => false, repeats: false, skipsTo: undefined };

/** All states in which a pattern can be after each character are followed at once. */
class StateMatcher implements TextMatcher {
  readonly #states: State[] = [];
  /** Empty states, which lead on to what may stand there. */
  readonly #optional = new Set<number>();

  constructor(pieces: readonly Piece[]) {
    this.#add(pieces, new Map());
  }

  #add(pieces: readonly Piece[], classes: Map<string, State["accepts"]>): void {
    for (const piece of pieces) {
      const at = this.#states.length;
      if ("maybe" in piece) {
        this.#optional.add(at);
        this.#states.push(NOTHING);
        this.#add(piece.maybe, classes);
        this.#states[at] = { ...NOTHING, skipsTo: this.#states.length };
        continue;
      }
      const { one, many = false } = piece;
      const accepts = classes.get(one) ?? acceptor(one);
      classes.set(one, accepts);
      this.#states.push({ accepts, repeats: many, skipsTo: many ? at + 1 : undefined });
    }
  }

  test(text: string): boolean {
    const end = this.#states.length;
    let now = this.#closure([0]);
    for (const character of text) {
      const next: number[] = [];
      for (const at of now) {
        const state = this.#states[at];
        if (state === undefined || !state.accepts(character)) continue;
        next.push(state.repeats ? at : at + 1);
      }
      now = this.#closure(next);
      if (now.size === 0) return false;
    }
    return now.has(end);
  }

  /** With the states that are reached without a character. */
  #closure(states: readonly number[]): Set<number> {
    const found = new Set(states);
    for (const at of found) { // a Set is iterated while it grows
      const skipsTo = this.#states[at]?.skipsTo;
      if (skipsTo !== undefined) found.add(skipsTo);
      if (this.#optional.has(at)) found.add(at + 1);
    }
    return found;
  }
}

function acceptor(source: string): State["accepts"] {
  const plain = /^[^\\[.]$/u.test(source) ? source : /^\\[^\w]$/u.test(source) ? source.slice(1) : undefined;
  if (plain !== undefined) return (character) => character === plain;
  const expression = new RegExp(`^${source}$`, "su");
  const known = new Map<string, boolean>();
  return (character) => {
    const before = known.get(character);
    if (before !== undefined) return before;
    const accepted = expression.test(character);
    known.set(character, accepted);
    return accepted;
  };
}
