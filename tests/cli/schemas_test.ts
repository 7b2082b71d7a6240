import assert from "node:assert/strict";
import { parseYaml } from "@exp/formats";
import { COMMANDS } from "../../src/cli/commands.ts";
import { longNames } from "../../src/cli/option_facts.ts";
import { checkPipelineFile } from "../../src/pipeline/schema.ts";
import { faultsBy, schemaNames, schemaText } from "../support/schemas.ts";

const PIPELINE_FILE = "dvc.yaml";

Deno.test("every command with --json has a schema, and every schema a command", () => {
  const commands = COMMANDS.filter(({ hidden, options = [] }) => !hidden && longNames(options).includes("--json"));
  const names = commands.map(({ exp }) => exp.replaceAll(" ", "-"));

  assert.deepEqual(schemaNames(), [...names, PIPELINE_FILE, "search.yaml"].sort());
});

Deno.test("a schema has its version in its address, and the draft that it is of", () => {
  for (const name of schemaNames()) {
    const { $id, $schema, title } = JSON.parse(schemaText(name));
    assert.deepEqual([$id, $schema], [`1/${name}.json`, "https://json-schema.org/draft/2020-12/schema"]);
    assert.ok(title);
  }
});

/** A file with everything that may stand there. */
const WHOLE = `
vars: [other.yaml, {a: 1}]
params: [params.yaml]
metrics: [m.json]
plots:
- curve.csv
- id: {x: step, y: {a.csv: [u, v]}, x_label: X, y_label: Y, title: T, template: simple}
artifacts:
  model: {path: model, desc: d, type: t, labels: [l], meta: {any: 1}}
datasets: []
stages:
  one:
    cmd: [echo a, echo b]
    wdir: .
    deps: [d]
    params: [lr, {other.yaml: [x]}, {whole.yaml: }]
    outs:
    - o
    - p: {cache: true, persist: false, checkpoint: false, remote: r, push: true, desc: d, type: t, labels: [l], meta: 1}
    metrics: [{n.json: {cache: false}}]
    plots: [{c.csv: {template: t, x: x, y: y, x_label: X, y_label: Y, title: T, header: false}}]
    vars: [v.yaml]
    frozen: false
    always_changed: false
    desc: d
    meta: {}
    matrix: {a: [1, 2], b: "\${list}"}
  many:
    foreach: [1, 2]
    do: {cmd: "echo \${item}"}
`;

const isWrongToCode = (text: string) => checkPipelineFile(parseYaml(text, { file: PIPELINE_FILE }).value).length > 0;
const isWrongToSchema = (text: string) =>
  faultsBy(PIPELINE_FILE, plain(parseYaml(text, { file: PIPELINE_FILE }).value)) !== "";

Deno.test("the schema of dvc.yaml takes what the program takes", () => {
  assert.deepEqual([isWrongToCode(WHOLE), isWrongToSchema(WHOLE)], [false, false]);
});

Deno.test("the schema of dvc.yaml refuses a mistake at each place where the program does, and there alone", () => {
  const lines = WHOLE.split("\n");
  const keys = [...WHOLE.matchAll(/(?<=[\s{])([a-z_]+)(?=:)/g)];
  assert.ok(keys.length > 50);
  for (const { index } of keys) {
    const misspelt = `${WHOLE.slice(0, index)}z_${WHOLE.slice(index)}`;
    assert.equal(isWrongToSchema(misspelt), isWrongToCode(misspelt), misspelt.slice(index - 20, index + 20));
  }
  for (const [i, line] of lines.entries()) {
    const [, key] = /^( *[a-z_]+): \S/.exec(line) ?? [];
    if (key === undefined) continue;
    for (const value of ["3", "text", "[1]", "{a: 1}", "true"]) {
      const changed = lines.with(i, `${key}: ${value}`).join("\n");
      assert.equal(isWrongToSchema(changed), isWrongToCode(changed), `${key}: ${value}`);
    }
  }
});

Deno.test("an output without its options, and a plot without a name, are mistakes", () => {
  for (const file of ["stages: {a: {cmd: b, outs: [{o: }]}}", "stages: {a: {cmd: b, plots: [{o: }]}}", "plots: [{}]"]) {
    assert.deepEqual([isWrongToCode(file), isWrongToSchema(file)], [true, true], file);
  }
});

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
}
