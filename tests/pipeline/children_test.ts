import assert from "node:assert/strict";
import type { StageEnding } from "../../src/common/mod.ts";
import { createHost } from "../../src/host/mod.ts";
import { Children } from "../../src/pipeline/children.ts";
import { until } from "../support/wait.ts";

/** Runs a command, ends it when it says that it is there, and waits for its end. */
async function endedBy(ending: StageEnding | undefined, script: string): Promise<{ children: Children; said: string }> {
  const host = createHost(), aborting = new AbortController();
  let said = "";
  using children = new Children(host, { ownGroups: true, signal: aborting.signal });
  children.listen();
  const command = host.processes.spawn({
    argv: ["sh", "-c", script],
    cwd: "/",
    stdin: "null",
    stdout: (bytes) => said += new TextDecoder().decode(bytes),
    stderr: "null",
    detached: true,
  });
  const over = children.add(command);
  await until("the command is there", () => said.includes("there"));
  aborting.abort(ending);
  await command.done;
  await over();
  return { children, said };
}

const WARNING: StageEnding = { signal: "SIGUSR1", graceMs: 1000 };

Deno.test("a command that ends at a warning was moved by it", async () => {
  const { children, said } = await endedBy(
    WARNING,
    "trap 'echo warned; exit 0' USR1; echo there; while :; do sleep 0.1; done",
  );

  assert.match(said, /warned/);
  assert.equal(children.isUnmoved, false);
  assert.ok(children.isStopped);
});

Deno.test("a command that knows no warnings may come to its end by itself", async () => {
  const { children, said } = await endedBy(WARNING, "echo there; for i in 1 2 3; do sleep 0.02; done; echo whole");

  assert.match(said, /whole/);
  assert.ok(children.isUnmoved && children.isStopped);
});

Deno.test("what TERM ends when the time is nearly over has not come to its end, whatever its exit code", async () => {
  const script = "trap 'echo term; exit 0' TERM; echo there; while :; do sleep 0.1; done";

  const { children, said } = await endedBy(WARNING, script);

  assert.match(said, /term/);
  assert.equal(children.isUnmoved, false);
});

Deno.test("who is ended without a warning was moved", async () => {
  const { children } = await endedBy(undefined, "echo there; exec sleep 300");

  assert.equal(children.isUnmoved, false);
});

/** A command of the terminal's group is there for a while when Ctrl-C comes. @returns whether it was sent one, too */
async function passesOn(died: Promise<void>): Promise<boolean> {
  const real = createHost();
  const handlers = new Map<string, () => void>(), sent: string[] = [];
  const onSignal = (name: string, handler: () => void) => {
    handlers.set(name, handler);
    return { [Symbol.dispose]() {} };
  };
  const witnessed = Promise.withResolvers<void>();
  const witnessGroup = () => {
    witnessed.resolve();
    return { died, [Symbol.dispose]() {} };
  };
  const processes = { ...real.processes, onSignal, witnessGroup };
  const asked = Promise.withResolvers<void>();
  // the second pause is the one in which the witness may die
  let pauses = 0;
  const sleep = () => Promise.resolve(++pauses === 2 ? asked.resolve() : undefined);
  using children = new Children({ ...real, processes, clock: { ...real.clock, sleep } }, { ownGroups: false });
  children.listen();
  const command = {
    pid: 1,
    isAlive: () => true,
    warn: () => false,
    release() {},
    kill: (name: string) => sent.push(name),
  };
  children.add({ ...command, ended: Promise.resolve(), done: Promise.resolve({ code: 0, signal: null }) });
  await witnessed.promise;

  handlers.get("SIGINT")!();
  await asked.promise;
  await new Promise((resolve) => setTimeout(resolve)); // all that follows from it at once
  return sent.includes("SIGINT");
}

Deno.test("who signals this process alone means its commands, too; the terminal has told them itself", async () => {
  assert.equal(await passesOn(new Promise(() => {})), true);
  assert.equal(await passesOn(Promise.resolve()), false);
});
