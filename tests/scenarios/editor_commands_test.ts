/** The command lines that the DVC extension for VS Code runs beside the table's, and what it reads of their output. */
import assert from "node:assert/strict";
import { type Editor, editor } from "../support/editor.ts";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { prepareQueue, runsOf, tasksBy } from "../support/queue_project.ts";
import { EXP_BIN } from "../support/scenario.ts";
import { until } from "../support/wait.ts";

editor("VS Code finds the program and the project", async ({ repo, dvc, needs, sh, program }) => {
  await needs("--version begins with a version that it knows: 3.33.3 up to 3.67.1", async () => {
    const [, major, minor] = /^(\d+)\.(\d+)\.\d+/.exec((await dvc("--version")).stdout)!;
    assert.equal(major, "3");
    assert.ok(Number(minor) > 33 && Number(minor) <= 67);
  });
  await needs("root is relative to where it is asked", async () => {
    repo.write({ "deep/down/x": "" });
    assert.equal((await dvc("root")).stdout, ".\n");
    assert.equal((await dvc("root", { cwd: "deep/down" })).stdout, "../..\n");
  });
  await needs("a link of the name dvc is as good as the shim", async () => {
    await sh(`ln -s '${EXP_BIN}' ../dvc`);
    assert.equal((await program(`${repo.around}/dvc`)("root", { cwd: "deep/down" })).stdout, "../..\n");
  });
  await needs("root fails outside of a project, with a message and nothing on stdout", async () => {
    await sh("mkdir ../elsewhere");
    const { code, stdout, stderr } = await dvc("root", { cwd: "../elsewhere", code: "any" });
    assert.ok(code !== 0 && stdout === "" && stderr !== "");
  });
  await needs("init --subdir makes a project below the top", async () => {
    await dvc("init --subdir", { cwd: "deep" });
    assert.equal((await dvc("root", { cwd: "deep/down" })).stdout, "..\n");
  });
});

editor("VS Code's tree of data", async (vscode) => {
  const { repo, dvc, json, needs, sh } = vscode;
  const status = () => json<Record<string, unknown>>("data status --granular --unchanged --json");
  await dvc(`remote add -d --project store ${repo.around}/store`);
  repo.write({ "data/a": "a", "data/b": "b", single: "1" });

  await needs("add", async () => {
    await dvc("add data");
    await dvc("add single");
    assert.ok(repo.has("data.dvc") && repo.has("single.dvc"));
  });
  await needs("data status: committed and uncommitted by kind, unchanged; folders end in a slash", async () => {
    assert.deepEqual((await status())["committed"], { added: ["data/", "data/a", "data/b", "single"] });
    await repo.commit("data");
    const unchanged = (await status())["unchanged"] as string[];
    assert.deepEqual(unchanged.sort(), ["data/", "data/a", "data/b", "single"]);
  });
  await needs("data status: added, deleted, modified, renamed", async () => {
    await sh("chmod u+w data/*; mv data/a data/z; echo new >data/new; echo more >>single");
    assert.deepEqual((await status())["uncommitted"], {
      added: ["data/new"],
      modified: ["data/", "single"],
      renamed: [{ old: "data/a", new: "data/z" }],
    });
  });
  await needs("commit T -f", async () => {
    await dvc("commit data -f");
    assert.deepEqual((await status())["uncommitted"], { modified: ["single"] });
  });
  await needs("checkout, of one and of all, with -f", async () => {
    await dvc("checkout single -f");
    assert.equal(repo.read("single"), "1");
    await sh("rm -rf data single");
    await dvc("checkout");
    assert.equal(repo.read("data/new"), "new\n");
  });
  await needs("push and pull, of one and of all, with -f", async () => {
    await dvc("push single");
    await dvc("push");
    await sh("rm -rf data single .dvc/cache");
    await dvc("pull single -f");
    await dvc("pull");
    assert.equal(repo.read("data/z") + repo.read("single"), "a1");
  });
  await needs("data status: not_in_cache", async () => {
    await sh("rm -rf .dvc/cache");
    const lost = (await status())["not_in_cache"] as string[];
    assert.deepEqual(lost.sort(), ["data/", "data/b", "data/new", "data/z", "single"]);
  });
  await needs("remove T.dvc", async () => {
    await dvc("remove single.dvc");
    assert.equal(repo.has("single.dvc"), false);
  });
});

