import { emitProgress, type TransferHow } from "../data/mod.ts";
import type { Context } from "./command.ts";
import { fault } from "./fault.ts";
import { createReporter } from "./reporter.ts";
import { checkedJobs } from "./repro_choices.ts";
import { untilEnded } from "./until_ended.ts";

interface HowOptions {
  readonly jobs?: number | undefined;
  /** Of exp alone. */
  readonly bwlimit?: string | undefined;
  readonly dryRun?: boolean | undefined;
}

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
