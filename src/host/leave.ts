import { endChildren } from "./children.ts";

/** The one way out: ends what still runs, then this process, whatever else waits. */
export async function leave(exitCode: number): Promise<never> {
  await endChildren();
  return Deno.exit(exitCode);
}

/** Errors that nobody waits for: without this they would end the process at once, and leave its commands alone. */
export function onStrayError(answer: (error: unknown) => Promise<unknown>): void {
  const tell = (event: Event, error: unknown) => {
    event.preventDefault();
    answer(error).catch(() => {
      console.error(`error: ${error}`); // who cannot even tell it must not try for ever
      Deno.exit(70);
    });
  };
  addEventListener("error", (event) => tell(event, event.error));
  addEventListener("unhandledrejection", (event) => tell(event, event.reason));
}
