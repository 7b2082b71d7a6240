import { equal, match } from "node:assert/strict";
import fc from "fast-check";
import { settledLine } from "../../src/ui/settled_line.ts";
import { TerminalScreen } from "../support/terminal_screen.ts";

const settled = (text: string) => new TextDecoder().decode(settledLine(new TextEncoder().encode(text)));

Deno.test("of a bar that was drawn over and over its last state stays", () => {
  equal(settled(" 10%|#   |\r 50%|##  |\r100%|####|\n"), "100%|####|\n");
  equal(settled("whole\r\n"), "whole\n");
});

Deno.test("colours stay and end with the line; what moves the cursor goes", () => {
  equal(settled("\x1b[1;31mred\n"), "\x1b[1;31mred\x1b[0m\n");
  equal(settled("a\x1b[2Ab\x1b[2Jc\x1b7\n"), "abc\n");
});

Deno.test("titles, links, bells and character sets go; a backspace takes back what it goes over", () => {
  equal(settled("a\x1b]0;title\x07b\x1b]8;;http://x\x1b\\\x1b]8;;\x1b\\c\n"), "abc\n");
  equal(settled("\x1b(0lqqk\x1b(B\x0e\x07\x1bP$q\x1b\\\x0c\x7f\n"), "lqqk\n");
  equal(settled(" 50%日\b\b\b\x1b[32m\b51%\n"), " \x1b[32m51%\x1b[0m\n");
  equal(settled("\x1b]0;never ended\n"), "\n");
  equal(settled("\u009b2Jx\n"), "2Jx\n");
  equal(settled("\x1b日本\x1b[日本\n"), "日本日本\n");
});

Deno.test("what is not UTF-8 stays, byte for byte", () => {
  const shiftJis = Uint8Array.of(0x1b, 0x5b, 0x4b, 0x93, 0xfa, 0x96, 0x7b, 0xff, 0x0a);
  equal([...settledLine(shiftJis)].join(), "147,250,150,123,255,10");
});

Deno.test("whatever it holds, on a terminal it is one line", async () => {
  const pieces = fc.constantFrom(
    "\r",
    "\x1b[A",
    "\x1b[3B",
    "\x1b[2J",
    "\x1b[31m",
    "\x1b[",
    "\x1b",
    "x",
    "日",
    "\x1b[H",
    "12;",
    "\b",
    "\t",
    "\x07",
    "\x1b]0;",
    "\x1b\\",
    "\x0b",
    "\x0e",
    "\u0085",
    "\x1bP",
    "\x1bc",
  );
  await fc.assert(fc.asyncProperty(fc.array(pieces, { maxLength: 7 }), async (line) => {
    const screen = new TerminalScreen(80, 6);

    await screen.write(`before\r\nname | ${settled(line.join("") + "\n").replace("\n", "\r\n")}after\r\n`);

    const lines = screen.lines();
    equal(lines[0], "before");
    match(lines[1]!, /^name \| /);
    equal(lines[2], "after");
  }));
});
