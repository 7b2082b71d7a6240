/**
 * The Worker that drives experiments, one at a time. It may write to the project's `.dvc`, its Git folder and its cache,
 * and nowhere else: the user's work tree is out of its reach.
 *
 * An entry point of its own: the build makes `worker_main.js` of it, beside the program's bundle.
 */
import { openGit } from "../git/mod.ts";
import { createHost } from "../host/mod.ts";
import { openRepo } from "../repo/mod.ts";
import type { Assignment, FromWorker, Setup, ToWorker } from "./protocol.ts";
import { runTask } from "./run_task.ts";

// `self` as a Worker has it; the project is checked with a window's types
const scope = globalThis as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};
let setup: Setup | undefined;
let stop: AbortController | undefined;

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case "setup":
      setup = data;
      scope.postMessage({ kind: "ready" });
      break;
    case "run":
      void run(data);
      break;
    case "abort":
      stop?.abort();
      break;
  }
};

async function run(assignment: Assignment): Promise<void> {
  if (setup === undefined) throw new Error("a Worker was given a task before its setup");
  stop = new AbortController();
  const host = createHost({ env: setup.env, cwd: setup.root, tempDir: setup.tempDir, umask: setup.umask });
  const repo = await openRepo(host, { cwd: setup.root });
  const outcome = await runTask(repo, openGit(repo), assignment, stop.signal, (state) => {
    scope.postMessage({ kind: "state", state });
  });
  scope.postMessage({ kind: "ended", outcome });
}
