import assert from "node:assert/strict";
import { planExperiments, stashPoints } from "../../src/entries/prepare.ts";
import { WaitingList } from "../../src/queue/claim.ts";
import { enqueueEntries } from "../../src/queue/enqueue.ts";
import { whoAmI } from "../../src/queue/machine.ts";
import { logFile } from "../../src/queue/mod.ts";
import { DEFAULT_TASK_OPTIONS } from "../../src/queue/task.ts";
import { Looker } from "../../src/top/look.ts";
import { makeProject, request } from "../support/exp_repo.ts";
import { onMachine } from "../support/other_machine.ts";

Deno.test("a task that another machine runs is shown with that machine's name and the end of its log", async () => {
  using project = await makeProject();
  const { repo, git } = project;
  const wanted = request({ name: "far" });
  const entries = await stashPoints(repo, git, planExperiments(repo, git, wanted, { allowSweep: true }), wanted);
  const [task] = enqueueEntries(repo, git, entries, DEFAULT_TASK_OPTIONS);
  const far = onMachine(repo, "elsewhere");
  new WaitingList(far, git, whoAmI(far.host), {}).claim();
  const path = logFile(repo, task!);
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  Deno.writeTextFileSync(path, "epoch 1\nepoch 2\n");

  const looker = new Looker(repo, git, {}, {
    refresh: () => [],
    askEngines: () => Promise.resolve({ jobs: new Map(), silent: [] }),
    words: ({ runsOn }) => `Running on ${runsOn}`,
    searches: () => Promise.resolve([]),
  });
  const [row] = (await looker.look())!.rows;

  assert.deepEqual(
    [row?.pane, row?.runsOn, row?.words, row?.tail],
    ["running", "elsewhere", "Running on elsewhere", ["epoch 1", "epoch 2"]],
  );
});
