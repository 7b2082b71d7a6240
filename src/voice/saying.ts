/**
 * The shape of the tables in this room. Each room of the engine declares its faults and their facts in its `faults.ts`;
 * the table of the same name here says them, in exp's voice and in DVC's. A fault without words does not compile.
 */
import type { ErrorKind, FaultName } from "../common/mod.ts";

export interface Words {
  /** One line of cause: lower case, no full stop, naming the thing and the place. */
  readonly exp: string;
  /** What to do next; left out when there is nothing useful to say. */
  readonly hint?: string | undefined;
  /** What DVC prints after `ERROR: `, where programs read it; default: what exp says. */
  readonly dvc?: string | undefined;
  /** Exit code through `exp dvc`, where DVC has another one for this than for its kind. */
  readonly dvcExit?: number | undefined;
  /** DVC has no answer to this but "unexpected error": 255 from every command. */
  readonly isDvcCrash?: boolean;
}

/** An error as it is told in both voices. */
export interface Saying extends Words {
  readonly dvc: string;
  readonly fault: FaultName;
  readonly kind: ErrorKind;
  readonly dvcExit: number;
  readonly exit: number;
}

/** What both voices say alike is a mere text; what a `within/…` leaves out is said as its cause. */
export type Sayings<Faults> = {
  readonly [Name in keyof Faults]: Name extends `within/${string}`
    ? (facts: Readonly<Faults[Name]>, cause: Saying) => string | Partial<Words>
    : (facts: Readonly<Faults[Name]>, cause: Saying | undefined) => string | Words;
};
