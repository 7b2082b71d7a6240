import { openGit } from "../../../src/git/mod.ts";
import type { Host, Thread } from "../../../src/host/mod.ts";
import type { ThreadOptions } from "../../../src/host/thread.ts";
import { type FromWorker, runTask, type ToWorker } from "../../../src/queue/mod.ts";
import { openRepo } from "../../../src/repo/mod.ts";
import { dvcSays } from "../../../src/voice/mod.ts";

/** The thread that runs a task (worker_main.ts), between two turns of the only one that there is. */
export function memoryThread<Message, Answer>(
  entry: string,
  { onAnswer, onCrash }: ThreadOptions<Answer>,
  newHost: (cwd: string) => Host,
): Thread<Message> {
  if (entry !== "worker_main") throw new Error(`the machine in memory has no thread ${entry}`);
  const answer = (message: FromWorker) => onAnswer?.(message as Answer);
  const stop = new AbortController();
  let root = "";
  const run = async (message: ToWorker) => {
    if (message.kind === "setup") root = message.root;
    if (message.kind === "abort") stop.abort();
    if (message.kind !== "run") return;
    const repo = await openRepo(newHost(root), { cwd: root });
    const outcome = await runTask(repo, openGit(repo), message, {
      signal: stop.signal,
      say: dvcSays,
      onState: (state) => answer({ kind: "state", state }),
    });
    answer({ kind: "ended", outcome });
  };
  return {
    post: (message) => void run(message as ToWorker).catch((error) => onCrash?.(String(error))),
    [Symbol.dispose]: () => {},
  };
}
