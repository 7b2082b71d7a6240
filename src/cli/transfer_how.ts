import type { EndingSignal } from "../common/mod.ts";
import { emitProgress, type TransferHow } from "../data/mod.ts";
import type { Context } from "./command.ts";
import { fault } from "./fault.ts";
import { createReporter } from "./reporter.ts";
import { checkedJobs } from "./repro_choices.ts";

interface HowOptions {
  readonly jobs?: number | undefined;
  /** Of exp alone. */
  readonly bwlimit?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

const INTERRUPTED = "interrupted: ending the transfers, what is whole is kept; Ctrl-C again ends at once";

/** Within this time a signal that has come is heard of. */
const HEARD_MS = 10;

const ENDINGS = ["SIGINT", "SIGTERM"] as const;

/**
 * Moves data as the command line says. Ctrl-C ends it in order: what is whole by then is kept, programs that were started
 * are ended, and nothing is left behind. A second one ends at once.
 */
export async function withTransferHow<T>(
  context: Context,
  options: HowOptions,
  work: (how: TransferHow) => Promise<T>,
): Promise<T> {
  const jobs = context.inManner({ exp: checkedJobs, dvc: positive })(options.jobs, "--jobs");
  const how = {
    tell: emitProgress(createReporter(context)),
    jobs,
    bytesPerSecond: byteRate(options.bwlimit, "--bwlimit"),
    dry: options.dryRun,
  };
  return await untilEnded(context, "interrupted/transfer-by", (signal) => work({ ...how, signal }));
}

/** Lets work end in order when somebody says so. */
export async function untilEnded<T>(
  context: Context,
  said: "interrupted/transfer-by" | "interrupted/removing-by",
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { processes } = context.host;
  const over = new AbortController();
  let ending: EndingSignal | undefined;
  const handlers = ENDINGS.map((signal) =>
    processes.onSignal(signal, () => {
      ending = signal;
      stopListening();
      if (signal === "SIGINT") context.inManner({ exp: () => context.note(INTERRUPTED), dvc: () => {} })();
      over.abort();
    })
  );
  const stopListening = () => {
    for (const handler of handlers.splice(0)) handler[Symbol.dispose]();
  };
  try {
    return await work(over.signal);
  } catch (error) {
    // Ctrl-C ends a git that we wait for, too, and that is known before we hear of it ourselves
    if (ending === undefined) await context.host.clock.sleep(HEARD_MS);
    throw ending === undefined ? error : fault(said, { signal: ending }, error);
  } finally {
    stopListening();
  }
}

/** DVC takes any number, and one that means nothing for none. */
function positive(jobs: number | undefined): number | undefined {
  return jobs !== undefined && jobs > 0 ? jobs : undefined;
}

const UNITS: Readonly<Record<string, number>> = { "": 1, b: 1, k: 1 << 10, m: 1 << 20, g: 1 << 30 };

/** `512k`, `10M`, `1.5G` bytes a second, of 1,024 as disks have them; a bare number is bytes. @throws {ExpError} `usage` */
export function byteRate(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([bkmg]?)(?:i?b)?(?:\/s)?$/i.exec(text) ?? [];
  const bytes = Number(number) * (UNITS[unit.toLowerCase()] ?? 0);
  if (!(bytes >= 1)) throw fault("usage/form", { option, form: "bytes a second", text });
  return Math.round(bytes);
}
