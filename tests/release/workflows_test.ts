/** What the forge runs: scripts of the repository, and an action that installs a release. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { inScenario } from "../support/scenario.ts";
import { madeRelease, ROOT, VERSION } from "./made_release.ts";

interface Step {
  readonly run?: string;
}
interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}
interface Action {
  readonly runs: { readonly steps: readonly Step[] };
}

function read<T>(path: string): T {
  return parse(Deno.readTextFileSync(`${ROOT}/.github/${path}`)) as T;
}

Deno.test("workflows run scripts that are there", () => {
  for (const name of ["ci", "release"]) {
    const { jobs } = read<Workflow>(`workflows/${name}.yml`);
    const lines = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    const scripts = lines.flatMap((line) => line.match(/scripts\/\w+|\.ci\/\w+/g) ?? []);

    assert.ok(scripts.length > 0, name);
    for (const script of scripts) assert.ok(Deno.statSync(`${ROOT}/${script}`).isFile, script);
  }
});

Deno.test("exp-setup puts the program of a release on the PATH of later steps", async () => {
  const release = await madeRelease();
  const script = read<Action>("actions/exp-setup/action.yml").runs.steps.map(({ run }) => run).join("\n");
  await inScenario(async ({ repo, sh }) => {
    Deno.mkdirSync(`${repo.root}/temp`);
    const env = { FROM: release, RUNNER_TEMP: `${repo.root}/temp`, GITHUB_PATH: `${repo.root}/path` };

    const { stdout } = await sh(`set -e\n${script}`, { env });

    assert.match(stdout, /^ok +queue: /m);
    assert.match((await sh("PATH=$(cat path):$PATH exp version", { env })).stdout, new RegExp(`^exp ${VERSION} `));
  }, { bare: true });
});
