/** What is forced to the disk, and in which order; tests/power cuts the power between the steps. */
import assert from "node:assert/strict";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { taskFolder } from "../../src/queue/layout.ts";
import { writeState } from "../../src/queue/store.ts";
import { DEFAULT_TASK_OPTIONS, NEW_STATE, type TaskState } from "../../src/queue/task.ts";
import { type ExpRepo, makeProject, request } from "../support/exp_repo.ts";

/** Notes writes that are forced to the disk, and changes of refs. Paths are relative to the repository. */
function note(project: ExpRepo): string[] {
  const noted: string[] = [];
  const { fs, processes } = project.host;
  const { writeAtomic, syncFolder, append } = fs, { runSync } = processes;
  const below = (path: string) => path.slice(project.root.length + 1).replace(/[0-9a-f-]{12,}/g, "ID");
  fs.writeAtomic = (path, data, options) => {
    if (options?.sync) noted.push(`write ${below(path)}`);
    return writeAtomic(path, data, options);
  };
  fs.append = (path, data, options) => {
    if (options?.sync) noted.push(`append ${below(path)}`);
    return append(path, data, options);
  };
  fs.syncFolder = (path) => {
    noted.push(`folder ${below(path)}`);
    return syncFolder(path);
  };
  processes.runSync = (command) => {
    if (command.args.includes("update-ref")) noted.push("refs");
    return runSync(command);
  };
  return noted;
}

Deno.test("an acknowledged task is on the disk: its journal before its pin, then the reflog, then the pin's name", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const wanted = request({ name: "t" });
  const entries = await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
  const noted = note(project);

  enqueueEntries(repo, git, entries, DEFAULT_TASK_OPTIONS);

  const order = [
    /^write .*queue.*jsonl$/,
    /^refs$/,
    /^write \.git\/logs\/.*stash$/,
    /^append .*stash\.lock$/,
    /^folder .*task$/,
  ];
  const places = order.map((step) => noted.findIndex((line) => step.test(line)));
  assert.deepEqual(places.toSorted((a, b) => a - b), places, noted.join("\n"));
  assert.equal(places.includes(-1), false, noted.join("\n"));
});

Deno.test("where a task rests is forced to the disk, and its ways are not", async () => {
  using project = await makeProject();
  const { repo } = project;
  project.host.fs.makeDir(taskFolder(repo, "1"));
  const noted = note(project);
  const isForced = (state: TaskState) => {
    noted.length = 0;
    writeState(repo, "1", state);
    return noted.length > 0;
  };
  const counts = { attempts: 0, deaths: 0 };

  const cause = { message: "broke", exitCode: 1 };
  assert.ok(isForced(NEW_STATE));
  assert.ok(isForced({ kind: "failed", attempts: 1, cause, endedAtMs: 1 }));
  assert.ok(isForced({ kind: "killed", attempts: 1, endedAtMs: 1 }));
  assert.ok(isForced({ kind: "collecting", ...counts, rev: "1".repeat(40), checkout: "/x" } as TaskState));
  assert.ok(!isForced({ kind: "success", rev: undefined, endedAtMs: 1 }));
  assert.ok(!isForced({ kind: "running", ...counts, checkout: "/x", startedAtMs: 1 } as TaskState));
});