editor("VS Code's pipelines", async ({ repo, dvc, needs }) => {
  await needs("stage list without a stage prints nothing", async () => {
    repo.write({ "dvc.yaml": "params: [params.yaml]\n" });
    assert.equal((await dvc("stage list")).stdout, "");
  });
  await needs("stage list: a stage's name up to the first blank, in the folder of each dvc.yaml", async () => {
    repo.write(PREPARE_THEN_TRAIN);
    repo.write({ "sub/dvc.yaml": "stages:\n  only:\n    cmd: echo\n" });
    const names = async (cwd: string) =>
      (await dvc("stage list", { cwd })).stdout.trim().split("\n").map((line) => line.split(" ")[0]);
    assert.deepEqual([await names("."), await names("sub")], [["prepare", "train"], ["only"]]);
  });
  await needs("dag --md has one mermaid block", async () => {
    assert.match((await dvc("dag --md")).stdout, /^```mermaid\nflowchart TD\n[^`]*-->[^`]*```\n*$/);
  });
  await needs("a broken dvc.yaml fails, with nothing on stdout", async () => {
    repo.write({ "dvc.yaml": "stages: [\n" });
    const { code, stdout, stderr } = await dvc("stage list", { code: "any" });
    assert.ok(code !== 0 && stdout === "" && stderr !== "");
  });
});

interface Plots {
  readonly data: Record<string, readonly Record<string, unknown>[]>;
  readonly errors?: readonly Record<string, unknown>[];
}

editor("VS Code's plots", async (vscode) => {
  const { repo, dvc, json, needs } = vscode;
  repo.write({
    ...PREPARE_THEN_TRAIN,
    "curve.csv": "step,loss\n1,0.5\n",
    "image.png": "an image",
    "lost.csv": "a,b\n1,2\n",
  });
  repo.write({
    "dvc.yaml": `${repo.read("dvc.yaml")}plots:\n- curve.csv: {x: step, y: loss}\n- image.png\n- lost.csv\n`,
  });
  await repo.commit("a pipeline");
  await dvc("exp run -n brave-fox -S lr=0.3");
  repo.write({ "lost.csv": null });
  const diff = () => json<Plots>("plots diff brave-fox workspace -o .dvc/tmp/plots --split --json");

  await needs("plots diff: a template with its anchors, their definitions, points with their rev", async () => {
    const [plot] = (await diff()).data["curve.csv"]!;
    assert.deepEqual([plot!["type"], (plot!["revisions"] as string[]).sort()], ["vega", ["brave-fox", "workspace"]]);
    assert.match(JSON.stringify(plot!["content"]), /<DVC_METRIC_DATA>/);
    const points = (plot!["anchor_definitions"] as Record<string, unknown>)["<DVC_METRIC_DATA>"];
    assert.match(typeof points === "string" ? points : JSON.stringify(points), /"rev": ?"brave-fox"/);
  });
  await needs("plots diff: an image with its url, and the file there", async () => {
    const images = (await diff()).data["image.png"]!;
    assert.deepEqual(images.map(({ type }) => type), ["image", "image"]);
    for (const { url } of images) assert.equal(Deno.readTextFileSync(String(url)), "an image");
  });
  await needs("plots diff: an error says of which file and revision it is", async () => {
    const [error] = (await diff()).errors!;
    assert.deepEqual(Object.keys(error!).sort(), ["msg", "name", "rev", "source", "type"]);
    assert.deepEqual([error!["rev"], error!["name"]], ["workspace", "lost.csv"]);
  });
});

editor("VS Code runs experiments and deals with them", async (vscode) => {
  const { repo, dvc, git, needs, sh } = vscode;
  repo.write(Object.fromEntries(Object.entries(PREPARE_THEN_TRAIN).map(([path, text]) => [`sub/${path}`, text])));
  await repo.commit("a pipeline in a folder");
  await sh("git init -q --bare ../origin.git && git remote add origin ../origin.git");
  const inFolder = { cwd: "sub" };

  await needs("exp run -S FILE:KEY=VALUE, in the folder of the dvc.yaml", async () => {
    await dvc("exp run -S params.yaml:lr=0.5", inFolder);
    assert.equal(repo.read("sub/metrics.json"), '{"lr": 0.5}\n');
  });
  const [name = ""] = await repo.experiments();
  await needs("exp rename", async () => {
    await dvc(["exp", "rename", name, "brave-fox"]);
    assert.deepEqual(await repo.experiments(), ["brave-fox"]);
  });
  await needs("exp apply, by name and by the first seven digits of its id", async () => {
    await git("checkout -q -f .");
    await dvc("exp apply brave-fox");
    assert.match(repo.read("sub/params.yaml"), /lr: 0\.5/);
    await git("checkout -q -f .");
    await dvc(["exp", "apply", (await idOf(vscode, "brave-fox")).slice(0, 7)]);
    assert.match(repo.read("sub/params.yaml"), /lr: 0\.5/);
  });
  await needs("exp branch", async () => {
    await dvc("exp branch brave-fox wide");
    assert.match((await git("show wide:sub/params.yaml")).stdout, /lr: 0\.5/);
  });
  await needs("exp push origin of several", async () => {
    await dvc("exp run -S params.yaml:lr=0.6 -n calm-lake", inFolder);
    await dvc("exp push origin brave-fox calm-lake --no-cache");
    assert.equal((await git("ls-remote origin refs/exps/*")).stdout.trim().split("\n").length, 2);
  });
  await needs("exp remove of several", async () => {
    await dvc("exp remove brave-fox calm-lake");
    assert.deepEqual(await repo.experiments(), []);
  });
  await needs("SIGINT to the process and its children ends a run, and nothing is half written", async () => {
    repo.write({ "sub/train.sh": "trap 'exit 1' INT\necho >../../started\nsleep 300 & wait\n" });
    const { code } = await dvc("exp run -n cut", { ...inFolder, code: "any", interruptWhen: "../started" });
    assert.notEqual(code, 0);
    assert.deepEqual(await repo.experiments(), []);
  });
});

