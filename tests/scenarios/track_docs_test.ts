import assert from "node:assert/strict";
import { training } from "../support/checkpoint_project.ts";
import { codeBlocks } from "../support/examples.ts";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { scenario } from "../support/scenario.ts";

const TRACKING = Deno.readTextFileSync(new URL("../../docs/tracking.md", import.meta.url));
const CHECKPOINTS = Deno.readTextFileSync(new URL("../../docs/checkpoints.md", import.meta.url));

/** Language → how a file with an example is run, and the experiment that it makes. */
const LANGUAGES = {
  sh: { command: "sh", name: "from-sh" },
  python: { command: "python3", name: "from-python" },
  r: { command: "Rscript", name: "from-r" },
  julia: { command: "julia", name: "from-julia" },
} as const;

function isInstalled(command: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${command}`).isFile;
    } catch {
      return false;
    }
  });
}

for (const [language, { command, name }] of Object.entries(LANGUAGES)) {
  scenario(`the ${language} example of docs/tracking.md is short, and makes its experiment`, async (journey) => {
    const [code = ""] = codeBlocks(TRACKING, language);
    assert.ok(code.split("\n").length <= 15);
    journey.repo.write(PREPARE_THEN_TRAIN);
    await journey.repo.commit("a project");
    Deno.writeTextFileSync(`${journey.repo.around}/example`, code);

    await journey.sh(`${command} ../example`, { env: { PATH: `${journey.repo.around}/bin:${Deno.env.get("PATH")}` } });

    assert.deepEqual(await journey.repo.experiments(), [name]);
    assert.match(await journey.repo.readOf(name, "params.yaml"), /lr: 0\.2/);
    assert.match(await journey.repo.readOf(name, "tracked/metrics.json"), /"loss": /);
  }, { ignore: !isInstalled(command) });
}

scenario("the Python lines of docs/checkpoints.md register a checkpoint", async (journey) => {
  const [code = ""] = codeBlocks(CHECKPOINTS, "python");
  journey.repo.write({ ...training(2, { ask: 'echo "{\\"step\\": $n}" > metrics.json; python3 signal.py' }) });
  journey.repo.write({ "signal.py": code });
  await journey.repo.commit("a project");

  await journey.exp("run -n long", { env: { PATH: `${journey.repo.around}/bin:${Deno.env.get("PATH")}` } });

  const { experiments: [long] } = JSON.parse((await journey.exp("show --json")).stdout)[1];
  assert.equal(long.revs.length, 2);
}, { ignore: !isInstalled("python3") });
