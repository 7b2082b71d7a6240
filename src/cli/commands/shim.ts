import { quoteForShell } from "../../common/mod.ts";
import { joinPath } from "../../repo/mod.ts";
import { shimWritten } from "../../voice/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";

/** What a shim of any exp looks like, wherever that program was. */
const OWN_SHIM = /^#!\/bin\/sh\nexec .+ dvc "\$@"\n$/;
const LONGEST_SHIM = 10_000;
const EXECUTABLE = 0o755;

/** Writes `FOLDER/dvc` for programs that know no prefix word. A shim of exp's is replaced: the program may have moved. */
export function run(context: Context, options: Options<"shim">): number {
  const { fs, platform } = context.host;
  const folder = joinPath(context.cwd, options.folder);
  const path = joinPath(folder, "dvc");
  const there = fs.lstat(path);
  const isOwn = there?.kind === "file" && there.size < LONGEST_SHIM && OWN_SHIM.test(fs.readText(path));
  if (there !== undefined && !isOwn) throw fault("exists/foreign-program", { path });
  const program = platform.self.map(quoteForShell).join(" ");
  fs.makeDir(folder);
  fs.writeAtomic(path, `#!/bin/sh\nexec ${program} dvc "$@"\n`, { mode: EXECUTABLE });
  context.tell(shimWritten(path));
  return 0;
}
