/** What a person sees while lines are kept at the bottom: proved on an emulated terminal. */
import { deepEqual, equal } from "node:assert/strict";
import fc from "fast-check";
import { createHost, type Terminal } from "../../src/host/mod.ts";
import { BottomLines } from "../../src/ui/mod.ts";
import { TerminalScreen } from "../support/terminal_screen.ts";

/** A terminal that turns line ends into what the kernel sends, as it comes. */
class Watched {
  readonly screen: TerminalScreen;
  readonly bottom: BottomLines;
  #columns: number;
  #sent: Promise<void> = Promise.resolve();

  constructor(columns: number, rows: number) {
    this.screen = new TerminalScreen(columns, rows);
    this.#columns = columns;
    const write: Terminal["write"] = (_, data) => {
      const text = typeof data === "string" ? data : new TextDecoder().decode(data);
      this.#sent = this.#sent.then(() => this.screen.write(text.replaceAll("\n", "\r\n")));
    };
    this.bottom = new BottomLines(Object.create(createHost().terminal, {
      stdoutIsTty: { value: true },
      stderrIsTty: { value: true },
      size: { value: () => ({ columns: this.#columns, rows: 24 }) },
      write: { value: write },
    }));
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#sent;
    this.screen.resize(columns, rows);
    this.#columns = columns;
  }

  /** Somebody else, in the same terminal. */
  type(text: string): void {
    this.#sent = this.#sent.then(() => this.screen.write(text));
  }

  async lines(): Promise<string[]> {
    await this.#sent;
    return this.screen.lines();
  }
}

const lineOf = (text: string) => ({ text, columns: text.length });

type Act =
  | { readonly kind: "show"; readonly lines: readonly string[] }
  | { readonly kind: "write"; readonly stream: "stdout" | "stderr"; readonly text: string };

const words = fc.stringMatching(/^[a-z0-9 ]{0,18}[a-z]$/);
/** Less than the narrowest terminal, as the views make them. */
const status = fc.stringMatching(/^=[A-Z]{0,8}$/);
const ACTS: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant("show" as const), lines: fc.array(status, { maxLength: 4 }) }),
  fc.record({
    kind: fc.constant("write" as const),
    stream: fc.constantFrom("stdout" as const, "stderr" as const),
    text: fc.tuple(words, fc.constantFrom("\n", "\n", "\n", "", "\nand\n")).map((parts) => parts.join("")),
  }),
);

Deno.test("after any order of output and lines, each output line is there once and whole, above the lines", async () => {
  await fc.assert(fc.asyncProperty(fc.array(ACTS, { maxLength: 40 }), async (acts) => {
    const watched = new Watched(30, 10);
    let written = "";
    let lines: readonly string[] = [];

    for (const act of acts) {
      if (act.kind === "write") {
        watched.bottom.terminal.write(act.stream, act.text);
        written += act.text;
      } else {
        watched.bottom.show(act.lines.map(lineOf));
        lines = act.lines;
      }
    }

    const isInLine = written !== "" && !written.endsWith("\n");
    const output = written.split("\n").slice(0, isInLine ? undefined : -1);
    deepEqual(await watched.lines(), [...output, ...isInLine ? [] : lines]);
    watched.bottom.end();
    deepEqual(await watched.lines(), output);
  }));
});

Deno.test("a terminal that is made narrower or wider meanwhile is not smeared", async () => {
  const sizes = fc.record({ columns: fc.integer({ min: 10, max: 50 }), rows: fc.integer({ min: 10, max: 20 }) });
  await fc.assert(fc.asyncProperty(fc.array(sizes, { minLength: 1, maxLength: 6 }), async (sizes) => {
    const watched = new Watched(50, 12);
    const output: string[] = [];

    for (const { columns, rows } of sizes) {
      watched.bottom.show(["=".repeat(9), "=".repeat(watched.screen.columns - 1)].map(lineOf));
      await watched.resize(columns, rows);
      output.push(`line ${output.length}`);
      watched.bottom.terminal.write("stdout", output.at(-1) + "\n");
      watched.bottom.show([lineOf("=".repeat(9))]);
    }

    deepEqual(await watched.lines(), [...output, "=".repeat(9)]);
  }));
});

Deno.test("a command that has the terminal keeps what it wrote, though it ended no line", async () => {
  for (const left of ["half a line", "a line\r\n", ""]) {
    const watched = new Watched(30, 10);
    watched.bottom.show([lineOf("hashing")]);

    watched.bottom.giveAway();
    watched.type(left);
    watched.bottom.show([lineOf("storing")]);
    watched.bottom.show([lineOf("stored")]);

    const lines = (await watched.lines()).map((line) => line.trimEnd());
    deepEqual(lines, [...left === "" ? [] : [left.trim()], "stored"]);
  }
});

Deno.test("what a person types meanwhile is wiped away with the lines, and the cursor waits at the beginning of a row", async () => {
  const watched = new Watched(30, 10);
  watched.bottom.show([lineOf("train 1 s")]);
  watched.type("^C");
  watched.bottom.terminal.write("stderr", "interrupted\n");

  deepEqual(await watched.lines(), ["interrupted", "train 1 s"]);
  equal(watched.screen.cursorColumn, 0);
});

Deno.test("behind a pipe goes what was written, and nothing else", () => {
  let piped = "";
  const terminal = Object.create(createHost().terminal, {
    stdoutIsTty: { value: false },
    stderrIsTty: { value: true },
    size: { value: () => ({ columns: 80, rows: 24 }) },
    write: { value: (stream: string, data: string) => stream === "stdout" && (piped += data) },
  });
  const bottom = new BottomLines(terminal);

  bottom.show([lineOf("train")]);
  bottom.terminal.write("stdout", "result\n");

  equal(piped, "result\n");
});
