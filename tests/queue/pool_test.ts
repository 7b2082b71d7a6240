import assert from "node:assert/strict";
import { makeFolders } from "../../src/queue/store.ts";
import { TaskWorker, workerPermissions } from "../../src/queue/pool.ts";
import type { RunOutcome } from "../../src/queue/runner.ts";
import type { Assignment } from "../../src/queue/protocol.ts";
import type { TaskState } from "../../src/queue/task.ts";
import { makeProject } from "../support/exp_repo.ts";
import { taskNamed } from "./tasks.ts";

const PREPARING: TaskState = { kind: "preparing", attempts: 0, deaths: 0, by: undefined };

function run(worker: TaskWorker, task: unknown): Promise<RunOutcome> {
  return worker.run({ kind: "run", task, state: PREPARING, env: {} } as Assignment, () => {});
}

Deno.test("a Worker that crashes is an outcome, and costs no other Worker its task", async () => {
  using project = await makeProject();
  makeFolders(project.repo);
  using broken = new TaskWorker(project.repo);
  using healthy = new TaskWorker(project.repo);

  const [crash, failure] = await Promise.all([run(broken, null), run(healthy, taskNamed("t", 1))]);

  assert.equal(crash.kind, "crashed");
  assert.equal(broken.isBroken, true);
  assert.equal(failure.kind, "failed", "its commit does not exist, which is an ordinary failure");
  assert.equal(healthy.isBroken, false);
  assert.equal((await run(broken, taskNamed("t", 1))).kind, "crashed", "a broken Worker takes no further task");
});

Deno.test("a Worker may not write to the user's work tree, nor look at more of the machine than its name, nor at the network", async () => {
  using project = await makeProject();
  const { root, repo } = project;
  const permissions = workerPermissions(repo);

  assert.deepEqual(permissions.write, [`${root}/.dvc`, repo.cacheDir, `${root}/.git`, "/dev/null"]);
  assert.deepEqual(permissions.run, ["git", "sh"]);
  assert.deepEqual(permissions.sys, ["hostname"]);
  assert.deepEqual([permissions.net, permissions.ffi, permissions.import], [false, false, false]);
});

Deno.test("what a Worker may not do is refused by the runtime", async () => {
  using project = await makeProject();
  const code = `try { Deno.writeTextFileSync("${project.root}/mine.txt", "x"); postMessage("written"); }
    catch (error) { postMessage(error.name); }`;
  const options = { type: "module", deno: { permissions: workerPermissions(project.repo) } };
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const worker = new Worker(url, options as WorkerOptions);

  const answer = await new Promise((resolve) => worker.onmessage = ({ data }) => resolve(data));

  worker.terminate();
  URL.revokeObjectURL(url);
  assert.equal(answer, "NotCapable");
});
