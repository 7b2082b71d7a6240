/**
 * deno run -A tests/golden/run_pipelines.ts [part of a name]… [--jobs N] [--verbose]
 *
 * Every recorded pipeline case against the program (see prepareProgram in suite.ts).
 */
import { type PipelineCase, runPipelineCase } from "./pipelines.ts";
import { judge, parseOptions, prepareProgram, readCases, readDifferences, runSuite } from "./suite.ts";

Deno.umask(0o022);
const program = await prepareProgram();
const differences = await readDifferences();
const cases = (await readCases<PipelineCase>("pipelines")).map((test) => ({
  name: test.name,
  run: (folder: string) => {
    let attempts = 0;
    return judge(test, differences[`pipelines/${test.name}`], program.isDvc, (expected) => {
      const place = `${folder}/${++attempts}`;
      Deno.mkdirSync(place);
      return runPipelineCase(expected, place, program.bin);
    });
  },
}));
Deno.exit(await runSuite("pipelines", cases, parseOptions(Deno.args)) === 0 ? 0 : 1);
