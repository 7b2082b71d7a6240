import assert from "node:assert/strict";
import { FullScreen } from "../../src/ui/full_screen.ts";
import { TerminalScreen } from "../support/terminal_screen.ts";

/** A terminal that notes what is written to it, and who has its keys. */
function machine(size = { columns: 20, rows: 4 }) {
  const noted: string[] = [];
  const terminal = {
    size: () => size,
    write: (_: string, bytes: Uint8Array) => void noted.push(new TextDecoder().decode(bytes)),
    takeKeys: () => (noted.push("<keys>"), { [Symbol.dispose]: () => void noted.push("</keys>") }),
  };
  const processes = { suspend: () => void noted.push("<stopped>") };
  return { noted, size, host: { terminal, processes } as never };
}

Deno.test("only lines that have changed are written, and what is seen is what was painted last", async () => {
  const { noted, host } = machine();
  const screen = new FullScreen(host);
  const seen = new TerminalScreen(20, 4);
  screen.enter();
  screen.paint(["one", "x".repeat(20), "three"]);
  noted.push("");
  screen.paint(["one", "x".repeat(20), "3"]);
  assert.doesNotMatch(noted.at(-1)!, /one|x/);
  const { length } = noted;
  screen.paint(["one", "x".repeat(20), "3"]);
  assert.equal(noted.length, length, "nothing is written when nothing has changed");
  for (const text of noted) await seen.write(text.replace(/<.*>/, ""));
  assert.deepEqual(seen.lines(), ["one", "x".repeat(20), "3"]);
});

Deno.test("on another size all is painted anew", () => {
  const { noted, size, host } = machine();
  const screen = new FullScreen(host);
  screen.paint(["one", "two"]);
  size.rows = 3;
  screen.paint(["one", "two"]);
  assert.match(noted.at(-1)!, /one.*two/);
});

Deno.test("escape codes in what is painted are shown, not obeyed, but for our colours", () => {
  const { noted, host } = machine();
  new FullScreen(host).paint(["\x1b[31mred\x1b[0m\x1b[2J"]);
  assert.ok(noted.at(-1)!.includes("\x1b[31mred\x1b[0m\\x1b[2J"));
});

Deno.test("the terminal is given back before the shell has its turn, and taken again after", () => {
  const { noted, host } = machine();
  const screen = new FullScreen(host);
  screen.enter();
  noted.length = 0;
  screen.suspend();
  const order = ["\x1b[?1049l", "</keys>", "<stopped>", "<keys>", "\x1b[?1049h"];
  const places = order.map((part) => noted.findIndex((text) => text.includes(part)));
  assert.deepEqual(places, [...places].sort((a, b) => a - b));
  assert.ok(!places.includes(-1));
});

Deno.test("closing twice, or when the terminal has gone, does no harm", () => {
  const { noted, host } = machine();
  const screen = new FullScreen(host);
  screen.enter();
  screen.close();
  noted.length = 0;
  screen[Symbol.dispose]();
  assert.deepEqual(noted, []);

  const gone = new FullScreen({
    terminal: {
      size: () => undefined,
      takeKeys: () => ({ [Symbol.dispose]: () => {} }),
      write: () => {
        throw new Error("gone");
      },
    },
  } as never);
  assert.throws(() => gone.enter());
  gone[Symbol.dispose]();
});
