/** Times whole processes, with all that they wait for, as the operating system accounts for them. */

export interface Sample {
  readonly wall: number;
  readonly cpu: number;
  /** Resident MiB of the largest single process. */
  readonly peak: number;
}

export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Deno does not tell what a child has used, and GNU time tells it in hundredths. */
const WATCH = `
import os, subprocess, sys, time
report, *argv = sys.argv[1:]
started = time.monotonic()
child = subprocess.Popen(argv, stdin=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
wall = time.monotonic() - started
unit = 2 ** 20 if sys.platform == "darwin" else 2 ** 10
with open(report, "w") as file:
    print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit, file=file)
sys.exit(os.waitstatus_to_exitcode(status) & 255)
`;

/** Runs a command once. @throws when it fails: a wrong command is fast */
export async function time(command: Command): Promise<Sample> {
  const report = await Deno.makeTempFile();
  try {
    const { success, code, stderr } = await new Deno.Command("python3", {
      args: ["-I", "-S", "-c", WATCH, report, ...command.argv],
      cwd: command.cwd,
      env: { ...command.env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    if (!success) {
      const text = new TextDecoder().decode(stderr).trim().slice(-1500);
      throw new Error(`${command.argv.join(" ")} in ${command.cwd}: exit ${code}\n${text}`);
    }
    const [wall = 0, cpu = 0, peak = 0] = (await Deno.readTextFile(report)).split(" ").map(Number);
    return { wall, cpu, peak };
  } finally {
    await Deno.remove(report);
  }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @param share 0 to 1; between two values it is as far as its place is */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (above - below) * (place - Math.floor(place));
}

export function summarise(samples: readonly Sample[]): Sample {
  return {
    wall: median(samples.map(({ wall }) => wall)),
    cpu: median(samples.map(({ cpu }) => cpu)),
    peak: Math.max(...samples.map(({ peak }) => peak)),
  };
}
