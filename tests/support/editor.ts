/** A project as the DVC extension for VS Code sees it: through a program named `dvc`, with the extension's environment. */
import { inScenario, type Run, type Scenario, type ScenarioOptions } from "./scenario.ts";

export interface Editor extends Scenario {
  /** The `dvc` that `exp shim` wrote, started as the extension starts it. */
  readonly dvc: Run;
  /** The same, read as JSON (the extension's reader takes NaN and Infinity). */
  readonly json: <Shape>(words: string | readonly string[]) => Promise<Shape>;
  /** One thing that the extension needs, by name. */
  readonly needs: (fact: string, body: () => void | Promise<void>) => Promise<void>;
}

const ENVIRONMENT = { DVCLIVE_OPEN: "false", DVC_NO_ANALYTICS: "true", GIT_TERMINAL_PROMPT: "0" };

/** A test of several facts, each a step of its own. */
export function editor(claim: string, body: (editor: Editor) => Promise<void>, options?: ScenarioOptions): void {
  Deno.test(claim, (test) =>
    inScenario(async (journey) => {
      const folder = `${journey.repo.around}/an editor's`;
      await journey.exp(["shim", folder, "--quiet"]);
      const start = journey.program(`${folder}/dvc`);
      const dvc: Run = (words, run = {}) => start(words, { ...run, env: { ...ENVIRONMENT, ...run.env } });
      await body({
        ...journey,
        dvc,
        json: async (words) => JSON.parse((await dvc(words)).stdout.replace(/\bNaN\b/g, "null")),
        needs: async (fact, check) => void await test.step(fact, check),
      });
    }, options));
}
