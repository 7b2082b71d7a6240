/** Journeys on an imitated Slurm: its clock is the test's, and it fails when the test wants it to. */
import { FakeSlurm, type FakeSlurmOptions, type Job } from "../support/fake_slurm/mod.ts";
import { hasTerminals } from "../support/command.ts";
import { QUEUE_PROJECT } from "../support/queue_project.ts";
import { inScenario, type Scenario } from "../support/scenario.ts";
import { until } from "../support/wait.ts";

export interface ClusterJourney extends Scenario {
  readonly slurm: FakeSlurm;
}

/** Files are visible at once here: nobody needs to wait for a minute before a job counts as lost. */
const PATIENCE = "extends: slurm\ngrace: 1\n";

export function onFakeCluster(
  claim: string,
  body: (journey: ClusterJourney) => Promise<void>,
  { needsTerminal = false, ...options }: FakeSlurmOptions & { readonly needsTerminal?: boolean } = {},
): void {
  const lacksTerminal = needsTerminal && !hasTerminals();
  const name = lacksTerminal ? `${claim} (left out: no terminal can be had here)` : claim;
  Deno.test({ name, ignore: lacksTerminal }, () =>
    inScenario(async (journey) => {
      const { repo } = journey;
      const [folder, bin] = [`${repo.around}/slurm`, `${repo.around}/bin`];
      await using slurm = new FakeSlurm(folder, { bin, hasHostNames: true, ...options });
      repo.write({ ...QUEUE_PROJECT, ".dvc/engines/slurm.yaml": PATIENCE });
      await repo.commit("a stage");
      await body({ ...journey, slurm });
    }));
}

/** Lets stages go on that wait for `../go`. */
export function letGo({ repo }: Scenario): void {
  repo.write({ "../go": "" });
}

export async function untilRunning({ slurm }: ClusterJourney, count: number): Promise<readonly Job[]> {
  const running = () => slurm.jobs.filter(({ state }) => state === "RUNNING");
  await until(`${count} jobs run`, () => running().length === count);
  return running();
}

/** Waits until the stages of so many tasks have begun. */
export async function untilRan(journey: Scenario, count: number): Promise<void> {
  const lines = () => journey.repo.has("../ran") ? journey.repo.read("../ran").split("\n").length - 1 : 0;
  await until(`${count} stages have begun`, () => lines() >= count);
}

export async function untilEnded({ slurm }: ClusterJourney): Promise<void> {
  const isOver = ({ state, killAtMs }: Job) => state !== "RUNNING" && state !== "PENDING" && killAtMs === undefined;
  await until("no job is left", () => slurm.jobs.length > 0 && slurm.jobs.every(isOver));
}

export interface ShownTask {
  readonly name: string;
  readonly state: string;
  readonly error?: string;
  readonly [fact: string]: unknown;
}

export async function shown({ exp }: Scenario): Promise<readonly ShownTask[]> {
  return (JSON.parse((await exp("queue status --json")).stdout) as { tasks: ShownTask[] }).tasks;
}
