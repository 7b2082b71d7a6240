import { deepEqual, rejects } from "node:assert/strict";
import { Project } from "../../src/pipeline/mod.ts";
import { chooseOuts, type TargetChoice } from "../../src/workspace/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

const PIPELINE = `stages:
  one: {cmd: make, deps: [src], outs: [o]}
  two: {cmd: make, deps: [o], outs: [t, t2]}
  other: {cmd: make, outs: [x]}
`;

/** The chosen outs, `FOLDER>PATH` where only a part of one is meant. */
async function chosen(choice: TargetChoice): Promise<string[]> {
  using files = folderRepo({
    "dvc.yaml": PIPELINE,
    "data.dvc": "outs: [{md5: d41d8cd98f00b204e9800998ecf8427e, path: data}]\n",
  });
  const outs = await chooseOuts(new Project(await files.open()), choice);
  return outs.map(({ out, inside }) => inside === undefined ? out.path : `${out.path}>${inside}`);
}

Deno.test("without targets all outs are meant", async () => {
  deepEqual((await chosen({})).sort(), ["data", "o", "t", "t2", "x"]);
});

Deno.test("a stage means all of its outs, a path the out at it or around it, each once", async () => {
  deepEqual(await chosen({ targets: ["two"] }), ["t", "t2"]);
  deepEqual(await chosen({ targets: ["t2", "data/a/b", "t2", "data.dvc"] }), ["t2", "data>a/b", "data"]);
});

Deno.test("what targets need is meant too; for DVC's command line not what a named output needs", async () => {
  deepEqual(await chosen({ targets: ["t"], withDeps: true }), ["o", "t", "t2"]);
  deepEqual(await chosen({ targets: ["t"], withDeps: "of-stages" }), ["t"]);
  deepEqual(await chosen({ targets: ["two"], withDeps: "of-stages" }), ["o", "t", "t2"]);
  deepEqual(await chosen({ targets: ["x", "two"], withDeps: "of-stages" }), ["x", "o", "t", "t2"]);
});

Deno.test("what is neither is refused", async () => {
  await rejects(() => chosen({ targets: ["src"] }), { kind: "not-found" });
});
