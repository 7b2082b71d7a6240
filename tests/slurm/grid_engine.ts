/** Journeys on a real Grid Engine: each has one of its own, with one host of four slots and two GPUs. */
import { removeFolder } from "../support/command.ts";
import { inScenario, type Scenario } from "../support/scenario.ts";
import { outputOf, split } from "./output.ts";

export interface GridJourney extends Scenario {
  /** One of Grid Engine's own commands; what it prints. */
  readonly ask: (words: string) => Promise<string>;
}

const SCRIPT = new URL("../../scripts/gridengine-local", import.meta.url).pathname;
/** scripts/test says so where no Grid Engine can be had. */
const IS_LEFT_OUT = Deno.env.get("EXP_WITHOUT_GRIDENGINE") !== undefined;

export function onGridEngine(claim: string, body: (journey: GridJourney) => Promise<void>): void {
  Deno.test({
    name: IS_LEFT_OUT ? `${claim} (left out: no Grid Engine can be had here)` : claim,
    ignore: IS_LEFT_OUT,
    fn: () => withGridEngine(body),
  });
}

async function withGridEngine(body: (journey: GridJourney) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "exp-gridengine-" });
  const act = (verb: string) => outputOf(["sh", SCRIPT, verb, "--folder", `${folder}/c`], {});
  try {
    await act("up");
    const env = Object.fromEntries(
      [...(await act("env")).matchAll(/^export (\w+)='(.*)'$/gm)].map((m) => [m[1], m[2]]),
    );
    const ask = (words: string) => outputOf(split(words), env);
    await inScenario((scenario) => body({ ...scenario, ask }), { env });
  } finally {
    await act("down");
    await removeFolder(folder);
  }
}
