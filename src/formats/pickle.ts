import type { Value } from "../common/value.ts";

/** A Python tuple, where a list would not do. Reading gives plain lists for tuples. */
export class PyTuple {
  constructor(readonly items: readonly PickleInput[]) {}
}
export type PickleInput = Value | PyTuple | PickleInput[] | Map<string, PickleInput>;

/** Reads plain data from a pickle of protocol 0 to 5. Never builds objects. @throws {ExpError} `invalid-file` */
export function readPickle(_bytes: Uint8Array, _options: { file: string }): Value {
  throw new Error("coming");
}
/** A protocol-4 pickle that Python loads as equal data. */
export function writePickle(_value: PickleInput): Uint8Array {
  throw new Error("coming");
}
