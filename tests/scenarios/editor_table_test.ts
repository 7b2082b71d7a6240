/** The experiments table of the DVC extension for VS Code: `exp show --rev SHA … --json`, as it parses it. */
import assert from "node:assert/strict";
import { type Editor, editor } from "../support/editor.ts";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { prepareQueue } from "../support/queue_project.ts";

interface Entry {
  readonly rev: string;
  readonly name: string | null;
  readonly data: Data | null;
  readonly error: { readonly type: string; readonly msg: string } | null;
  readonly experiments: readonly Range[] | null;
}
interface Range {
  readonly revs: readonly Entry[];
  readonly name: string | null;
  readonly executor:
    | { readonly state: string; readonly name: string | null; readonly local: Record<string, unknown> | null }
    | null;
}
type Data = Record<"params" | "metrics" | "deps" | "outs" | "meta", Record<string, unknown>> & {
  readonly rev: string;
  readonly timestamp: string | null;
};

const SHA = /^[0-9a-f]{40}$/;

async function commits({ git }: Editor): Promise<string[]> {
  return (await git("log --format=%H")).stdout.trim().split("\n");
}

async function table(vscode: Editor): Promise<readonly Entry[]> {
  const revs = (await commits(vscode)).flatMap((sha) => ["--rev", sha]);
  return await vscode.json(["exp", "show", ...revs, "--json"]);
}

async function rangesOf(vscode: Editor): Promise<readonly Range[]> {
  return (await table(vscode)).flatMap(({ experiments }) => experiments ?? []);
}

const keys = (value: object | null | undefined) => Object.keys(value ?? {}).sort();

editor("the experiments table has the shapes that VS Code parses", async (vscode) => {
  const { repo, dvc, needs, git } = vscode;
  repo.write({ ...PREPARE_THEN_TRAIN, "data/x": "1" });
  await dvc("add data -q");
  await repo.commit("a pipeline");
  await dvc("exp run -n brave-fox -S lr=0.3");
  await git("tag v1");
  const entries = await table(vscode);
  const [workspace, head] = entries;
  const data = workspace!.data!;

  await needs("the workspace comes first, then the commits in the order asked", async () => {
    assert.deepEqual(entries.map(({ rev }) => rev), ["workspace", ...await commits(vscode)]);
  });
  await needs("an entry has rev, name, data, error and experiments", () => {
    for (const entry of entries) assert.deepEqual(keys(entry), ["data", "error", "experiments", "name", "rev"]);
    assert.deepEqual([workspace!.name, workspace!.error, workspace!.experiments], [null, null, null]);
  });
  await needs("a commit has its branch's name, or none", () => {
    assert.deepEqual(entries.slice(1).map(({ name }) => name), ["main", null]);
  });
  await needs("a range has revs, a name and an executor; its revs have no ranges of their own", () => {
    const [range] = head!.experiments!;
    assert.deepEqual(keys(range), ["executor", "name", "revs"]);
    assert.deepEqual([range!.name, range!.revs.length, range!.revs[0]!.experiments], ["brave-fox", 1, null]);
    assert.match(range!.revs[0]!.rev, SHA);
  });
  await needs("an experiment that ran in the workspace has no executor", () => {
    assert.equal(head!.experiments![0]!.executor, null);
  });
  await needs("data has rev, timestamp, params, metrics, deps, outs and meta", () => {
    assert.deepEqual(keys(data), ["deps", "meta", "metrics", "outs", "params", "rev", "timestamp"]);
    assert.deepEqual(keys(head!.data), keys(data));
  });
  await needs("a commit's time is ISO, the workspace has none", () => {
    assert.equal(data.timestamp, null);
    assert.equal(head!.data!.timestamp, "2024-01-01T00:00:00");
  });
  await needs("params and metrics are trees by file", () => {
    assert.deepEqual(data.params, { "params.yaml": { data: { lr: 0.3 } } });
    assert.deepEqual(data.metrics, { "metrics.json": { data: { lr: 0.3 } } });
  });
  await needs("deps have hash, size and nfiles", () => {
    assert.deepEqual(keys(data.deps["raw.txt"] as object), ["hash", "nfiles", "size"]);
  });
  await needs("outs have use_cache and is_data_source besides", () => {
    const hash = "62d38b10f836d0d762e25c33c0e12ebd.dir";
    assert.deepEqual(data.outs["data"], { hash, size: 1, nfiles: 1, use_cache: true, is_data_source: true });
    assert.equal((data.outs["model.txt"] as Record<string, unknown>)["is_data_source"], false);
  });
  await needs("meta is an object", () => assert.deepEqual(data.meta, {}));
  await needs("a file that is missing or broken is an error with type and msg", async () => {
    repo.write({ "metrics.json": "{" });
    const { error } = (await table(vscode))[0]!.data!.metrics["metrics.json"] as { error: object };
    assert.deepEqual(keys(error), ["msg", "type"]);
  });
  await needs("NaN and Infinity stand as they are", async () => {
    repo.write({ "metrics.json": '{"a": NaN, "b": Infinity}' });
    assert.match((await dvc("exp show --json")).stdout, /"data": \{"a": NaN, "b": Infinity\}/);
  });
  await needs("a broken dvc.yaml is an error of the workspace alone, and no failure", async () => {
    repo.write({ "dvc.yaml": "stages: [\n" });
    const [broken, ...others] = await table(vscode);
    assert.equal(broken!.data, null);
    assert.deepEqual(keys(broken!.error), ["msg", "type"]);
    assert.ok(others.every(({ data, error }) => data !== null && error === null));
  });
});

