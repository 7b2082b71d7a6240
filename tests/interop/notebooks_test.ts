/** What docs/notebooks.md reads with pandas and polars is read, block by block, and printed as it says. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

/** A Python that has both. */
const PYTHON = Deno.env.get("EXP_INTEROP_PYTHON");
const DOCUMENT = Deno.readTextFileSync(new URL("../../docs/notebooks.md", import.meta.url));
const BLOCKS = [...DOCUMENT.matchAll(/^```python\n([^]*?)^```\n\n```text\n([^]*?)^```$/gm)];

const PROJECT = {
  "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    params: [lr]
    metrics: [metrics.json: {cache: false}]
plots:
- curve.csv: {x: step, y: loss}
`,
  "train.sh": `lr=$(sed -n 's/^lr: //p' params.yaml)
loss=$(awk -v lr="$lr" 'BEGIN { print lr * lr }')
echo "{\\"loss\\": $loss}" >metrics.json
printf 'step,loss\\n1,%s\\n2,%s\\n' "$lr" "$loss" >curve.csv
`,
  "params.yaml": "lr: 0.1\n",
};

Deno.test("docs/notebooks.md has a printed result for each block of Python", () => {
  assert.equal(BLOCKS.length, DOCUMENT.match(/^```python$/gm)!.length);
  assert.ok(BLOCKS.some(([, code]) => code!.includes("pandas")) && BLOCKS.some(([, code]) => code!.includes("polars")));
});

scenario(
  `pandas and polars read what exp prints${PYTHON === undefined ? " (left out: no EXP_INTEROP_PYTHON)" : ""}`,
  async ({ repo, exp, program }) => {
    repo.write(PROJECT);
    await exp("repro");
    await repo.commit("a baseline");
    await exp("run -S lr=0.2 -n slow");
    await exp("run -S lr=0.3 -n fast");

    for (const [, code = "", printed] of BLOCKS) {
      assert.equal((await program(PYTHON!)(["-c", code])).stdout, printed, code);
    }
  },
  { ignore: PYTHON === undefined },
);
