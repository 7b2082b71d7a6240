/**
 * Named moments at which a test kills this process, to prove that nothing is lost there.
 *
 * `EXP_CRASH_AT=main:k` ends the process with SIGKILL's effect (no handlers, no cleanup) right before the k-th durable
 * step of its main thread, `main:k+` right after it, `task:k` at the k-th step of a Worker that drives tasks; `main:k=HUP`
 * sends another signal then. `EXP_CRASH_TRACE=FILE` appends one line a step, so that the fault suite finds the steps by
 * tracing, and one when the crash comes. Both are read once; without them a step costs one comparison.
 */
const [crashAt, signal = "KILL"] = readEnv("EXP_CRASH_AT")?.split("=") ?? [];
const tracePath = readEnv("EXP_CRASH_TRACE");
const armed = crashAt !== undefined || tracePath !== undefined;
/** A Worker has the name that it was started with. */
const thread = (globalThis as { name?: string }).name || "main";
let step = 0;

/** Runs one operation that changes what survives a crash. `what` and `where` are for the trace. */
export function durableStep<T>(what: string, where: string, operation: () => T): T {
  if (!armed) return operation();
  const mine = `${thread}:${++step}`;
  trace(`${mine} ${what} ${where.replaceAll("\n", " ")}`);
  if (crashAt === mine) crash();
  const result = operation();
  if (crashAt === `${mine}+`) crash();
  return result;
}

function trace(line: string): void {
  if (tracePath !== undefined) Deno.writeTextFileSync(tracePath, `${Deno.pid} ${line}\n`, { append: true });
}

function crash(): void {
  trace(`${crashAt} fired`);
  // a real SIGKILL: exit handlers, `finally` blocks and pending writes of this process never run
  new Deno.Command("sh", { args: ["-c", `kill -s ${signal} ${Deno.pid}`], clearEnv: true }).outputSync();
}

function readEnv(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch {
    return undefined; // a Worker without that env permission: no crash points there
  }
}
