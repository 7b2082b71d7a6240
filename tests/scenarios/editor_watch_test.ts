/** Files that the DVC extension for VS Code watches or reads: they change when there is something new, and not else. */
import assert from "node:assert/strict";
import { editor } from "../support/editor.ts";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { prepareQueue } from "../support/queue_project.ts";

const LOOKS = [
  "exp show --json",
  "data status --granular --unchanged --json",
  "dag --md",
  "stage list",
  "root",
  "remote list --project",
];

editor("what VS Code watches changes with what it shows", async (vscode) => {
  const { repo, dvc, needs, sh, git } = vscode;
  await prepareQueue(vscode);

  await needs("a new experiment is a loose ref below refs/exps", async () => {
    await dvc("exp run -S n=1 -n one");
    const { stdout } = await sh("cd .git && find refs/exps -name one");
    assert.match(stdout, /^refs\/exps\/[0-9a-f]{2}\/[0-9a-f]{38}\/one$/m);
  });
  await needs("a renamed and a removed one move there, too", async () => {
    await dvc("exp rename one two");
    assert.equal((await sh("cd .git && find refs/exps -name one; find refs/exps -name two | wc -l")).stdout, "1\n");
    await dvc("exp remove two");
    assert.equal((await sh("cd .git && find refs/exps -name two")).stdout, "");
  });
  await needs("the queue is logs/refs/exps/celery/stash: a line a task, gone with the last one", async () => {
    const lines = async () => (await sh("cat .git/logs/refs/exps/celery/stash 2>/dev/null | wc -l")).stdout;
    await dvc("exp run --queue -S n=choice(2,3)");
    assert.equal(await lines(), "2\n");
    await dvc("exp remove --queue");
    assert.equal(await lines(), "0\n");
  });
  await needs("exp branch is a loose ref below refs/heads", async () => {
    await dvc("exp run -S n=4 -n four");
    await dvc("exp branch four wide");
    assert.ok(repo.has(".git/refs/heads/wide"));
  });
  await needs("looking changes nothing that is watched, else it would be looked at for ever", async () => {
    await git("status -q --porcelain", { code: "any" });
    const watched =
      "ls -laR --time-style=full-iso .git/HEAD .git/index .git/refs .git/logs dvc.yaml dvc.lock params.yaml" +
      " .dvc/config metrics.json model.txt";
    const before = (await sh(watched)).stdout;
    for (const words of LOOKS) await dvc(words);
    assert.equal((await sh(watched)).stdout, before);
  });
});

editor("what VS Code reads below .dvc/tmp tells who runs", async (vscode) => {
  const { repo, dvc, json, needs, sh } = vscode;
  repo.write(PREPARE_THEN_TRAIN);
  await repo.commit("a pipeline");
  const isRunning = async () => {
    const entries = await json<{ experiments: { executor: { state: string; name: string } | null }[] | null }[]>(
      "exp show --json",
    );
    return entries.flatMap(({ experiments }) => experiments ?? [])
      .some(({ executor }) => executor?.state === "running" && executor.name === "workspace");
  };

  await needs("steps are signalled in the project itself, also from a temporary folder", async () => {
    repo.write({ "train.sh": 'echo "$DVC_ROOT" >>../roots; echo {} >metrics.json; echo >model.txt\n' });
    await sh("dvc exp run -n here; sed -i 's/0.1/0.2/' params.yaml; cp metrics.json ..");
    repo.write({ "train.sh": `echo "$DVC_ROOT" >>${repo.around}/roots; echo {} >metrics.json; echo >model.txt\n` });
    await dvc("exp run --temp -n there");
    assert.equal(repo.read("../roots"), `${repo.root}\n`.repeat(2));
  });
  await needs("rwlock.lock names a process while there is one, and may be deleted", async () => {
    await sh("rm -f .dvc/tmp/exps/rwlock.lock .dvc/tmp/rwlock.lock");
    await dvc("exp run -S lr=0.7 -n after");
    assert.ok((await repo.experiments()).includes("after"));
    const held = (await sh("cat .dvc/tmp/exps/rwlock.lock 2>/dev/null || true")).stdout.trim();
    assert.match(held, /^(\d+|\{"pid": \d+\})?$/);
  });
  await needs("no run, no running workspace; DVCLIVE_ONLY of a dead process hinders nothing", async () => {
    assert.equal(await isRunning(), false);
    repo.write({ ".dvc/tmp/exps/run/DVCLIVE_ONLY": '{"pid": 999999999, "exp_name": "live"}' });
    assert.equal(await isRunning(), false);
    await dvc("exp run -S lr=0.8 -n still");
    assert.ok((await repo.experiments()).includes("still"));
  });
  await needs("checkouts of tasks lie below .dvc/tmp/exps, where no dvc.yaml is looked for", async () => {
    repo.write({ "train.sh": `pwd >${repo.around}/where; echo {} >metrics.json; echo >model.txt\n` });
    await dvc("exp run --queue -n queued");
    await dvc("exp run --run-all");
    assert.ok(repo.read("../where").startsWith(`${repo.root}/.dvc/tmp/exps/`));
  });
});