editor("the experiments table tells what is queued, runs, and has ended, as VS Code wants it", async (vscode) => {
  const { repo, dvc, needs, sh, git } = vscode;
  const LOCAL = ["log", "pid", "returncode", "root", "task_id"];
  await prepareQueue(vscode);
  const seen =
    '(cd "$DVC_ROOT" && dvc exp show --json >../seen.json); echo \'{"n": 1}\' >metrics.json; echo >model.txt';

  await needs("a queued experiment: dvc-task", async () => {
    await dvc("exp run --queue -S n=1 -n waits");
    const [range] = await rangesOf(vscode);
    const { state, name, local } = range!.executor!;
    assert.deepEqual([range!.name, state, name, keys(local)], ["waits", "queued", "dvc-task", LOCAL]);
  });
  await needs("one that has failed", async () => {
    await dvc("exp remove --queue");
    await dvc("exp run --queue -S mode=fail -n unlucky");
    await vscode.exp("queue drain", { code: "any" });
    const [range] = await rangesOf(vscode);
    assert.deepEqual([range!.name, range!.executor!.state], ["unlucky", "failed"]);
  });
  await needs("one that went well: success with its local, as long as its result is kept", async () => {
    await dvc("exp run --queue -S n=2 -n lucky");
    await vscode.exp("queue drain", { code: "any" });
    const executor = (await rangesOf(vscode)).find(({ name }) => name === "lucky")!.executor!;
    assert.deepEqual([executor.state, executor.name, keys(executor.local)], ["success", "dvc-task", LOCAL]);
  });
  await needs("a run in the workspace: running, workspace", async () => {
    repo.write({ "train.sh": seen });
    await sh("dvc exp run -n here");
    const running = executorsIn(repo.around).find((each) => each?.state === "running");
    assert.deepEqual([running?.name, keys(running?.local)], ["workspace", LOCAL]);
  });
  await needs("a run in a temporary folder: running, not in the workspace", async () => {
    repo.write({ "params.yaml": "n: 5\nmode: ok\n" });
    await sh("dvc exp run --temp -n there");
    const running = executorsIn(repo.around).find((each) => each?.state === "running");
    assert.equal(running?.name, "tempdir");
  });
  await needs("an experiment of a commit that HEAD has left stays below that commit", async () => {
    const [left = ""] = await commits(vscode);
    await git("commit -q --allow-empty -m next");
    const entries = await table(vscode);
    assert.equal(entries[1]!.experiments?.some(({ name }) => name === "lucky") ?? false, false);
    assert.ok(entries.find(({ rev }) => rev === left)!.experiments!.some(({ name }) => name === "lucky"));
  });
});

function executorsIn(around: string): Range["executor"][] {
  const entries = JSON.parse(Deno.readTextFileSync(`${around}/seen.json`)) as Entry[];
  return entries.flatMap(({ experiments }) => experiments ?? []).map(({ executor }) => executor);
}
