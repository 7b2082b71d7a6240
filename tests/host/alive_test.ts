import assert from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";
import { until } from "../support/wait.ts";

const { processes } = createHost();

Deno.test("this process is alive, and no process has number 2^22 - 1", () => {
  assert.equal(processes.isAlive(Deno.pid), true);
  assert.equal(processes.isAlive(4_194_303), false);
});

Deno.test({
  name: "who has ended is not alive, though nobody has asked for its exit code",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    // the parent becomes a program that never asks; the child waits for that, as a shell may ask
    const child = 'until [ "$(cat /proc/$PPID/comm)" = sleep ]; do sleep 0.01; done';
    const script = 'sh -c "$0" & echo "$!"; exec sleep 30';
    const parent = new Deno.Command("sh", { args: ["-c", script, child], stdout: "piped" }).spawn();
    const output = parent.stdout.getReader();
    try {
      const { value } = await output.read();
      const pid = Number(new TextDecoder().decode(value));
      const state = () => Deno.readTextFileSync(`/proc/${pid}/stat`).replace(/^.*\) /, "")[0];
      await until("the child's end", () => state() === "Z");
      assert.equal(processes.isAlive(pid), false);
    } finally {
      parent.kill();
      await output.cancel();
      await parent.status;
    }
  },
});
