/** What is done otherwise by DVC's rules; see common/rules.ts. */
import assert from "node:assert/strict";
import { DVC_RULES, EXP_RULES, type Rules } from "../../src/common/rules.ts";
import { addStage, Project, reproduce, setFrozen } from "../../src/pipeline/mod.ts";
import { folderRepo } from "../support/folder_repo.ts";

const TRAIN = `stages:
  train: # slow
    cmd: ./train
    outs:
    - b.txt
    - a.txt
    desc: by hand
`;

async function edited(rules: Rules, edit: (project: Project) => Promise<unknown>): Promise<string> {
  using repo = folderRepo({ "dvc.yaml": TRAIN });
  await edit(new Project({ ...await repo.open(), rules }));
  return repo.host.fs.readText(`${repo.root}/dvc.yaml`);
}

Deno.test("freezing adds a line; by DVC's rules the stage is written anew, in DVC's order", async () => {
  const freeze = (project: Project) => setFrozen(project, "train", true);

  assert.equal(await edited(EXP_RULES, freeze), `${TRAIN}    frozen: true\n`);
  const anew = await edited(DVC_RULES, freeze);
  assert.match(anew, /- a\.txt\n {4}- b\.txt\n/);
  assert.match(anew, /frozen: true/);
});

Deno.test("a replaced stage is described anew; by DVC's rules the old description stays", async () => {
  const replace = (desc: string) => (project: Project) =>
    addStage(project, { name: "train", command: ["./other"], desc, force: true });

  assert.match(await edited(EXP_RULES, replace("new")), /desc: new\n/);
  assert.match(await edited(DVC_RULES, replace("new")), /desc: by hand\n/);
});

Deno.test("a dry run tells the reasons of each stage; by DVC's rules it lists the commands", async () => {
  const told = async (rules: Rules) => {
    using repo = folderRepo({ "dvc.yaml": "stages:\n  train:\n    cmd: ./train\n    outs: [a.txt]\n" });
    const kinds: string[] = [];
    await reproduce({ ...await repo.open(), rules }, { dry: true }, ({ kind }) => kinds.push(kind));
    return kinds;
  };

  assert.deepEqual(await told(EXP_RULES), ["stage-planned"]);
  assert.deepEqual(await told(DVC_RULES), ["stage-running", "stage-command"]);
});
