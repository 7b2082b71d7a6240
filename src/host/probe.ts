/** What this very program may do, found out by trying; for the proof that it cannot do more than it was built for. */
interface Probe {
  readonly connect: string;
  readonly spawn: string;
}

/** Tries to reach a port of this machine and to start a program other than `git` and `sh`; says what came of it. */
export async function probePermissions(port: number): Promise<Probe> {
  return {
    connect: await outcome(async () => (await Deno.connect({ hostname: "127.0.0.1", port })).close()),
    spawn: await outcome(async () => {
      await new Deno.Command("/bin/echo", { clearEnv: true, stdout: "null" }).output();
    }),
  };
}

async function outcome(attempt: () => Promise<void>): Promise<string> {
  try {
    await attempt();
    return "done";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}
