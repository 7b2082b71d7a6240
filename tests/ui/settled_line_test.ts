import { equal } from "node:assert/strict";
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
  );
  await fc.assert(fc.asyncProperty(fc.array(pieces, { maxLength: 12 }), async (line) => {
    const screen = new TerminalScreen(60, 6);

    await screen.write(`before\r\n${settled(line.join("") + "\n").replace("\n", "\r\n")}after\r\n`);

    const lines = screen.lines();
    equal(lines[0], "before");
    equal(lines[2], "after");
  }));
});
