/**
 * Python pickles of plain data: what DVC keeps in `repro.dat`.
 *
 * A pickle is a program; this reader runs only the instructions that build plain data and refuses all that name
 * classes, call something or refer to the outside. That is also why it is own. From `Lib/pickletools.py`; held by
 * `tests/pickle_test.ts`, with pickles that Python made.
 */
import type { Key, Value } from "@exp/values";
import { checkNesting } from "./fault.ts";
import { fault } from "./faults.ts";
import { PickleFault, Unpickler } from "./pickle_read.ts";

/** A Python tuple, where a list would not do. Reading gives plain lists for tuples. */
export class PyTuple {
  constructor(readonly items: readonly PickleInput[]) {}
}
export type PickleInput = Value | PyTuple | PickleInput[] | Map<string, PickleInput>;

/** Reads plain data from a pickle of protocol 0 to 5. @throws {Fault} `invalid-file` for anything else */
export function readPickle(bytes: Uint8Array, options: { file: string }): Value {
  try {
    const value = new Unpickler(bytes).run();
    checkNesting(value, options.file);
    return value;
  } catch (error) {
    if (!(error instanceof PickleFault || error instanceof RangeError || error instanceof TypeError)) throw error;
    throw fault("invalid-file/pickle", { file: options.file, what: error.message }, error);
  }
}

/** A protocol-4 pickle that Python loads as equal data. @throws {TypeError} for dates */
export function writePickle(value: PickleInput): Uint8Array {
  const writer = new Pickler();
  writer.bytes(0x80, 4);
  writer.write(value);
  writer.bytes(op("."));
  return writer.result();
}

function op(letter: string): number {
  return letter.charCodeAt(0);
}

const ENCODER = new TextEncoder();
const FEW_LETTERS = 128;

class Pickler {
  private buffer = new Uint8Array(512);
  private length = 0;

  bytes(...values: number[]): void {
    this.append(values);
  }

  write(value: PickleInput): void {
    if (value === null) this.bytes(op("N"));
    else if (typeof value === "boolean") this.bytes(value ? 0x88 : 0x89);
    else if (typeof value === "bigint") this.integer(value);
    else if (typeof value === "number") this.float(value);
    else if (typeof value === "string") this.text(value);
    else if (value instanceof PyTuple) this.tuple(value);
    else if (Array.isArray(value)) this.list(value);
    else if (value instanceof Map) this.dict(value);
    else throw new TypeError("a date cannot be pickled as plain data");
  }

  result(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  /** Mostly of a few bytes, which a loop copies sooner than the engine does. */
  private append(bytes: ArrayLike<number>): void {
    this.makeRoom(bytes.length);
    for (let i = 0; i < bytes.length; i++) this.buffer[this.length++] = bytes[i]!;
  }

  private makeRoom(size: number): void {
    const end = this.length + size;
    if (end <= this.buffer.length) return;
    const larger = new Uint8Array(2 * end);
    larger.set(this.buffer.subarray(0, this.length));
    this.buffer = larger;
  }

  private integer(value: bigint): void {
    if (value >= 0n && value < 256n) return this.bytes(op("K"), Number(value));
    if (BigInt.asIntN(32, value) === value) {
      this.bytes(op("J"));
      return this.fixed(4, (view) => view.setInt32(0, Number(value), true));
    }
    let length = 1;
    while (BigInt.asIntN(length * 8, value) !== value) length++;
    if (length < 256) this.bytes(0x8a, length);
    else {
      this.bytes(0x8b);
      this.fixed(4, (view) => view.setInt32(0, length, true));
    }
    const digits = Uint8Array.from({ length }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
    this.append(digits);
  }

  private float(value: number): void {
    this.bytes(op("G"));
    this.fixed(8, (view) => view.setFloat64(0, value, false));
  }

  private text(value: string): void {
    if (value.length < FEW_LETTERS && this.ascii(value)) return;
    const encoded = ENCODER.encode(value);
    if (encoded.length < 256) this.bytes(0x8c, encoded.length);
    else {
      this.bytes(op("X"));
      this.fixed(4, (view) => view.setUint32(0, encoded.length, true));
    }
    this.append(encoded);
  }

  /** A short text, which a loop copies sooner than the engine encodes it. @returns false, and nothing is written, of others */
  private ascii(value: string): boolean {
    this.makeRoom(value.length + 2);
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80) return false;
      this.buffer[this.length + 2 + i] = code;
    }
    this.buffer[this.length] = 0x8c;
    this.buffer[this.length + 1] = value.length;
    this.length += value.length + 2;
    return true;
  }

  private tuple(value: PyTuple): void {
    if (value.items.length === 0) return this.bytes(op(")"));
    this.bytes(op("("));
    for (const item of value.items) this.write(item);
    this.bytes(op("t"));
  }

  private list(items: readonly PickleInput[]): void {
    this.bytes(op("]"));
    if (items.length === 0) return;
    this.bytes(op("("));
    for (const item of items) this.write(item);
    this.bytes(op("e"));
  }

  private dict(map: ReadonlyMap<Key, PickleInput>): void {
    this.bytes(op("}"));
    if (map.size === 0) return;
    this.bytes(op("("));
    for (const [key, item] of map) {
      this.write(key);
      this.write(item);
    }
    this.bytes(op("u"));
  }

  private fixed(size: number, set: (view: DataView) => void): void {
    const bytes = new Uint8Array(size);
    set(new DataView(bytes.buffer));
    this.append(bytes);
  }
}
