/** Times whole processes: wall clock and peak memory, the tools taking turns, the median of several runs. */

export interface Sample {
  readonly seconds: number;
  /** Peak resident memory of the process or its largest child; undefined where GNU time is missing. */
  readonly peakMiB: number | undefined;
}

export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const GNU_TIME = await findGnuTime();

/** Runs a command once. @throws when it fails: a wrong command is fast */
export async function time(command: Command, allowFailure = false): Promise<Sample> {
  const report = await Deno.makeTempFile();
  try {
    const argv = GNU_TIME === undefined ? command.argv : [GNU_TIME, "-o", report, "-f", "%M", ...command.argv];
    const started = performance.now();
    const output = await new Deno.Command(argv[0]!, {
      args: argv.slice(1),
      cwd: command.cwd,
      env: { ...command.env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    const seconds = (performance.now() - started) / 1000;
    if (!output.success && !allowFailure) {
      const text = new TextDecoder().decode(output.stderr).trim().slice(-1500);
      throw new Error(`${command.argv.join(" ")} in ${command.cwd}: exit ${output.code}\n${text}`);
    }
    const peakKiB = Number((await Deno.readTextFile(report)).trim().split("\n").at(-1));
    return { seconds, peakMiB: GNU_TIME === undefined || !(peakKiB > 0) ? undefined : peakKiB / 1024 };
  } finally {
    await Deno.remove(report);
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function summarise(samples: readonly Sample[]): Sample {
  const peaks = samples.flatMap(({ peakMiB }) => (peakMiB === undefined ? [] : [peakMiB]));
  return {
    seconds: median(samples.map(({ seconds }) => seconds)),
    peakMiB: peaks.length === 0 ? undefined : Math.max(...peaks),
  };
}

async function findGnuTime(): Promise<string | undefined> {
  try {
    const { success } = await new Deno.Command("/usr/bin/time", { args: ["-f", "%M", "true"], stderr: "null" })
      .output();
    return success ? "/usr/bin/time" : undefined;
  } catch {
    return undefined;
  }
}
