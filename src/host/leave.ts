/**
 * Ends the process. The event loop turns once before that: V8's code cache is written there on a program's first run,
 * and a command that never waits for anything would leave without it, every time.
 */
export async function leave(exitCode: number): Promise<never> {
  await Deno.lstat("/");
  return Deno.exit(exitCode);
}
