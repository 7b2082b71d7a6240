/**
 * The Worker that drives experiments, one at a time. It may write to the project's `.dvc`, its Git folder and its cache,
 * and nowhere else: the user's work tree is out of its reach.
 *
 * An entry point of its own: the build makes `worker_main.js` of it, beside the program's bundle.
 */
import { ExpError } from "./common/mod.ts";
import { openGit } from "./git/mod.ts";
import { createHost, serveThread } from "./host/mod.ts";
import { type Assignment, type FromWorker, runTask, type Setup, type ToWorker } from "./queue/mod.ts";
import { openRepo } from "./repo/mod.ts";
import { dvcSays, expSays } from "./voice/mod.ts";

ExpError.say = expSays; // an error that ends the Worker is told by its message alone

let setup: Setup | undefined;
let stop: AbortController | undefined;

serveThread<ToWorker, FromWorker>((message, answer) => {
  switch (message.kind) {
    case "setup":
      setup = message;
      answer({ kind: "ready" });
      break;
    case "run":
      void run(message, answer);
      break;
    case "abort":
      stop?.abort(message.ending);
      break;
  }
});

async function run(assignment: Assignment, answer: (message: FromWorker) => void): Promise<void> {
  if (setup === undefined) throw new Error("a Worker was given a task before its setup");
  stop = new AbortController();
  const host = createHost({ env: setup.env, cwd: setup.root, tempDir: setup.tempDir, umask: setup.umask });
  const repo = await openRepo(host, { cwd: setup.root });
  const outcome = await runTask(repo, openGit(repo), assignment, {
    signal: stop.signal,
    say: dvcSays,
    onState: (state) => answer({ kind: "state", state }),
  });
  answer({ kind: "ended", outcome });
}
