/**
 * deno run -A tests/golden/run_experiments.ts [part of a name]… [--jobs N] [--verbose] [--accept REASON] [--cases DIR]
 *
 * Every recorded experiment case against the program (see prepareProgram in suite.ts). With EXP_DVC_CMD, cases of
 * DVC 2.58.2 run with EXP_DVC2_CMD or are left out. DIR holds other cases in the same form (scripts/interop_experiments.py).
 */
import { type ExperimentCase, runExperimentCase } from "./experiments.ts";
import { judge, parseOptions, prepareProgram, readCases, readDifferences, runSuite } from "./suite.ts";

Deno.umask(0o022);
const options = parseOptions(Deno.args);
const program = await prepareProgram();
const second = Deno.env.get("EXP_DVC2_CMD");
const older = second === undefined ? undefined : await prepareProgram(second);
const context = { differences: await readDifferences(), isDvc: program.isDvc, accept: options.accept };
const recorded = await readCases<ExperimentCase>(options.cases ?? "experiments");
const cases = recorded.filter((test) => test.dvc !== "2.58.2" || !program.isDvc || older !== undefined).map((test) => ({
  name: test.name,
  run: (folder: string) => {
    let attempts = 0;
    const { bin } = test.dvc === "2.58.2" && older !== undefined ? older : program;
    return judge(`experiments/${test.name}`, test, context, (expected, onDeviation) => {
      const place = `${folder}/${++attempts}`;
      Deno.mkdirSync(place);
      return runExperimentCase(expected, place, bin, onDeviation);
    });
  },
}));
Deno.exit(await runSuite("experiments", cases, options) === 0 ? 0 : 1);
