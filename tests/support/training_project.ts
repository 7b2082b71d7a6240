/** A DVC project with one stage: `train.sh` reads one parameter, and writes a cached model and a metrics file. */
export function trainingProject(param: string, files: { params: string; train: string }): Record<string, string> {
  return {
    ".dvc/config": "",
    ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
    ".dvcignore": "",
    ".gitignore": "/model.txt\n",
    "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    params: [${param}]
    outs: [model.txt]
    metrics:
    - metrics.json: {cache: false}
`,
    "params.yaml": files.params,
    "train.sh": files.train,
  };
}
