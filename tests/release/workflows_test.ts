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

Deno.test("what the examples do to install a release does", async () => {
  const release = await madeRelease();
  const github = parse(Deno.readTextFileSync(`${ROOT}/examples/github/experiment.yml`)) as Workflow;
  const gitlab = parse(Deno.readTextFileSync(`${ROOT}/examples/gitlab/.gitlab-ci.yml`)) as {
    readonly experiment: { readonly before_script: readonly string[] };
  };
  const [install = ""] = github.jobs["run"]!.steps.flatMap(({ run = "" }) => run.includes("install.sh") ? run : []);
  await inScenario(async ({ repo, sh }) => {
    const env = {
      EXP_RELEASE: `file://${release}`,
      RUNNER_TEMP: repo.root,
      GITHUB_PATH: `${repo.root}/path`,
      CI_PROJECT_DIR: repo.root,
    };
    const isOwn = new RegExp(`^exp ${VERSION} [^]*\n${repo.root}/\\S*\n$`, "m");

    await sh(`set -e\n${install}`, { env });
    const { stdout } = await sh("PATH=$(cat path):$PATH; exp version && command -v exp", { env });
    assert.match(stdout, isOwn);

    const script = ["set -e", ...gitlab.experiment.before_script, "exp version", "command -v exp"].join("\n");
    assert.match((await sh(script, { env })).stdout, isOwn);
  }, { bare: true });
});

const HAS_ACTIONLINT = new Deno.Command("sh", { args: ["-c", "command -v actionlint"], stdout: "null" }).outputSync()
  .success;

Deno.test({
  name: HAS_ACTIONLINT
    ? "actionlint finds nothing in the workflows, nor in the example"
    : "actionlint finds nothing in the workflows (left out: it is not here)",
  ignore: !HAS_ACTIONLINT,
  fn: async () => {
    await inScenario(async ({ sh }) => {
      const files = ["/.github/workflows/ci.yml", "/.github/workflows/release.yml", "/examples/github/experiment.yml"];
      const paths = files.map((file) => `'${ROOT}${file}'`).join(" ");

      const { stdout } = await sh(`actionlint -no-color -shellcheck= -pyflakes= ${paths}`, {
        env: { PATH: Deno.env.get("PATH") ?? "" },
      });

      assert.equal(stdout, "");
    }, { bare: true });
  },
});
