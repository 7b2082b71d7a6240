/** Runs the instructions of a pickle that build plain data; every other one is a fault. */
import { binaryText, isMap, PyDate, type Value, type ValueMap } from "@exp/values";

/** Why this is no pickle of plain data. */
export class PickleFault extends Error {}

const MARK = Symbol("mark");
type StackItem = Value | typeof MARK;

export class Unpickler {
  private readonly view: DataView;
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
      this.step(code);
    }
  }

  private step(code: number): void {
    if (code === 0x80) this.at += 1; // protocol
    else if (code === 0x95) this.at += 8; // frame: only a hint
    else if (!this.scalar(code) && !this.container(code) && !this.memory(code)) {
      throw new PickleFault(`instruction 0x${code.toString(16)} at byte ${this.at - 1} makes no plain data`);
    }
  }

  private scalar(code: number): boolean {
    switch (String.fromCharCode(code)) {
      case "N":
        return this.push(null);
      case "\x88":
        return this.push(true);
      case "\x89":
        return this.push(false);
      case "K":
        return this.push(BigInt(this.byte()));
      case "M":
        return this.push(BigInt(this.view.getUint16(this.skip(2), true)));
      case "J":
        return this.push(BigInt(this.view.getInt32(this.skip(4), true)));
      case "\x8a":
        return this.push(littleEndian(this.take(this.byte())));
      case "\x8b":
        return this.push(littleEndian(this.take(this.view.getInt32(this.skip(4), true))));
      case "G":
        return this.push(this.view.getFloat64(this.skip(8), false));
      case "\x8c":
        return this.push(utf8(this.take(this.byte())));
      case "X":
        return this.push(utf8(this.take(this.view.getUint32(this.skip(4), true))));
      case "\x8d":
        return this.push(utf8(this.take(Number(this.view.getBigUint64(this.skip(8), true)))));
      case "I": {
        const line = this.line();
        return this.push(line === "01" ? true : line === "00" ? false : BigInt(line));
      }
      case "L":
        return this.push(BigInt(this.line().replace(/L$/, "")));
      case "F":
        return this.push(pythonFloat(this.line()));
      case "V":
        return this.push(rawUnicode(this.line()));
      default:
        return false;
    }
  }

  private container(code: number): boolean {
    switch (String.fromCharCode(code)) {
      case "(":
        this.stack.push(MARK);
        return true;
      case "}":
        return this.push(new Map());
      case "]":
      case ")":
        return this.push([]);
      case "\x85":
        return this.push([this.pop()]);
      case "\x86":
        return this.push(this.popMany(2));
      case "\x87":
        return this.push(this.popMany(3));
      case "t":
      case "l":
        return this.push(this.popToMark());
      case "d":
        return this.push(fill(new Map(), this.popToMark()));
      case "a": {
        const item = this.pop();
        this.topList().push(item);
        return true;
      }
      case "e": {
        const items = this.popToMark();
        const list = this.topList();
        for (const item of items) list.push(item);
        return true;
      }
      case "s": {
        const pair = this.popMany(2);
        fill(this.topMap(), pair);
        return true;
      }
      case "u": {
        const pairs = this.popToMark();
        fill(this.topMap(), pairs);
        return true;
      }
      default:
        return false;
    }
  }

  private memory(code: number): boolean {
    switch (String.fromCharCode(code)) {
      case "\x94":
        return this.remember(this.memo.size);
      case "p":
        return this.remember(Number(this.line()));
      case "q":
        return this.remember(this.byte());
      case "r":
        return this.remember(this.view.getUint32(this.skip(4), true));
      case "g":
        return this.recall(Number(this.line()));
      case "h":
        return this.recall(this.byte());
      case "j":
        return this.recall(this.view.getUint32(this.skip(4), true));
      case "0":
        this.stack.pop();
        return true;
      case "1":
        this.popToMark();
        return true;
      case "2":
        return this.push(this.top());
      default:
        return false;
    }
  }

  private remember(index: number): true {
    this.memo.set(index, this.top());
    return true;
  }

  private recall(index: number): true {
    const value = this.memo.get(index);
    if (value === undefined) throw new PickleFault("it refers to nothing");
    return this.push(value);
  }

  private push(value: Value): true {
    this.stack.push(value);
    return true;
  }

  private pop(): Value {
    const value = this.top();
    this.stack.pop();
    return value;
  }

  private top(): Value {
    const value = this.stack.at(-1);
    if (value === undefined || typeof value === "symbol") throw new PickleFault("a value is missing");
    return value;
  }

  private topList(): Value[] {
    const list = this.top();
    if (!Array.isArray(list)) throw new PickleFault("a list is missing");
    return list;
  }

  private topMap(): ValueMap {
    const map = this.top();
    if (!isMap(map)) throw new PickleFault("a dict is missing");
    return map;
  }

  private popMany(count: number): Value[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  private popToMark(): Value[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) throw new PickleFault("a mark is missing");
    const items = this.stack.slice(mark + 1) as Value[];
    this.stack = this.stack.slice(0, mark);
    return items;
  }

  private byte(): number {
    return this.view.getUint8(this.skip(1));
  }

  private skip(count: number): number {
    const from = this.at;
    this.at += count;
    return from;
  }

  private take(count: number): Uint8Array {
    const from = this.skip(count);
    if (count < 0 || this.at > this.data.length) throw new PickleFault("it ends too early");
    return this.data.subarray(from, this.at);
  }

  private line(): string {
    const end = this.data.indexOf(0x0a, this.at);
    if (end < 0) throw new PickleFault("it ends too early");
    const text = binaryText(this.data.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }
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
