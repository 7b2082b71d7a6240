/** Measures one case: everything in it takes turns, so that each round has one machine, as busy as it is just then. */
import type { BenchCase } from "./bench_case.ts";
import type { Round } from "./judge.ts";
import { type Command, type Sample, time } from "./measure.ts";
import { makeProject, type Programs, runShell, type Tool } from "./project.ts";

const USUAL_RUNS = 5;

/** @param top an empty folder @param maxRuns rounds that count, where the case wants more */
export async function measureRounds(
  test: BenchCase,
  top: string,
  programs: Programs,
  maxRuns: number,
): Promise<Round[]> {
  const turns: [name: keyof Round, turn: () => Promise<Sample>][] = [];
  let project: Command | undefined;
  for (const tool of toolsOf(test, programs)) {
    const command = await makeProject(test, `${top}/${tool.name}`, tool, programs);
    if (tool.name === "exp") project = command;
    turns.push([tool.name, () => timeAfter(test.reset, command)]);
  }
  const { beside } = test;
  if (beside !== undefined && await isHere(beside.needs)) {
    const command = { ...project!, argv: ["sh", "-c", beside.sh] };
    if (beside.prepare !== undefined) await runShell(beside.prepare, command);
    turns.push(["beside", () => timeAfter(beside.reset, command)]);
  }
  if (test.bars?.some(({ than, beyondStartUp }) => beyondStartUp || than === "empty")) {
    turns.push(["empty", () => time({ ...project!, argv: [programs.empty] })]);
  }
  return await takeTurns(turns, Math.min(test.runs ?? USUAL_RUNS, maxRuns));
}

async function takeTurns(turns: readonly [keyof Round, () => Promise<Sample>][], runs: number): Promise<Round[]> {
  const rounds: Round[] = [];
  // the first round warms file caches and each tool's own state
  for (let run = runs === 1 ? 0 : -1; run < runs; run++) {
    const round: Partial<Record<keyof Round, Sample>> = {};
    for (const [name, turn] of turns) round[name] = await turn();
    if (run >= 0) rounds.push(round as Round);
  }
  return rounds;
}

async function timeAfter(reset: string | undefined, command: Command): Promise<Sample> {
  if (reset !== undefined) await runShell(reset, command);
  return await time(command);
}

function toolsOf(test: BenchCase, { exp, dvc }: Programs): Tool[] {
  if (test.sh !== undefined) return [{ name: "exp", argv: ["sh", "-c", test.sh] }];
  if (test.dvc === undefined) return [{ name: "exp", argv: [exp, ...test.exp ?? []] }];
  // where `exp` itself has the command, the shim is not what people wait for
  const own: Tool = { name: "exp", argv: test.exp === undefined ? [exp, "dvc", ...test.dvc] : [exp, ...test.exp] };
  return dvc === undefined || test.alone ? [own] : [own, { name: "dvc", argv: [dvc, ...test.dvc] }];
}

async function isHere(program: string | undefined): Promise<boolean> {
  if (program === undefined) return true;
  const { success } = await new Deno.Command("sh", {
    args: [
      "-c",
      'command -v "$1" >/dev/null || { echo "without $1: no such program here" >&2; exit 1; }',
      "sh",
      program,
    ],
    stderr: "inherit",
  }).output();
  return success;
}
