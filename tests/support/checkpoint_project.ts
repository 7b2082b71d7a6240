/** A training stage that goes on from its model and registers a checkpoint after each step. */
export const TRAINING: Readonly<Record<string, string>> = {
  ".gitignore": "/model.txt\n",
  "params.yaml": "lr: 0.1\n",
  "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    params: [lr]
    outs:
    - model.txt: {checkpoint: true}
    metrics:
    - metrics.json: {cache: false}
`,
};

/**
 * `train.sh`: `steps` steps from where the model stands, then `after`.
 * @param ask asks for a checkpoint in the shell; `$n` is the step
 */
export function training(steps: number, options: { ask?: string; after?: string } = {}): Record<string, string> {
  const ask = options.ask ?? "exp checkpoint --metrics step=$n >/dev/null";
  return {
    ...TRAINING,
    "train.sh": `set -e
n=$(cat model.txt 2>/dev/null || echo 0)
for i in $(seq ${steps}); do
  n=$((n + 1))
  echo $n > model.txt
  ${ask}
done
${options.after ?? ""}
`,
  };
}

/** DVC 2's protocol, as its users' shell scripts have it. */
export const SIGNAL_FILE = `echo "{\\"step\\": $n}" > metrics.json
  : > "$DVC_ROOT/.dvc/tmp/DVC_CHECKPOINT"
  while [ -e "$DVC_ROOT/.dvc/tmp/DVC_CHECKPOINT" ]; do sleep 0.02; done`;
