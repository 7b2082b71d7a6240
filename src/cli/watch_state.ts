/** `queue status --watch`: the plain twin of `exp top`. */
import type { Git } from "../git/mod.ts";
import { queueMark } from "../queue/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { cutToWidth, localIso } from "../show/mod.ts";
import { safeText } from "../ui/mod.ts";
import type { Context } from "./command.ts";
import { lookAtQueue, type QueueState, stateLines, stateWords, taskJson } from "./queue_state.ts";

const LOOK_EVERY_MS = 1000;
/** Drains die without a word, and engines are asked no more often. */
const LOOK_AGAIN_MS = 15_000;

/**
 * At a terminal the table, rewritten where it stands whenever it changes; elsewhere, or as JSON, a line for each task that
 * stands elsewhere than before. Ends when it is ended.
 */
export async function watchState(context: Context, repo: Repo, git: Git, asJson: boolean): Promise<never> {
  const { terminal, clock } = context.host;
  const show = terminal.stdoutIsTty && !asJson ? tableInPlace(context) : changesAsLines(context, asJson);
  for (;;) {
    const state = await lookAtQueue(repo, git);
    show(state);
    const mark = queueMark(repo, state.tasks);
    const nextMs = clock.monotonic() + LOOK_AGAIN_MS;
    do await clock.sleep(LOOK_EVERY_MS); while (clock.monotonic() < nextMs && queueMark(repo, state.tasks) === mark);
  }
}

/** No more lines than the screen has, each of one row: else going back would not come to where the table began. */
function tableInPlace(context: Context): (state: QueueState) => void {
  const { terminal } = context.host;
  let shown: readonly string[] = [];
  return (state) => {
    const room = Math.max(2, (terminal.rows() ?? 24) - 1);
    const columns = terminal.columns();
    const all = stateLines(context, state, columns);
    const more = all.length - room;
    const fitting = more <= 0 ? all : [...all.slice(0, room - 2), `… and ${more + 1} lines more`, all.at(-1)!];
    const lines = fitting.map((line) => safeText(cutToWidth(line, columns)));
    if (lines.join("\n") === shown.join("\n")) return;
    const back = shown.length === 0 ? "" : `\x1b[${shown.length}A\r\x1b[J`;
    // as bytes, for in a text the terminal shows such codes instead of obeying them
    terminal.write("stdout", new TextEncoder().encode(`${back}${lines.join("\n")}\n`));
    shown = lines;
  };
}

function changesAsLines(context: Context, asJson: boolean): (state: QueueState) => void {
  let before = new Map<string, string>();
  return ({ tasks, jobs }) => {
    const now = new Map(tasks.map((task) => [task.task.id, stateWords(context, task, jobs)]));
    const at = new Date(context.host.clock.now());
    for (const task of tasks) {
      const { id } = task.task;
      if (before.get(id) === now.get(id)) continue;
      const { name, stashRev } = task;
      const json = () => JSON.stringify({ schema: 1, at: at.toISOString(), task: taskJson(task, jobs.get(id)) });
      const line = () => `${localIso(at.getTime()).replace("T", " ")} ${name ?? stashRev.slice(0, 7)}: ${now.get(id)}`;
      context.print(asJson ? json() : line());
    }
    before = now;
  };
}
