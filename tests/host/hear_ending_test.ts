import assert from "node:assert/strict";
import { hearEnding } from "../../src/host/mod.ts";

Deno.test("the first signal that ends a program is heard, and the next one ends it at once", () => {
  const heard = new Map<string, () => void>();
  const onSignal = (name: string, handler: () => void) => {
    heard.set(name, handler);
    return { [Symbol.dispose]: () => void heard.delete(name) };
  };
  const told: string[] = [];

  const hearing = hearEnding({ onSignal }, (signal) => void told.push(signal));
  const all = [...heard.keys()];
  heard.get("SIGHUP")!();

  assert.deepEqual([all, told, heard.size], [["SIGINT", "SIGTERM", "SIGHUP"], ["SIGHUP"], 0]);
  hearing[Symbol.dispose]();
});

const SRC = new URL("../../src/", import.meta.url).href;
const HEARS = `
import { createHost, hearEnding } from "${SRC}host/mod.ts";
const say = (text) => Deno.stdout.writeSync(new TextEncoder().encode(text + "\\n"));
const on = setInterval(() => {}, 60_000);
hearEnding(createHost().processes, (signal) => {
  say(signal);
  clearInterval(on);
});
say("hears");`;

for (
  const [how, before, signals] of [["by nohup", "trap '' HUP; ", ["SIGHUP", "SIGTERM"]], ["else", "", [
    "SIGHUP",
  ]]] as const
) {
  Deno.test({
    name: `a program started ${how} ${before === "" ? "hears" : "does not hear"} that its terminal hangs up`,
    ignore: Deno.build.os !== "linux",
    async fn() {
      const child = new Deno.Command("sh", {
        args: ["-c", `${before}exec "$@"`, "sh", Deno.execPath(), "eval", "--quiet", "--no-check", HEARS],
        stdout: "piped",
        stderr: "inherit",
      }).spawn();
      let said = "";
      for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
        const isFirst = said === "";
        said += text;
        if (isFirst) { for (const signal of signals) child.kill(signal); }
      }
      await child.status;

      assert.equal(said, `hears\n${signals.at(-1)}\n`);
    },
  });
}
