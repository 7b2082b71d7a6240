/**
 * Named moments at which a test kills this process, to prove that nothing is lost there.
 *
 * `EXP_CRASH_AT=main:k` ends the process with SIGKILL's effect (no handlers, no cleanup) right before the k-th durable
 * step of its main thread, `main:k+` right after it, `task:k` at the k-th step of a Worker that drives tasks.
 * `EXP_CRASH_TRACE=FILE` appends one line a step, so that the fault suite finds the steps by tracing. Both are read
 * once; without them a step costs one comparison.
 */
const crashAt = readEnv("EXP_CRASH_AT");
const tracePath = readEnv("EXP_CRASH_TRACE");
const armed = crashAt !== undefined || tracePath !== undefined;
/** A Worker has the name that it was started with. */
const thread = (globalThis as { name?: string }).name || "main";
let step = 0;

/** Runs one operation that changes what survives a crash. `what` and `where` are for the trace. */
export function durableStep<T>(what: string, where: string, operation: () => T): T {
  if (!armed) return operation();
  const mine = `${thread}:${++step}`;
  if (tracePath !== undefined) {
    Deno.writeTextFileSync(tracePath, `${Deno.pid} ${mine} ${what} ${where.replaceAll("\n", " ")}\n`, { append: true });
  }
  if (crashAt === mine) die();
  const result = operation();
  if (crashAt === `${mine}+`) die();
  return result;
}

function die(): never {
  // a real SIGKILL: exit handlers, `finally` blocks and pending writes of this process never run
  new Deno.Command("sh", { args: ["-c", `kill -s KILL ${Deno.pid}`], clearEnv: true }).outputSync();
  throw new Error("unreachable: killed");
}

function readEnv(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    return undefined; // a Worker without that env permission: no crash points there
  }
}
