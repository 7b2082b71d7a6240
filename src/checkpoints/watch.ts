import { dumpPyJson, isMap, type ValueMap } from "../common/mod.ts";
import { parseJson } from "@exp/formats";
import type { Rev } from "../git/mod.ts";
import type { ReproResult, RunCheckpoints } from "../pipeline/mod.ts";
import type { Repo } from "../repo/mod.ts";
import { absolutePath, type Stage } from "../stage/mod.ts";
import { CheckpointDoor, type CheckpointRequest } from "./door.ts";
import type { ReproChoices } from "../entries/mod.ts";
import { fault } from "./faults.ts";

/** The commits of one run, to which checkpoints are added. */
interface CheckpointCommits {
  /** Stages whose command may register checkpoints. */
  watch(address: string): void;
  /** @param address the stage that asks */
  add(result: ReproResult, address: string): Promise<Rev>;
}

interface WatchedRun {
  readonly choices: Pick<ReproChoices, "reset">;
  readonly goesOn?: unknown;
}

/** Lets the stages of a run register checkpoints, each of which becomes one of its commits. */
export function watchCheckpoints(repo: Repo, request: WatchedRun, commits: CheckpointCommits): RunCheckpoints {
  const goesOn: Record<string, string> = request.goesOn === undefined ? {} : { DVCLIVE_RESUME: "1" };
  return {
    reset: request.choices.reset,
    open(stage, put) {
      commits.watch(stage.address);
      const door = new CheckpointDoor(repo);
      return {
        // the signal file lies in the folder where the stage runs, as DVC 2's
        env: { ...door.env, ...goesOn, DVC_ROOT: repo.root },
        async during(command, save) {
          using _open = door;
          return await door.answerDuring(command, (asked) => {
            writeMetrics(repo, stage, asked.metrics);
            return save((saved) => commits.add(put(saved), stage.address));
          });
        },
      };
    },
  };
}

/** Puts values into the stage's metrics file, beside what it holds. @throws {ExpError} `usage` when there is none */
function writeMetrics(repo: Repo, stage: Stage, metrics: CheckpointRequest["metrics"]): void {
  if (metrics.size === 0) return;
  const out = stage.outs.find((each) => each.kind === "metric" && each.path.endsWith(".json"));
  if (out === undefined) throw fault("usage/no-metrics-file", { stage: stage.address });
  const path = absolutePath(repo, out.path);
  const text = repo.host.fs.readTextIfThere(path);
  const known = text === undefined ? new Map() : parseJson(text, { file: out.path });
  if (!isMap(known)) throw fault("invalid-file/not-a-json-object", { path: out.path });
  const all: ValueMap = new Map([...known, ...metrics]);
  repo.host.fs.writeAtomic(path, `${dumpPyJson(all)}\n`);
}
