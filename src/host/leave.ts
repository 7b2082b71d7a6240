import { endChildren } from "./children.ts";

/** The one way out: ends what still runs, then this process, whatever else waits. */
export async function leave(exitCode: number): Promise<never> {
  await endChildren();
  return Deno.exit(exitCode);
}

/** Errors that nobody waits for: without this they would end the process at once, and leave its commands alone. */
export function onStrayError(answer: (error: unknown) => Promise<unknown>): void {
  addEventListener("error", (event) => {
    event.preventDefault();
    void answer(event.error);
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    void answer(event.reason);
  });
}
