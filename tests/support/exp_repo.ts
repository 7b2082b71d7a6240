/** A Git and DVC repository with one stage, for tests of experiments; see git_repo.ts. */
import type { RunEvent } from "../../src/common/events.ts";
import { DEFAULT_CHOICES, type ExperimentRequest } from "../../src/entries/request.ts";
import { openRepo, type Repo } from "../../src/repo/mod.ts";
import { makeRepo, type TestRepo } from "./git_repo.ts";
import { trainingProject } from "./training_project.ts";

export const PROJECT: Readonly<Record<string, string>> = trainingProject("lr", {
  params: "# how fast\nlr: 0.1\n",
  train:
    'lr=$(sed -n \'s/^lr: //p\' params.yaml)\necho "model $lr" > model.txt\necho "{\\"acc\\": $lr}" > metrics.json\n',
});

export interface ExpRepo extends TestRepo {
  readonly repo: Repo;
  readonly events: RunEvent[];
  readonly emit: (event: RunEvent) => void;
}

export async function makeProject(changes: Readonly<Record<string, string>> = {}): Promise<ExpRepo> {
  const base = makeRepo({ ...PROJECT, ...changes });
  const repo = await openRepo(base.host, { cwd: base.root });
  const events: RunEvent[] = [];
  return { ...base, repo, events, emit: (event) => void events.push(event) };
}

export function request(changes: Partial<ExperimentRequest> = {}): ExperimentRequest {
  return { choices: DEFAULT_CHOICES, params: [], ...changes };
}
