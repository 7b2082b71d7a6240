/** Projects with plots, and what DVC 3.67.1 printed of them (scripts/interop_plots.py recorded it). */
import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

interface Recorded {
  readonly files: Readonly<Record<string, string>>;
  /** Changes after the commit. */
  readonly later: Readonly<Record<string, string | null>>;
  readonly queries: readonly { readonly cwd: string; readonly args: readonly string[] }[];
  /** JSON as a value; of a page what is printed, its address. */
  readonly answers: readonly { readonly exit: number; readonly json: unknown }[];
}

const CASES = Deno.readTextFileSync(new URL("../golden/plots.jsonl", import.meta.url)).trimEnd().split("\n")
  .map((line): Recorded => JSON.parse(line));

CASES.forEach((recorded, index) => {
  scenario(`plots of project ${index + 1} are those that DVC draws`, async (journey) => {
    await make(journey, recorded);

    for (const [at, { cwd, args }] of recorded.queries.entries()) {
      const { exit, json } = recorded.answers[at]!;
      const { stdout } = await journey.dvc(args, { code: exit, cwd });
      const printed = stdout.replaceAll(journey.repo.around, "<base>");
      const real = exit !== 0 ? null : args.includes("--json") ? JSON.parse(printed) : printed;
      assert.deepEqual(real, json, args.join(" "));
      assert.equal(JSON.stringify(real), JSON.stringify(json), `the order of keys: ${args.join(" ")}`);
    }
  }, { bare: true });
});

async function make({ repo, git, dvc }: Scenario, { files, later }: Recorded): Promise<void> {
  await git("init -q -b main");
  repo.write(Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith("dvc.yaml"))));
  await git("add -A -- .dvc a.csv");
  await git("commit -q -m start");
  await git("tag start");
  repo.write(files);
  await dvc("commit -f -q", { code: "any" }); // of some projects an output is missing: DVC went on without it, too
  await repo.commit("all");
  repo.write(later);
}
