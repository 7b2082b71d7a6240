import { deepEqual, equal } from "node:assert/strict";
import { createHost } from "../../src/host/mod.ts";
import { endMarked } from "../../src/repo/mod.ts";

/** Started, and at its work. */
async function started(argv: readonly string[], mark: string) {
  const [program = "", ...args] = [...argv, "sh", "-c", "echo there; exec sleep 1000"];
  const [name = "", value = ""] = mark.split("=");
  const process = new Deno.Command(program, { args, env: { [name]: value }, stdin: "null", stdout: "piped" }).spawn();
  const reader = process.stdout.getReader();
  await reader.read();
  await reader.cancel();
  return process;
}

Deno.test({
  name: "what carries a mark is ended; of our own session alone, if asked: a daemon stays",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const host = createHost();
    const mark = `EXP_TEST_MARK=${host.random.hex(8)}`;
    const [ours, daemon] = [await started([], mark), await started(["setsid"], mark)];

    deepEqual(endMarked(host, mark, true), { found: [ours.pid], left: [] });
    equal((await ours.status).signal, "SIGTERM");

    deepEqual(endMarked(host, mark), { found: [daemon.pid], left: [] });
    equal((await daemon.status).signal, "SIGTERM");
  },
});
