/** Runs the instructions of a pickle that build plain data; every other one is a fault. */
import { binaryText, isMap, PyDate, type Value, type ValueMap } from "@exp/values";

/** Why this is no pickle of plain data. */
export class PickleFault extends Error {}

const MARK = Symbol("mark");
type StackItem = Value | typeof MARK;

export class Unpickler {
  readonly view: DataView;
  private at = 0;
  private stack: StackItem[] = [];
  private readonly memo = new Map<number, Value>();

  constructor(private readonly data: Uint8Array) {
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  run(): Value {
    for (;;) {
      const code = this.byte();
      if (code === 0x2e) return this.pop();
      const instruction = INSTRUCTIONS[String.fromCharCode(code)];
      if (instruction === undefined) {
        throw new PickleFault(`instruction 0x${code.toString(16)} at byte ${this.at - 1} makes no plain data`);
      }
      instruction(this);
    }
  }

  remember(index = this.memo.size): void {
    this.memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw new PickleFault("it refers to nothing");
    this.push(value);
  }

  mark(): void {
    this.stack.push(MARK);
  }

  drop(): void {
    this.stack.pop();
  }

  push(value: Value): void {
    this.stack.push(value);
  }

  pop(): Value {
    const value = this.top();
    this.stack.pop();
    return value;
  }

  top(): Value {
    const value = this.stack.at(-1);
    if (value === undefined || typeof value === "symbol") throw new PickleFault("a value is missing");
    return value;
  }

  topList(): Value[] {
    const list = this.top();
    if (!Array.isArray(list)) throw new PickleFault("a list is missing");
    return list;
  }

  topMap(): ValueMap {
    const map = this.top();
    if (!isMap(map)) throw new PickleFault("a dict is missing");
    return map;
  }

  popMany(count: number): Value[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  popToMark(): Value[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw new PickleFault("a mark is missing");
    const items = this.stack.slice(mark + 1) as Value[];
    this.stack = this.stack.slice(0, mark);
    return items;
  }

  byte(): number {
    return this.view.getUint8(this.skip(1));
  }

  skip(count: number): number {
    const from = this.at;
    this.at += count;
    return from;
  }

  take(count: number): Uint8Array {
    const from = this.skip(count);
    if (count < 0 || this.at > this.data.length) throw new PickleFault("it ends too early");
    return this.data.subarray(from, this.at);
  }

  line(): string {
    const end = this.data.indexOf(0x0a, this.at);
    if (end < 0) throw new PickleFault("it ends too early");
    const text = binaryText(this.data.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }
}

/** By their letters in `Lib/pickletools.py`. */
const INSTRUCTIONS: Readonly<Record<string, (machine: Unpickler) => void>> = {
  // protocol, and frame, which is only a hint
  "\x80": (machine) => machine.skip(1),
  "\x95": (machine) => machine.skip(8),

  "N": (machine) => machine.push(null),
  "\x88": (machine) => machine.push(true),
  "\x89": (machine) => machine.push(false),
  "K": (machine) => machine.push(BigInt(machine.byte())),
  "M": (machine) => machine.push(BigInt(machine.view.getUint16(machine.skip(2), true))),
  "J": (machine) => machine.push(BigInt(machine.view.getInt32(machine.skip(4), true))),
  "\x8a": (machine) => machine.push(littleEndian(machine.take(machine.byte()))),
  "\x8b": (machine) => machine.push(littleEndian(machine.take(machine.view.getInt32(machine.skip(4), true)))),
  "G": (machine) => machine.push(machine.view.getFloat64(machine.skip(8), false)),
  "\x8c": (machine) => machine.push(utf8(machine.take(machine.byte()))),
  "X": (machine) => machine.push(utf8(machine.take(machine.view.getUint32(machine.skip(4), true)))),
  "\x8d": (machine) => machine.push(utf8(machine.take(Number(machine.view.getBigUint64(machine.skip(8), true))))),
  "I": (machine) => {
    const line = machine.line();
    machine.push(line === "01" ? true : line === "00" ? false : BigInt(line));
  },
  "L": (machine) => machine.push(BigInt(machine.line().replace(/L$/, ""))),
  "F": (machine) => machine.push(pythonFloat(machine.line())),
  "V": (machine) => machine.push(rawUnicode(machine.line())),

  "(": (machine) => machine.mark(),
  "}": (machine) => machine.push(new Map()),
  "]": (machine) => machine.push([]),
  ")": (machine) => machine.push([]),
  "\x85": (machine) => machine.push([machine.pop()]),
  "\x86": (machine) => machine.push(machine.popMany(2)),
  "\x87": (machine) => machine.push(machine.popMany(3)),
  "t": (machine) => machine.push(machine.popToMark()),
  "l": (machine) => machine.push(machine.popToMark()),
  "d": (machine) => machine.push(fill(new Map(), machine.popToMark())),
  "a": (machine) => append(machine, [machine.pop()]),
  "e": (machine) => append(machine, machine.popToMark()),
  "s": (machine) => setItems(machine, machine.popMany(2)),
  "u": (machine) => setItems(machine, machine.popToMark()),

  "\x94": (machine) => machine.remember(),
  "p": (machine) => machine.remember(Number(machine.line())),
  "q": (machine) => machine.remember(machine.byte()),
  "r": (machine) => machine.remember(machine.view.getUint32(machine.skip(4), true)),
  "g": (machine) => machine.recall(Number(machine.line())),
  "h": (machine) => machine.recall(machine.byte()),
  "j": (machine) => machine.recall(machine.view.getUint32(machine.skip(4), true)),
  "0": (machine) => machine.drop(),
  "1": (machine) => machine.popToMark(),
  "2": (machine) => machine.push(machine.top()),
};

function append(machine: Unpickler, items: readonly Value[]): void {
  const list = machine.topList();
  for (const item of items) list.push(item);
}

function setItems(machine: Unpickler, pairs: readonly Value[]): void {
  fill(machine.topMap(), pairs);
}

function fill(map: ValueMap, pairs: readonly Value[]): ValueMap {
  for (let i = 0; i + 1 < pairs.length; i += 2) {
    const key = pairs[i] as Value;
    if (Array.isArray(key) || isMap(key) || key instanceof PyDate) throw new PickleFault("a key is no scalar");
    map.set(key, pairs[i + 1] as Value);
  }
  return map;
}

/** Two's complement, any length. */
function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of [...bytes].reverse()) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}

/** Text as Python pickles it: lone surrogates come as three bytes each. */
function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PickleFault("a text is not UTF-8");
  }
}

function pythonFloat(text: string): number {
  const word = text.toLowerCase();
  if (word.endsWith("inf")) return word.startsWith("-") ? -Infinity : Infinity;
  return Number(word);
}

function rawUnicode(text: string): string {
  return text.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g,
    (_, short, long) => String.fromCodePoint(parseInt(short ?? long, 16)),
  );
}
