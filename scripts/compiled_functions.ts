/** Asks V8 which functions of a bundle commands make it compile. */

/**
 * @param commands run one after another in an empty folder
 * @returns for each where the parameters of its functions begin, in characters from the bundle's start
 */
export async function functionsOf(bundle: string, commands: readonly string[]): Promise<Set<number>[]> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "exp-build-" }));
  try {
    const log = `${folder}/v8.log`;
    const found: Set<number>[] = [];
    await Deno.mkdir(`${folder}/work`);
    for (const command of commands) {
      const flags = `--v8-flags=--log-function-events,--logfile=${log},--no-logfile-per-isolate,--single-threaded`;
      const { success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--allow-all", "--no-config", flags, bundle, ...command.split(" ")],
        cwd: `${folder}/work`,
        env: {
          HOME: folder,
          GIT_CONFIG_NOSYSTEM: "1",
          ...Object.fromEntries(
            ["AUTHOR", "COMMITTER"].flatMap((who) => [
              [`GIT_${who}_NAME`, "Build"],
              [`GIT_${who}_EMAIL`, "build@example.com"],
            ]),
          ),
        },
        stdout: "null",
        stderr: "piped",
      }).output();
      if (!success) throw new Error(`exp ${command}: ${new TextDecoder().decode(stderr)}`);
      found.push(new Set(functionsIn(await Deno.readTextFile(log), bundle)));
    }
    return found;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Reads lines such as `script-details,327,file:///…/exp.js,0,0,` and `function,parse-function,327,START,END,…`. */
function functionsIn(log: string, bundle: string): number[] {
  const script = log.split("\n").find((line) => line.startsWith("script-details,") && line.includes(bundle));
  const id = script?.split(",")[1];
  if (id === undefined) throw new Error("V8's log does not tell of the bundle");
  const line = new RegExp(`^function,(?:parse-function|interpreter|first-execution[A-Z-]*),${id},(\\d+),`, "gm");
  return [...log.matchAll(line)].map(([, start]) => Number(start));
}
