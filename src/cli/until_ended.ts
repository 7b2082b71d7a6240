/** Work that ends in order by Ctrl-C, SIGTERM and SIGHUP, and says so. */
import { type EndingSignal, ExpError } from "../common/mod.ts";
import type { Endable } from "../data/mod.ts";
import { hearEnding } from "../host/mod.ts";
import type { Context } from "./command.ts";
import { fault } from "./fault.ts";

/** What Ctrl-C does, and what the next one would do, by what it ends. */
const INTERRUPTED = {
  "interrupted/transfer-by": "ending the transfers, what is whole is kept; Ctrl-C again ends at once",
  "interrupted/removing-by": "ending the transfers, what is whole is kept; Ctrl-C again ends at once",
  "interrupted/asking-by": "the Git remote is not waited for any more; Ctrl-C again ends at once",
  "interrupted/trying-by": "ending the trial, nothing of it stays; Ctrl-C again ends at once",
  "interrupted/copying-by": "giving up the file, nothing of it stays; Ctrl-C again ends at once",
} as const;

/** Within this time a signal that has come is heard of; it takes longer on a busy machine, so that long where there was one. */
const HEARD_MS = 10;
const HEARD_AT_LAST_MS = 2000;

/** Lets work end in order when somebody says so. */
export async function untilEnded<T>(
  context: Context,
  said: keyof typeof INTERRUPTED,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  let ending: EndingSignal | undefined;
  using _ = hearEnding(context.host.processes, (signal) => {
    ending = signal;
    const tell = { exp: () => context.note(`interrupted: ${INTERRUPTED[said]}`), dvc: () => {} };
    if (signal === "SIGINT") context.inManner(tell)();
    over.abort();
  });
  try {
    return await work(over.signal);
  } catch (error) {
    // Ctrl-C ends a git that we wait for, too, and that is known before we hear of it ourselves
    const patienceMs = error instanceof ExpError && error.kind === "interrupted" ? HEARD_AT_LAST_MS : HEARD_MS;
    for (let waitedMs = 0; ending === undefined && waitedMs < patienceMs; waitedMs += HEARD_MS) {
      await context.host.clock.sleep(HEARD_MS);
    }
    throw ending === undefined ? error : fault(said, { signal: ending }, error);
  }
}

/** Work on one large file, which Ctrl-C ends: it says so, and nothing is left half-written. */
export function endableBy(context: Context): Endable {
  return (_, work) => untilEnded(context, "interrupted/copying-by", work);
}
