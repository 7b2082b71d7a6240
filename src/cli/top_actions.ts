/** What the keys of `exp top` do, by the commands that do it. */
import { ExpError } from "../common/mod.ts";
import type { Wish } from "../top/mod.ts";
import { expSays } from "../voice/mod.ts";
import type { Context } from "./command.ts";
import { run as hold } from "./commands/queue_hold.ts";
import { run as kill } from "./commands/queue_kill.ts";
import { run as move } from "./commands/queue_move.ts";
import { run as release } from "./commands/queue_release.ts";
import { run as retry } from "./commands/queue_retry.ts";

type Action = Extract<Wish, { readonly do: "kill" | "retry" | "hold" | "release" | "move" }>;

/** @returns what came of it, in a line */
export async function act(context: Context, action: Action, name: string): Promise<string> {
  const said: string[] = [];
  const quiet: Context = {
    ...context,
    verbosity: "normal",
    print: (line) => void said.push(line),
    note: () => {},
    warn: (text) => void said.push(text),
    tell: () => {},
  };
  try {
    await doIt(quiet, action);
    return action.do === "kill" ? `${name} has been killed` : said.at(-1) ?? "";
  } catch (error) {
    if (error instanceof ExpError) return expSays(error);
    throw error;
  }
}

async function doIt(context: Context, action: Action): Promise<number> {
  const tasks = [action.id];
  switch (action.do) {
    case "kill":
      return await kill(context, { tasks, force: false, dryRun: false });
    case "retry":
      return await retry(context, { tasks, failed: false, dryRun: false });
    case "hold":
      return await hold(context, { tasks, dryRun: false });
    case "release":
      return await release(context, { tasks, dryRun: false });
    case "move": {
      const { before } = action;
      return await move(context, {
        tasks,
        first: false,
        last: before === undefined,
        before,
        priority: undefined,
        dryRun: false,
      });
    }
  }
}
