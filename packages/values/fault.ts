/**
 * Errors as facts: a name such as `invalid-file/syntax`, whose first part is the kind, and plain data. Readers and
 * writers throw no sentences; how a fault is told is for whoever catches it.
 */

/** What is known of a fault. Plain data, so that it can be kept in a file or sent to another thread. */
export type Facts = Readonly<Record<string, unknown>>;
/** Of a fault whose name says all. */
export type NoFacts = Record<never, never>;

/** A fault as it is kept in a file or sent to another thread. */
export interface FaultRecord<Kind extends string = string> {
  readonly fault: FaultName<Kind>;
  readonly facts: Facts;
  readonly cause?: FaultRecord<Kind>;
}

/** `KIND/what`. `within/…` tells where the fault below it was met, and is of that one's kind. */
export type FaultName<Kind extends string = string> = `${Kind | "within"}/${string}`;

export class Fault<Kind extends string = string> extends Error {
  /** What makes the `message`, where somebody reads it: else it holds the facts. */
  // deno-lint-ignore no-explicit-any
  static say: ((fault: Fault<any>) => string) | undefined;

  readonly kind: Kind;

  constructor(readonly fault: FaultName<Kind>, readonly facts: Facts, cause?: unknown) {
    super(`${fault} ${JSON.stringify(facts)}`, cause === undefined ? undefined : { cause });
    this.name = "Fault";
    const [kind] = fault.split("/");
    this.kind = (kind === "within" && cause instanceof Fault ? cause.kind : kind) as Kind;
    if (Fault.say !== undefined) this.message = Fault.say(this);
  }

  /** The fault of another process or thread, as it recorded it. */
  static of<Kind extends string>({ fault, facts, cause }: FaultRecord<Kind>): Fault<Kind> {
    return new Fault(fault, facts, cause === undefined ? undefined : Fault.of(cause));
  }

  toJSON(): FaultRecord<Kind> {
    const { fault, facts, cause } = this;
    return { fault, facts, ...(cause instanceof Fault ? { cause: cause.toJSON() } : {}) };
  }
}

/** Makes the faults of a table: names, and the facts of each. */
export type FaultMaker<Faults> = <Kind extends string, Name extends keyof Faults & FaultName<Kind>>(
  name: Name & `${Kind}/${string}`,
  facts: Readonly<Faults[Name]>,
  cause?: unknown,
) => Fault<Kind>;

/** How a room or package makes its faults: `throw fault("not-found/stage", { name, file })`. */
export function faultsOf<Faults>(): FaultMaker<Faults> {
  return (name, facts, cause) => new Fault(name, facts as Facts, cause);
}
