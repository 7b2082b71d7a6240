import assert from "node:assert/strict";
import fc from "fast-check";
import { parseYaml } from "@exp/formats";
import { PRUNERS, SAMPLERS } from "../../src/search/definition.ts";
import { readSearchFile, type SearchFile } from "../../src/search/search_file.ts";
import { faultsBy } from "../support/schemas.ts";

const WHOLE = `# what a model is good at
metric: metrics.json:val.loss
direction: maximize
constraints: metrics.json:size <= 10
trials: 100
max-time: 8h
max-failures: 3
sampler: tpe
seed: 7
pruner: asha
min-steps: 2
reduction-factor: 4
hydra: false
space:
  lr: tag(log,interval(1e-5,1e-1))
  opt: [sgd, "'a b'"]
  layers: range(1,5)
  conf/model.yaml:dropout: interval(0,0.5)
  fixed: 007
when:
  layers>1: conf/model.yaml:dropout
  opt=sgd: [lr, layers]
enqueue:
- lr: 0.1
  opt: sgd
- { layers: 2 }
`;

Deno.test("a file says what options say", () => {
  assert.deepEqual(readSearchFile(WHOLE, "search.yaml"), {
    metric: ["metrics.json:val.loss"],
    direction: ["maximize"],
    constraint: ["metrics.json:size <= 10"],
    trials: 100,
    maxTime: "8h",
    maxFailures: 3,
    sampler: "tpe",
    seed: 7,
    pruner: "asha",
    minSteps: 2,
    reductionFactor: 4,
    hydra: false,
    setParam: [
      "lr=tag(log,interval(1e-5,1e-1))",
      "opt=choice(sgd,'a b')",
      "layers=range(1,5)",
      "conf/model.yaml:dropout=interval(0,0.5)",
      "fixed=007",
    ],
    when: ["layers>1 -> conf/model.yaml:dropout", "opt=sgd -> lr,layers"],
    enqueue: [["lr=0.1", "opt=sgd"], ["layers=2"]],
  });
  assert.deepEqual(readSearchFile("# nothing yet\n", "f"), NOTHING);
});

/** What a file says that says nothing. */
const NOTHING: SearchFile = { setParam: [], when: [], enqueue: [], metric: [], direction: [], constraint: [] };

const COUNT = fc.integer({ min: 1, max: 999 });
const SPACE = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,5}(\.[a-z]{1,5})?$/),
  fc.constantFrom("interval(0,1)", "range(1,9)", "a,b", "3"),
);
const OPTIONS: fc.Arbitrary<Partial<SearchFile>> = fc.record({
  metric: fc.array(fc.constantFrom("m.json:a", "a:b.json:c.d")),
  direction: fc.array(fc.constantFrom("minimize", "maximize")),
  trials: COUNT,
  maxTime: fc.constantFrom("8h", "30s"),
  maxFailures: COUNT,
  sampler: fc.constantFrom(...SAMPLERS),
  seed: fc.maxSafeInteger(),
  pruner: fc.constantFrom(...PRUNERS),
  minSteps: COUNT,
}, { requiredKeys: [] });

Deno.test("whatever options say can be said in a file, in any order of its keys", () => {
  fc.assert(fc.property(OPTIONS, SPACE, fc.func(fc.nat()), (options, space, rank) => {
    const keys = Object.entries(options).map(([name, value]) =>
      `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${
        Array.isArray(value) ? `[${value.join(", ")}]` : value
      }`
    );
    const parameters = Object.entries(space).map(([name, value]) => `  ${name}: ${value}`);
    if (parameters.length > 0) keys.push(`space:\n${parameters.join("\n")}`);
    const text = keys.sort((a, b) => rank(a) - rank(b)).join("\n");
    const setParam = Object.entries(space).map(([name, value]) => `${name}=${value}`);
    assert.deepEqual(readSearchFile(text, "f"), { ...NOTHING, setParam, ...options });
  }));
});

/** What the schema of editors says of a text. */
function isWrongToSchema(text: string): boolean {
  return faultsBy("search.yaml", plain(parseYaml(text, { file: "f" }).value)) !== "";
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
}

Deno.test("each mistake is told with its line, and the schema knows it, too", () => {
  assert.equal(isWrongToSchema(WHOLE), false);
  const lines = WHOLE.split("\n");
  const mistakes = [
    ["direction: maximize", "direction: up"],
    ["trials: 100", "trials: 0"],
    ["max-time: 8h", "max-time: [8h]"],
    ["max-failures: 3", "max-failures: many"],
    ["sampler: tpe", "smapler: tpe"],
    ["seed: 7", "seed: 1.5"],
    ["metric: metrics.json:val.loss", "metric: metrics.json"],
    ["constraints: metrics.json:size <= 10", "constraints: metrics.json:size == 10"],
    ["hydra: false", "hydra: 3"],
    ["  layers: range(1,5)", "  layers: {a: 1}"],
  ] as const;
  for (const [right, wrong] of mistakes) {
    const at = lines.indexOf(right);
    const text = lines.with(at, wrong).join("\n");
    assert.ok(at >= 0 && isWrongToSchema(text), wrong);
    assert.throws(() => readSearchFile(text, "f"), (error: { facts: { file: string; line: number } }) => {
      assert.deepEqual([error.facts.file, error.facts.line], ["f", at + 1], wrong);
      return true;
    });
  }
});

Deno.test("what a text of the file says wrong has its line, too", () => {
  const lines = WHOLE.split("\n");
  for (
    const [right, wrong] of [
      ["  layers: range(1,5)", "  layers: range(1,1)"],
      ["  layers: range(1,5)", "  layers: range(1"],
      ["  layers>1: conf/model.yaml:dropout", "  layers: conf/model.yaml:dropout"],
      ["- lr: 0.1", "- lr: 0.1)"],
    ] as const
  ) {
    const at = lines.indexOf(right);
    const text = lines.with(at, wrong).join("\n");
    assert.throws(() => readSearchFile(text, "f"), (error: { fault: string; facts: { line: number } }) => {
      assert.deepEqual([error.fault, error.facts.line], ["within/search-file", at + 1], wrong);
      return true;
    });
  }
  const twice = `${WHOLE}trials: 3\n`;
  assert.throws(() => readSearchFile(twice, "f"));
});
