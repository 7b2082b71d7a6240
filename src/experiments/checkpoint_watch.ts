import { ExpError } from "../common/errors.ts";
import { dumpPyJson } from "../common/py_json.ts";
import { isMap, type ValueMap } from "../common/value.ts";
import { parseJson } from "../formats/json.ts";
import type { RunCheckpoints } from "../pipeline/reproduce.ts";
import type { Repo } from "../repo/types.ts";
import { absolutePath } from "../stage/paths.ts";
import type { Stage } from "../stage/types.ts";
import type { CheckpointChain } from "./checkpoint_chain.ts";
import { CheckpointDoor, type CheckpointRequest } from "./checkpoint_door.ts";
import type { ExecuteRequest } from "./execute.ts";

/** Lets the stages of a run register checkpoints, each of which becomes a commit of the chain. */
export function watchCheckpoints(repo: Repo, request: ExecuteRequest, chain: CheckpointChain): RunCheckpoints {
  const goesOn: Record<string, string> = request.goesOn === undefined ? {} : { DVCLIVE_RESUME: "1" };
  return {
    reset: request.choices.reset,
    open(stage, put) {
      chain.watch(stage.address);
      const door = new CheckpointDoor(repo);
      return {
        // the signal file lies in the folder where the stage runs, as DVC 2's
        env: { ...door.env, ...goesOn, DVC_ROOT: repo.root },
        async during(command, save) {
          using _open = door;
          return await door.answerDuring(command, (asked) => {
            writeMetrics(repo, stage, asked.metrics);
            return save((saved) => chain.add(put(saved), stage.address));
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
  if (out === undefined) {
    throw new ExpError("usage", `stage '${stage.address}' has no JSON file among its metrics to write to`, {
      hint: "name one under `metrics:` in dvc.yaml, with `cache: false`",
    });
  }
  const path = absolutePath(repo, out.path);
  const text = repo.host.fs.readTextIfThere(path);
  const known = text === undefined ? new Map() : parseJson(text, { file: out.path });
  if (!isMap(known)) throw new ExpError("invalid-file", `${out.path} is not a JSON object`);
  const all: ValueMap = new Map([...known, ...metrics]);
  repo.host.fs.writeAtomic(path, `${dumpPyJson(all)}\n`);
}
