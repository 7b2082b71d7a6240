/** What a command says that leaves daemons behind. */
import assert from "node:assert/strict";

export const split = (words: string) => words.split(" ").filter(Boolean);

/** Daemons would keep a pipe of ours open, so what is said goes to a file. */
export async function outputOf(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const said = await Deno.makeTempFile({ prefix: "exp-slurm-said-" });
  try {
    const { code } = await new Deno.Command("sh", {
      args: ["-c", 'said=$1; shift; exec "$@" >"$said" 2>&1', "sh", said, ...argv],
      env: { PATH: "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", ...env },
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    const text = await Deno.readTextFile(said);
    assert.equal(code, 0, `${argv.join(" ")}\n${text}`);
    return text;
  } finally {
    await Deno.remove(said);
  }
}
