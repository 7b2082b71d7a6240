import { FullScreen } from "../../ui/mod.ts";
import type { Context } from "../command.ts";
import type { Options } from "../commands.ts";
import { fault } from "../fault.ts";
import { openExperiments } from "../open_experiments.ts";
import { signalCode } from "../queue_report.ts";
import { TopSession } from "../top_session.ts";

export async function run(context: Context, options: Options<"top">): Promise<number> {
  const { terminal, env } = context.host;
  const { metric, direction, allCommits } = options;
  if (direction !== undefined && direction !== "max" && direction !== "min") {
    throw fault("usage/direction", { word: direction });
  }
  if (!terminal.stdinIsTty || !terminal.stdoutIsTty || env.get("TERM") === "dumb") {
    throw fault("usage/top-without-terminal", {});
  }
  const { repo, git } = await openExperiments(context);
  using screen = new FullScreen(context.host);
  const session = new TopSession(context, repo, git, screen, { metric, direction, allCommits });
  const ending = await session.run();
  screen.close();
  if (ending.signal !== undefined) return signalCode(ending.signal);
  for (const line of session.farewell()) context.print(line);
  return 0;
}
