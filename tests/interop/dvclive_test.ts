/**
 * Real DVCLive inside of `exp run`, and real DVC over what was tracked. Started by scripts/interop; EXP_INTEROP_DVC2 may
 * name a DVC 2.58 as well, whose `dvc.api.make_checkpoint` is then used.
 */
import assert from "node:assert/strict";
import { TRAINING } from "../support/checkpoint_project.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

const DVC = Deno.env.get("EXP_INTEROP_DVC");
const DVC2 = Deno.env.get("EXP_INTEROP_DVC2");
const pythonOf = (dvc: string | undefined) => (dvc ?? "").replace(/[^/]*$/, "python");
const QUIET = { DVC_NO_ANALYTICS: "1", DVC_STUDIO_OFFLINE: "1", DVCLIVE_LOGLEVEL: "WARNING" };

const LIVE: Readonly<Record<string, string>> = {
  ".gitignore": "/model.txt\n",
  "params.yaml": "lr: 0.1\n",
  "dvc.yaml": `stages:
  train:
    cmd: ${pythonOf(DVC)} train.py
    deps: [train.py]
    params: [lr]
    outs: [model.txt]
`,
  "train.py": `import json, os
from dvclive import Live
with Live() as live:
    live.log_param("depth", 3)
    for step in range(3):
        live.log_metric("loss", 1 / (step + 1))
        live.next_step()
    open("../live.json", "w").write(json.dumps({
        "name": live._exp_name, "inside": live._inside_dvc_exp, "save": live._save_dvc_exp,
        "env": {k: v for k, v in os.environ.items() if k.startswith("DVC_EXP")}}))
open("model.txt", "w").write("done")
`,
};

async function begin({ repo }: Scenario, files: Readonly<Record<string, string>>): Promise<void> {
  repo.write(files);
  await repo.commit("a project");
}

for (const mode of ["", "--temp", "--queue"]) {
  scenario(`DVCLive finds itself in 'exp run ${mode}', and its files are in the experiment`, async (journey) => {
    await begin(journey, LIVE);

    await journey.exp(`run ${mode} -n live`, { env: QUIET, timeoutMs: 600_000 });
    if (mode === "--queue") await journey.exp("queue drain", { env: QUIET, timeoutMs: 600_000 });

    assert.deepEqual(await journey.repo.experiments(), ["live"]);
    assert.equal(JSON.parse(await journey.repo.readOf("live", "dvclive/metrics.json")).step, 2);
    assert.match(await journey.repo.readOf("live", "dvclive/params.yaml"), /depth: 3/);
    const shown = JSON.parse((await journey.exp("show --json")).stdout)[1].experiments[0].revs[0].data;
    assert.equal(shown.metrics["dvclive/metrics.json"].data.loss, 1 / 3);
    if (mode !== "") return;
    const seen = JSON.parse(Deno.readTextFileSync(`${journey.repo.around}/live.json`));
    assert.deepEqual([seen.name, seen.inside, seen.save], ["live", true, false]);
    assert.equal(seen.env.DVC_EXP_BASELINE_REV, (await journey.git("rev-parse HEAD")).stdout.trim());
  }, { ignore: DVC === undefined });
}

scenario("DVC shows and applies what was tracked", async (journey) => {
  await begin(journey, { "params.yaml": "lr: 0.1\n" });
  await journey.sh(`EXP_TRACK=$(exp track init --name by-hand); export EXP_TRACK
    exp track params lr=0.4; exp track metric loss=0.5 --step 1; exp track save`);
  const real = journey.program(DVC ?? "dvc");

  const shown = JSON.parse((await real("exp show --json", { env: QUIET })).stdout)[1].experiments[0].revs[0].data;
  assert.deepEqual(shown.metrics["tracked/metrics.json"].data, { loss: 0.5, step: 1 });
  assert.deepEqual(shown.params["params.yaml"].data, { lr: 0.4 });
  await real("exp apply by-hand", { env: QUIET });
  assert.equal(journey.repo.read("params.yaml"), "lr: 0.4\n");
}, { ignore: DVC === undefined });

scenario("make_checkpoint of DVC 2 registers checkpoints; DVC 2 lists them", async (journey) => {
  await begin(journey, {
    ...TRAINING,
    "dvc.yaml": TRAINING["dvc.yaml"]?.replace("sh train.sh", `${pythonOf(DVC2)} train.py`)
      .replace("train.sh", "train.py") ?? "",
    "train.py": `import json
from dvc.api import make_checkpoint
for step in (1, 2, 3):
    open("model.txt", "w").write(str(step))
    json.dump({"step": step}, open("metrics.json", "w"))
    make_checkpoint()
`,
  });
  const env = { ...QUIET, PYTHONPATH: Deno.env.get("PYTHONPATH") ?? "" };

  await journey.dvc("exp run -n long", { env, timeoutMs: 600_000 });

  const real = journey.program(DVC2 ?? "dvc");
  const { revs } = JSON.parse((await real("exp show --json", { env })).stdout)[1].experiments[0];
  const steps = revs.map((rev: { data: { metrics: Record<string, { data: { step: number } }> } }) =>
    rev.data.metrics["metrics.json"]?.data.step
  );
  assert.deepEqual(steps, [3, 3, 2, 1]);
}, { ignore: DVC2 === undefined });
