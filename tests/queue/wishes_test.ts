import assert from "node:assert/strict";
import { ExpError } from "../../src/common/mod.ts";
import { NO_RULES } from "../../src/engines/job_options.ts";
import { wishesOf } from "../../src/queue/wishes.ts";
import type { Task } from "../../src/queue/task.ts";
import { type ExpRepo, makeProject } from "../support/exp_repo.ts";
import { taskNamed } from "./tasks.ts";

const PIPELINE = `stages:
  quiet: {cmd: x}
  train:
    cmd: x
    meta: {slurm: {p: gpu, mem: 1G}, exp: {needs: {gpu: 1}}, owner: jane}
  eval:
    cmd: x
    meta: {sge: {l: gpu=1}}
`;
const ENGINE = {
  ...NO_RULES,
  name: "our-lab",
  names: ["slurm", "our-lab"],
  aliases: { p: "partition" },
  options: { partition: "cpu", account: "lab" },
  profiles: new Map<string, Record<string, string>>(),
  needs: undefined,
};

function taskOf({ git }: ExpRepo, name: string, options: Partial<Task["options"]> = {}): Task {
  const task = taskNamed(name, 1), stashRev = git.head().rev as string;
  return { ...task, id: name, entry: { ...task.entry, stashRev }, options: { ...task.options, ...options } };
}

Deno.test("a job asks for what file, stages, task and command line say together", async () => {
  using project = await makeProject({ "dvc.yaml": PIPELINE });
  const { repo, git } = project;
  const tasks = [
    taskOf(project, "plain"),
    taskOf(project, "own", { job: { options: { mem: "8G" } }, needs: { gpu: 2 } }),
  ];

  const found = await wishesOf(repo, git, tasks, ENGINE, { options: { time: "1:00:00" } });

  const common = { account: "lab", partition: "gpu", time: "1:00:00" };
  assert.deepEqual(found.get("plain"), { options: { ...common, mem: "1G" }, needs: { gpu: 1 } });
  assert.deepEqual(found.get("own"), { options: { ...common, mem: "8G" }, needs: { gpu: 2 } });
});

Deno.test("what one task asks for in vain is its own fault", async () => {
  using project = await makeProject({ "dvc.yaml": PIPELINE });
  const { repo, git } = project;
  const tasks = [taskOf(project, "good"), taskOf(project, "bad", { job: { options: {}, profile: "nobody" } })];

  const found = await wishesOf(repo, git, tasks, ENGINE, { options: {} });

  const bad = found.get("bad");
  assert.ok(bad instanceof ExpError && bad.fault === "not-found/job-profile");
  assert.ok(!(found.get("good") instanceof ExpError));
});
