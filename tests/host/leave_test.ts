/** Whatever ends the program, no command that it has started is left running. */
import assert from "node:assert/strict";
import { until } from "../support/wait.ts";

const SRC = new URL("../../src/", import.meta.url).href;

/** Starts a command that runs for ever (and one below it), in a group of its own or not, and then does `how`. */
const program = (isDetached: boolean, how: string) => `
import { createHost, leave, onStrayError } from "${SRC}host/mod.ts";
onStrayError(() => leave(70));
const { processes } = createHost();
const begun = Promise.withResolvers();
let said = "";
const child = processes.spawn({
  argv: ["sh", "-c", "sleep 600 & echo $$ $!; wait"],
  cwd: "/", stdin: "null", stderr: "null", detached: ${isDetached},
  stdout: (bytes) => (said += new TextDecoder().decode(bytes)).endsWith("\\n") && begun.resolve(),
});
await begun.promise;
Deno.stdout.writeSync(new TextEncoder().encode(said));
${how}`;

/** @returns the exit code, and who of them is still alive */
async function run(text: string): Promise<{ readonly code: number; readonly alive: readonly string[] }> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--no-check", text],
    stderr: "null",
  }).output();
  const pids = new TextDecoder().decode(stdout).trim().split(" ");
  assert.equal(pids.length, 2, "both have begun");
  return { code, alive: pids.filter(isAlive) };
}

function isAlive(pid: string): boolean {
  try {
    return !/\) Z /.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}

const ENDS = [
  ["it leaves", "await leave(3);", 3],
  ["something is thrown that nobody waits for", 'setTimeout(() => { throw new Error("a bug") }); await child.done', 70],
  ["a promise fails that nobody waits for", 'void Promise.reject(new Error("a bug")); await child.done', 70],
] as const;

for (const isDetached of [true, false]) {
  for (const [when, how, expected] of ENDS) {
    const where = isDetached ? "in a group of its own" : "in the same group";
    Deno.test({
      name: `a command ${where} ends when ${when}`,
      ignore: Deno.build.os !== "linux",
      async fn() {
        const { code, alive } = await run(program(isDetached, how));

        assert.equal(code, expected);
        await until("their end", () => alive.every((pid) => !isAlive(pid)));
      },
    });
  }
}
