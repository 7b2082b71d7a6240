import assert from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";
import { until } from "../support/wait.ts";

const { processes } = createHost();

Deno.test({
  name: "a warning reaches those of a group that know what to do, and ends nobody",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    let said = "";
    const script = `trap 'echo warned; exit 3' USR1
      sh -c 'echo deaf; exec sleep 300' &
      sh -c 'trap "echo other" USR2; echo listening; while :; do sleep 0.05; done' &
      wait`;
    const command = processes.spawn({
      argv: ["sh", "-c", script],
      cwd: "/",
      stdin: "null",
      stdout: (bytes) => said += new TextDecoder().decode(bytes),
      stderr: "null",
      detached: true,
    });
    try {
      await until("both children are there", () => /deaf/.test(said) && /listening/.test(said));

      assert.equal(command.warn("SIGUSR1"), true);
      await command.ended;
      assert.equal(command.warn("SIGUSR2"), true);
      await until("the other one says so", () => /other/.test(said));

      assert.match(said, /warned/);
      assert.ok(command.isAlive(), "the deaf one sleeps on");
      assert.equal(command.warn("SIGUSR1"), false);
    } finally {
      command.kill("SIGKILL");
    }
    assert.equal((await command.done).code, 3);
  },
});
