/** Random pipelines of tiny shell stages, for tests of how they are run. */
import fc from "fast-check";

export interface RandomStage {
  readonly name: string;
  /** Other stages whose outs it reads, by index; all of them smaller than its own. */
  readonly needs: readonly number[];
  /** What it makes: files, a folder, or a metric that is not cached. */
  readonly makes: "file" | "two files" | "folder" | "metric";
  /** Hundredths of a second that it takes, so that stages end in any order. */
  readonly slowness: number;
  readonly hasParam: boolean;
}

export interface RandomPipeline {
  readonly stages: readonly RandomStage[];
  /** The order in which dvc.yaml has them. */
  readonly order: readonly number[];
}

const stage = (index: number): fc.Arbitrary<RandomStage> =>
  fc.record({
    name: fc.constantFrom("z", "m", "a", "Ü").map((letter) => `${letter}${index}`),
    needs: index === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat(index - 1), { maxLength: 3 }),
    makes: fc.constantFrom("file" as const, "two files" as const, "folder" as const, "metric" as const),
    slowness: fc.nat(8),
    hasParam: fc.boolean(),
  });

export const randomPipeline: fc.Arbitrary<RandomPipeline> = fc.integer({ min: 2, max: 8 }).chain((count) => {
  const indices = Array.from({ length: count }, (_, index) => index);
  return fc.record({
    stages: fc.tuple(...indices.map(stage)),
    order: fc.shuffledSubarray(indices, { minLength: count }),
  });
});

/** The project's files. Each stage appends its name to `../ran` when it runs. */
export function pipelineFiles({ stages, order }: RandomPipeline): Record<string, string> {
  const outs = (each: RandomStage) => each.makes === "two files" ? [each.name, `${each.name}.b`] : [each.name];
  const entries = order.flatMap((index) => {
    const each = stages[index];
    if (each === undefined) return [];
    const deps = ["seed", ...each.needs.flatMap((need) => stages[need] ? outs(stages[need]) : [])];
    const read = `{ echo ${each.name}; find ${deps.join(" ")} -type f | sort | xargs cat; }`;
    const make = each.makes === "folder"
      ? `mkdir -p ${each.name} && ${read} > ${each.name}/x`
      : `${read} > ${each.name}`;
    const second = each.makes === "two files" ? `cp ${each.name} ${each.name}.b` : ":";
    return [
      `  ${each.name}:`,
      `    cmd:`,
      `    - echo ${each.name} >> ../ran`,
      `    - sleep 0.0${each.slowness}`,
      `    - '${make}'`,
      `    - '${second}'`,
      `    deps: [${deps.join(", ")}]`,
      ...(each.hasParam ? [`    params: [p${index}]`] : []),
      ...(each.makes === "metric"
        ? [`    metrics:`, `    - ${each.name}: {cache: false}`]
        : [`    outs: [${outs(each).join(", ")}]`]),
    ];
  });
  const params = stages.map((_, index) => `p${index}: 1\n`).join("");
  return { "dvc.yaml": `stages:\n${entries.join("\n")}\n`, "params.yaml": params, seed: "seed\n" };
}
