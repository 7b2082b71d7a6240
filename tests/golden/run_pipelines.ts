/**
 * deno run -A tests/golden/run_pipelines.ts [part of a name]… [--jobs N] [--verbose] [--accept REASON]
 *
 * Every recorded pipeline case against the program (see prepareProgram in suite.ts).
 */
import { hasTerminals } from "../support/command.ts";
import { type PipelineCase, runPipelineCase } from "./pipelines.ts";
import { judge, parseOptions, prepareProgram, readCases, readDifferences, runSuite } from "./suite.ts";

Deno.umask(0o022);
const options = parseOptions(Deno.args);
const program = await prepareProgram();
const context = { differences: await readDifferences(), isDvc: program.isDvc, accept: options.accept };
const recorded = await readCases<PipelineCase>("pipelines");
const leftOut = hasTerminals() ? [] : recorded.filter(({ steps }) => steps.some(({ tty }) => tty));
if (leftOut.length > 0) {
  console.log(`left out, no terminal can be had here: ${leftOut.map(({ name }) => name).join(" ")}`);
}
const cases = recorded.filter((test) => !leftOut.includes(test)).map((test) => ({
  name: test.name,
  run: (folder: string) => {
    let attempts = 0;
    return judge(`pipelines/${test.name}`, test, context, (expected, onDeviation) => {
      const place = `${folder}/${++attempts}`;
      Deno.mkdirSync(place);
      return runPipelineCase(expected, place, program.bin, onDeviation);
    });
  },
}));
Deno.exit(await runSuite("pipelines", cases, options) === 0 ? 0 : 1);
