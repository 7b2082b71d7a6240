/** Draws what a command shows in a terminal; see scripts/picture. */
import { parseArgs } from "node:util";
import { quote } from "../tests/support/command.ts";
import { TerminalScreen } from "../tests/support/terminal_screen.ts";
import { drawScreen } from "./picture_svg.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const STEP_LIMIT_MS = 120_000;
const LOOK_MS = 20;
/** What a program draws at once comes in several pieces. */
const SETTLED_MS = 150;

const { values, positionals, tokens } = parseArgs({
  tokens: true,
  allowPositionals: true,
  options: {
    output: { type: "string", short: "o" },
    size: { type: "string", default: "100x30" },
    cd: { type: "string", default: "." },
    wait: { type: "string", multiple: true },
    type: { type: "string", multiple: true },
  },
});
const [columns, rows] = values.size.split("x").map(Number) as [number, number];
if (values.output === undefined || positionals.length === 0 || !(columns > 0 && rows > 0)) {
  console.error("usage: scripts/picture -o FILE.svg [--size 100x30] [--cd FOLDER] [STEP…] -- 'COMMAND LINE'…");
  Deno.exit(2);
}
const steps = tokens.flatMap((token) =>
  token.kind === "option" && (token.name === "wait" || token.name === "type")
    ? [{ kind: token.name, text: token.value! } as const]
    : []
);

const screen = new TerminalScreen(columns, rows);
const child = start(positionals);
const typed = child.stdin.getWriter();
let lastAt = performance.now();
const reading = (async () => {
  for await (const bytes of child.stdout) {
    await screen.write(bytes);
    lastAt = performance.now();
  }
})();
let hasEnded = false;
void child.status.then(() => hasEnded = true);

for (const { kind, text } of steps) {
  if (kind === "type") await typed.write(new TextEncoder().encode(keysOf(text)));
  else await waitFor(`the screen shows ${text}`, () => new RegExp(text, "m").test(screen.lines().join("\n")));
}
if (steps.length > 0) await waitFor("the screen rests", () => performance.now() - lastAt > SETTLED_MS, true);
else await reading;
Deno.writeTextFileSync(values.output, drawScreen(screen));
if (!hasEnded) new Deno.Command("sh", { args: ["-c", `kill -s TERM ${child.pid}`], stderr: "null" }).outputSync();
await child.status;
Deno.exit(0);

/** The lines in a terminal of the size asked for, each shown behind a prompt. */
function start(lines: readonly string[]) {
  const script = lines.map((line) => `printf '\\033[32m$\\033[0m %s\\n' ${quote(line)}\n${line}`).join("\n");
  const inside = `stty cols ${columns} rows ${rows}; exec sh -c ${quote(script)}`;
  const env = {
    TERM: "xterm-256color",
    LC_ALL: "C.UTF-8",
    SHELL: "/bin/sh",
    PATH: `${ROOT}dist:${Deno.env.get("PATH")}`,
  };
  return new Deno.Command("script", {
    args: ["-qefc", inside, "/dev/null"],
    cwd: values.cd,
    env: { ...withoutManners(Deno.env.toObject()), ...env },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

/** Whoever draws may have said how programs are to look. */
function withoutManners(env: Record<string, string>): Record<string, string> {
  const { CI: _ci, NO_COLOR: _no, CLICOLOR_FORCE: _force, COLUMNS: _columns, LINES: _lines, ...rest } = env;
  return rest;
}

function keysOf(text: string): string {
  const names: Readonly<Record<string, string>> = { n: "\r", t: "\t", e: "\x1b", "\\": "\\" };
  return text.replace(
    /\\(?:x([0-9a-f]{2})|([nte\\]))/gi,
    (_, hex: string | undefined, name: string) =>
      hex === undefined ? names[name]! : String.fromCharCode(parseInt(hex, 16)),
  );
}

async function waitFor(what: string, isTrue: () => boolean, orEnded = false): Promise<void> {
  const deadline = performance.now() + STEP_LIMIT_MS;
  while (!isTrue()) {
    if (hasEnded) await reading;
    if (hasEnded && (orEnded || isTrue())) return;
    if (hasEnded || performance.now() > deadline) {
      console.error(`picture: never: ${what}\n${screen.lines().join("\n")}`);
      Deno.exit(1);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
