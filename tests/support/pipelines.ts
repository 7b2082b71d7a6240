/** Pipelines that scenarios share. Stage commands count themselves, so that "ran once" is asserted, not assumed. */

/** prepare → train; each appends a line to `runs.log` beside the repository, at `$COUNT`. */
export const PREPARE_THEN_TRAIN: Readonly<Record<string, string>> = {
  "dvc.yaml": `stages:
  prepare:
    cmd: sh prepare.sh
    deps: [prepare.sh, raw.txt]
    outs: [clean.txt]
  train:
    cmd: sh train.sh
    deps: [train.sh, clean.txt]
    params: [lr]
    outs: [model.txt]
    metrics:
    - metrics.json:
        cache: false
`,
  "params.yaml": "lr: 0.1  # how fast\n",
  "raw.txt": "b\na\n",
  "prepare.sh": "echo prepare >> ../runs.log\nsort raw.txt > clean.txt\n",
  "train.sh": `echo train >> ../runs.log
lr=$(sed -n 's/^lr: *\\([^ ]*\\).*/\\1/p' params.yaml)
{ cat clean.txt; echo "lr $lr"; } > model.txt
echo "{\\"lr\\": $lr}" > metrics.json
`,
  ".gitignore": "/clean.txt\n/model.txt\n",
};

/** How often each stage of {@link PREPARE_THEN_TRAIN} has run. */
export function countRuns(around: string): { prepare: number; train: number } {
  let lines: string[] = [];
  try {
    lines = Deno.readTextFileSync(`${around}/runs.log`).split("\n");
  } catch {
    // none ran yet
  }
  const count = (name: string) => lines.filter((line) => line === name).length;
  return { prepare: count("prepare"), train: count("train") };
}