editor("VS Code fills and empties the queue", async (vscode) => {
  const { repo, dvc, needs, sh } = vscode;
  await prepareQueue(vscode);
  const waiting = () => tasksBy(vscode, "queued");

  await needs("exp run --queue -S with range() and choice()", async () => {
    await dvc([
      "exp",
      "run",
      "--queue",
      "-S",
      "params.yaml:n=range(1,3,1)",
      "-S",
      "params.yaml:mode=choice(ok,silent)",
    ]);
    assert.equal((await waiting()).length, 4);
  });
  await needs("exp remove of a queued one, and exp remove --queue", async () => {
    const [first = ""] = await waiting();
    await dvc(["exp", "remove", first]);
    assert.equal((await waiting()).length, 3);
    await dvc("exp remove --queue");
    assert.deepEqual(await waiting(), []);
  });
  await needs("queue start -j N returns at once and works on", async () => {
    await dvc("exp run --queue -S n=7 -S mode=silent -n hangs");
    await dvc("queue start -j 1");
    await until("the task to run", () => runsOf(vscode).includes(7));
  });
  await needs("queue logs ID --follow shows what is said, until SIGINT or the end", async () => {
    const followed = dvc("queue logs hangs --follow", { code: "any" });
    await until("the task to hang", () => repo.has("../hanging"));
    await dvc("queue kill hangs");
    assert.match((await followed).stdout, /number 7/);
  });
  await needs("queue kill ID", async () => {
    await until("the task to be over", async () => (await tasksBy(vscode, "killed")).includes("hangs"));
  });
  await needs("queue stop lets what runs end; queue stop --kill ends it", async () => {
    await sh("rm ../hanging");
    await dvc("exp run --queue -S n=8 -S mode=silent -n again");
    await dvc("queue start -j 1");
    await until("the task to hang", () => repo.has("../hanging"));
    await dvc("queue stop");
    assert.deepEqual(await tasksBy(vscode, "running"), ["again"]);
    await dvc("queue stop --kill");
    await until("the task to be over", async () => (await tasksBy(vscode, "running")).length === 0);
  });
});

editor("VS Code sets up remotes and Studio", async ({ repo, dvc, needs }) => {
  await needs("remote add, modify and rename, by level", async () => {
    await dvc("remote add -d --project store /data/1");
    await dvc("remote add --local mine /data/2");
    await dvc("remote modify --project store url /data/3");
    await dvc("remote rename --local mine own");
  });
  await needs("remote list by level: name, blanks, address", async () => {
    const listed = async (level: string) => (await dvc(`remote list --${level}`)).stdout.trim().split(/\s+/);
    assert.deepEqual(await listed("project"), ["store", "/data/3", "(default)"]);
    assert.deepEqual(await listed("local"), ["own", "/data/2"]);
  });
  await needs("config of studio.token, studio.url and studio.offline, by level, read and unset", async () => {
    await dvc("config --global studio.token secret");
    await dvc("config --local studio.offline true");
    await dvc("config studio.url https://studio.example");
    assert.equal((await dvc("config studio.token")).stdout, "secret\n");
    assert.equal((await dvc("config studio.offline")).stdout, "true\n");
    assert.equal((await dvc("config studio.url")).stdout, "https://studio.example\n");
    await dvc("config --global --unset studio.token");
    assert.equal((await dvc("config studio.token", { code: "any" })).stdout, "");
    assert.doesNotMatch(repo.read(".dvc/config"), /token/);
  });
});

async function idOf({ git }: Editor, name: string): Promise<string> {
  const { stdout } = await git(["for-each-ref", "--format=%(objectname) %(refname)", "refs/exps"]);
  return stdout.split("\n").find((line) => line.endsWith(`/${name}`))!.split(" ")[0]!;
}
