import { dumpPyJson, valueMap } from "../common/mod.ts";
import { samplePoints, type SamplingMethod } from "@exp/hydra";
import { makeOwnFolder, ownFolder, type Repo } from "../repo/mod.ts";

/** Points drawn from the space that the overrides span, instead of its grid. */
export interface SamplingRequest {
  /** How many points; fewer when the space has no more. */
  readonly samples: number;
  readonly seed: number;
  readonly method: SamplingMethod;
}

/** Drawn points, and what is to be remembered once they are queued. */
interface Drawn {
  readonly points: readonly Map<string, string[]>[];
  /** How many points of the same stream were queued before. */
  readonly startIndex: number;
  remember(): void;
}

interface Stream {
  /** Points taken so far. */
  readonly taken: number;
  /** The first call's number of samples: a Latin hypercube's design. */
  readonly design: number;
}

/**
 * The next points of the stream that overrides, seed and method name. How far each stream has been taken is kept in
 * `.dvc/tmp/exp/sampling.json`, so that a later call goes on where the last one ended.
 */
export function drawSamples(
  repo: Repo,
  overrides: ReadonlyMap<string, readonly string[]>,
  request: SamplingRequest,
): Drawn {
  const { fs } = repo.host;
  const path = `${ownFolder(repo)}/sampling.json`;
  const key = dumpPyJson(valueMap([
    ["overrides", new Map([...overrides].map(([file, texts]) => [file, [...texts]]))],
    ["seed", BigInt(request.seed)],
    ["method", request.method],
  ]));
  const streams = readStreams(fs.readTextIfThere(path));
  const { taken, design } = streams.get(key) ?? { taken: 0, design: request.samples };
  const points = samplePoints(overrides, { ...request, startIndex: taken, designSize: design });
  return {
    points,
    startIndex: taken,
    remember() {
      streams.set(key, { taken: taken + points.length, design });
      makeOwnFolder(repo);
      fs.writeAtomic(path, JSON.stringify(Object.fromEntries(streams), null, 1) + "\n", { sync: true });
    },
  };
}

function readStreams(text: string | undefined): Map<string, Stream> {
  try {
    const json = JSON.parse(text ?? "{}") as Record<string, Partial<Stream>>;
    return new Map(
      Object.entries(json).map(([key, { taken, design }]) => [
        key,
        { taken: Number(taken) || 0, design: Number(design) || 1 },
      ]),
    );
  } catch {
    return new Map(); // torn: streams begin anew, and names that are taken say so
  }
}
