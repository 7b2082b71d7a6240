/** No test sleeps and hopes: under load what it hopes for comes later than any number that one writes down. */
import assert from "node:assert/strict";

const TESTS = new URL("../", import.meta.url).pathname;

/** Where time itself is what is tested, or the moment is to be any moment; how often. */
const ALLOWED: Readonly<Record<string, number>> = {
  "faults/company.ts": 2,
  "faults/field.ts": 1,
  "faults/project.ts": 1,
  "faults/random_kills.ts": 1,
  "golden/experiments.ts": 3,
  "scenarios/checkpoint_test.ts": 3,
  "scenarios/fault_test.ts": 1,
  "scenarios/jobs_test.ts": 2,
  "scenarios/queue_drain_test.ts": 2,
  "support/command.ts": 1,
  "support/queue_project.ts": 1,
  "support/random_pipelines.ts": 1,
  "support/wait.ts": 2,
};
/** Recorded cases of another program's doing. */
const RECORDED = /^golden\/(pipelines|experiments|hydra|wild|record)\//;

const PAUSE = /\bpause\(/g;
/** A shell that sleeps, but neither in a loop that looks for something, nor as a command that hangs (10 s or more). */
const SHELL_SLEEP = /(?<!\bdo )\bsleep (?:0\.\d+|\d)(?!\d)/g;

function* filesBelow(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(TESTS + folder)) {
    if (isDirectory) yield* filesBelow(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield folder + name;
  }
}

const countIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

Deno.test("whoever needs something to have happened waits for it", () => {
  const found: Record<string, number> = {};
  for (const file of filesBelow("")) {
    if (RECORDED.test(file) || file === "support/waiting_test.ts") continue;
    const text = Deno.readTextFileSync(TESTS + file);
    const count = countIn(text, PAUSE) + countIn(text, SHELL_SLEEP);
    if (count > 0) found[file] = count;
  }
  assert.deepEqual(found, ALLOWED);
});
