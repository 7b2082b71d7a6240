/** What was pressed: a character, or one of the keys that send several bytes. */
export type Key = string;

/** After `ESC [` or `ESC O`. */
const AFTER_ESCAPE: Readonly<Record<string, Key>> = {
  "A": "up",
  "B": "down",
  "C": "right",
  "D": "left",
  "H": "home",
  "F": "end",
  "1~": "home",
  "7~": "home",
  "4~": "end",
  "8~": "end",
  "3~": "delete",
  "5~": "page-up",
  "6~": "page-down",
};

const CONTROL: Readonly<Record<string, Key>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
};

// deno-lint-ignore no-control-regex
const SEQUENCE = /^\x1b[[O]([0-9;]*[@-~])/;
// deno-lint-ignore no-control-regex
const UNFINISHED = /^\x1b[[O][0-9;]*$/;

/**
 * Bytes of a terminal in raw mode → keys. Bytes that come together are one burst: an escape at its end was the key of that
 * name, and no sequence that has just begun.
 */
export class KeyReader {
  readonly #decoder = new TextDecoder();
  #rest = "";

  read(bytes: Uint8Array): Key[] {
    let text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    this.#rest = "";
    const keys: Key[] = [];
    while (text !== "") {
      if (UNFINISHED.test(text)) {
        this.#rest = text;
        break;
      }
      const [key, length] = firstKey(text);
      keys.push(key);
      text = text.slice(length);
    }
    return keys;
  }
}

function firstKey(text: string): [key: Key, length: number] {
  const sequence = SEQUENCE.exec(text);
  if (sequence !== null) return [AFTER_ESCAPE[sequence[1]!] ?? "unknown", sequence[0].length];
  if (text.startsWith("\x1b")) return ["escape", 1];
  const char = String.fromCodePoint(text.codePointAt(0)!);
  const named = CONTROL[char];
  if (named !== undefined) return [named, 1];
  const code = char.charCodeAt(0);
  return code < 0x20 ? [`ctrl-${String.fromCharCode(code + 0x60)}`, 1] : [char, char.length];
}
