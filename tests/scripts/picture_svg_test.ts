import { equal, match } from "node:assert/strict";
import { drawScreen } from "../../scripts/picture_svg.ts";
import { TerminalScreen } from "../support/terminal_screen.ts";

async function pictureOf(text: string): Promise<string> {
  const screen = new TerminalScreen(20, 5);
  await screen.write(text);
  return drawScreen(screen);
}

Deno.test("what is printed is text in the picture, never markup", async () => {
  match(await pictureOf("<script>&"), />&lt;script&gt;&amp;<\/text>/);
});

Deno.test("colours and weights are the terminal's", async () => {
  match(await pictureOf("\x1b[1;32mdone"), /fill="#8cc265" font-weight="bold">done</);
  match(await pictureOf("\x1b[38;2;1;2;3mdone"), /fill="#010203">done</);
  match(await pictureOf("\x1b[7mdone"), /<rect [^>]*fill="#d7dae0"\/>\n<text [^>]*fill="#1e2127">done</);
});

Deno.test("what follows a wide character is in its own column", async () => {
  const [, x] = />日<\/text>\n<text x="([\d.]+)"[^>]*>b</.exec(await pictureOf("日b"))!;
  equal(Number(x), 14 + 2 * 8.4);
});
