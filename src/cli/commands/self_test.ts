import { inTemporaryFolder, temporaryFolders } from "../../host/mod.ts";
import type { Context } from "../command.ts";
import { fault } from "../fault.ts";

/** What a new user would do first, in a folder of its own that is removed again. */
const STEPS: readonly (readonly string[])[] = [
  ["init", "--example", "."],
  ["run", "--name", "first"],
  ["run", "--name", "second", "--set-param", "lr=0.2"],
  ["run", "--queue", "--name", "third", "--set-param", "lr=0.3"],
  ["queue", "drain"],
  ["apply", "--force", "first"],
  ["status"],
];

export async function run(context: Context): Promise<number> {
  const { fs, env, platform, processes } = context.host;
  const folder = inTemporaryFolder(temporaryFolders(env), (parent) => fs.makeTempDir(parent, "exp-self-test-"));
  try {
    for (const step of STEPS) {
      const output: Uint8Array[] = [];
      const keep = (bytes: Uint8Array) => void output.push(bytes.slice());
      const { code } = await processes.spawn({
        argv: [...platform.self, ...step],
        cwd: folder,
        stdin: "null",
        stdout: keep,
        stderr: keep,
      }).done;
      if (code !== 0) {
        for (const bytes of output) context.host.terminal.write("stderr", bytes);
        throw fault("failed/self-test", { step, code });
      }
      if (context.verbosity !== "quiet") context.print(`ok    exp ${step.join(" ")}`);
    }
  } finally {
    fs.removeTree(folder);
  }
  return 0;
}
