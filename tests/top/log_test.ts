import assert from "node:assert/strict";
import fc from "fast-check";
import { LogIndex } from "../../src/top/log_index.ts";
import { readableLine } from "../../src/top/log_line.ts";
import { LogStream } from "../../src/top/log_stream.ts";

/** A file that grows, or is written anew. */
class GrowingFile {
  bytes = new Uint8Array();
  /** How much of it was read. */
  readBytes = 0;

  append(text: string): void {
    this.bytes = new Uint8Array([...this.bytes, ...new TextEncoder().encode(text)]);
  }

  get fs() {
    return {
      stat: () => ({ size: this.bytes.length }) as never,
      readPart: (_: string, offset: number, maxBytes: number) => {
        const part = this.bytes.slice(offset, offset + maxBytes);
        this.readBytes += part.length;
        return part;
      },
    };
  }
}

const aLine = fc.string({ unit: fc.constantFrom(..."ab é日") });
const pieces = fc.array(fc.array(aLine, { minLength: 1 }).map((lines) => lines.join("\n")), { maxLength: 8 });

Deno.test("a log's lines are those of its text, however it has grown, and any part of them can be had", () => {
  fc.assert(fc.property(pieces, fc.nat({ max: 30 }), fc.nat({ max: 30 }), (pieces, from, count) => {
    const file = new GrowingFile();
    const index = new LogIndex(file.fs, "log");
    for (const piece of pieces) {
      file.append(piece);
      index.grow();
    }
    const lines = pieces.join("").split("\n");
    if (lines.at(-1) === "") lines.pop();
    assert.equal(index.total, lines.length);
    assert.deepEqual(index.lines(from, count), lines.slice(from, from + count));
  }));
});

Deno.test("a search finds the nearest line in either direction, in all of a long log", () => {
  const lines = Array.from({ length: 2000 }, (_, i) => i % 700 === 699 ? `Loss of ${i}` : `epoch ${i}`);
  const file = new GrowingFile();
  file.append(lines.join("\n") + "\n");
  const index = new LogIndex(file.fs, "log");
  index.grow();
  assert.equal(index.find("loss", -1, "down"), 699);
  assert.equal(index.find("loss", 699, "down"), 1399);
  assert.equal(index.find("loss", 1399, "down"), undefined);
  assert.equal(index.find("loss", 1999, "up"), 1399);
  assert.equal(index.find("loss", 1399, "up"), 699);
  assert.equal(index.find("loss", 699, "up"), undefined);
  assert.equal(index.find("epoch 1999", 0, "down"), 1999);
});

Deno.test("a page of a huge log is read from near it, and what was read once is not read again", () => {
  const file = new GrowingFile();
  file.append("x\n".repeat(300_000) + "last\n");
  const index = new LogIndex(file.fs, "log");
  index.grow();
  assert.equal(file.readBytes, file.bytes.length);
  file.readBytes = 0;
  assert.equal(index.grow(), false);
  assert.deepEqual(index.lines(299_999, 10), ["x", "last"]);
  assert.ok(file.readBytes < 5000, `${file.readBytes} bytes`);
});

Deno.test("a log that is written anew is read anew", () => {
  const file = new GrowingFile();
  file.append("one\ntwo\n");
  const index = new LogIndex(file.fs, "log");
  index.grow();
  file.bytes = new TextEncoder().encode("new\n");
  index.grow();
  assert.deepEqual(index.lines(0, 9), ["new"]);
});

Deno.test("colours, titles and bars that draw themselves anew are lines that can be read", () => {
  assert.equal(readableLine("\x1b[32mgood\x1b[0m \x1b]0;title\x07news"), "good news");
  assert.equal(readableLine(" 10%|#  |\r 50%|###|\r100%|####|"), "100%|####|");
  assert.equal(readableLine("windows\r"), "windows");
  assert.equal(readableLine("\x1b[?25l\x1b[2K\x1b(B"), "");
});

Deno.test("streamed logs hold every line once, however they grow and whenever one looks", () => {
  const looks = fc.array(fc.oneof(aLine.map((line) => `${line}\n`), aLine, fc.constant(undefined)), { maxLength: 40 });
  fc.assert(fc.property(looks, (looks) => {
    const file = new GrowingFile();
    const stream = new LogStream(file.fs);
    stream.follow({ id: "1", name: "train", path: "log" }, true);
    const got: string[] = [];
    const take = (_: string, line: string) => void got.push(line);
    for (const look of looks) look === undefined ? stream.read(take) : file.append(look);
    stream.read(take, () => true);
    const lines = new TextDecoder().decode(file.bytes).split("\n");
    if (lines.at(-1) === "") lines.pop();
    assert.deepEqual(got, lines);
  }));
});

Deno.test("of what was printed before, a stream tells the last whole lines", () => {
  const file = new GrowingFile();
  file.append(Array.from({ length: 1000 }, (_, i) => `line ${i}\n`).join(""));
  const stream = new LogStream(file.fs);
  stream.follow({ id: "1", name: "train", path: "log" }, false);
  const got: string[] = [];
  stream.read((_, line) => void got.push(line));
  assert.match(got[0]!, /^line \d+$/);
  assert.equal(got.at(-1), "line 999");
  assert.ok(got.length < 300);
});
