/** Projects to measure on. Each function fills an empty folder, which becomes a Git and DVC repository. */

/** A chain: stage n sorts what stage n-1 wrote. */
export function writeChain(folder: string, stages: number): void {
  const lines = ["stages:"];
  for (let n = 1; n <= stages; n++) {
    lines.push(
      `  s${n}:`,
      `    cmd: sort f${n - 1} > f${n}`,
      "    deps:",
      `    - f${n - 1}`,
      "    outs:",
      `    - f${n}`,
    );
  }
  Deno.writeTextFileSync(`${folder}/dvc.yaml`, lines.join("\n") + "\n");
  Deno.writeTextFileSync(`${folder}/f0`, "b\na\n");
}

/** Stages that have nothing to do with each other, each 0.2 s long. */
export function writeSleepers(folder: string, stages: number): void {
  const lines = ["stages:"];
  for (let n = 1; n <= stages; n++) {
    lines.push(`  s${n}:`, `    cmd: sleep 0.2; echo ${n} > o${n}`, "    outs:", `    - o${n}`);
  }
  Deno.writeTextFileSync(`${folder}/dvc.yaml`, lines.join("\n") + "\n");
}

/** Stages that have nothing to do with each other, each as short as a stage can be. */
export function writeTinyStages(folder: string, stages: number): void {
  const lines = ["stages:"];
  for (let n = 1; n <= stages; n++) lines.push(`  s${n}:`, `    cmd: echo ${n} > o${n}`, "    outs:", `    - o${n}`);
  Deno.writeTextFileSync(`${folder}/dvc.yaml`, lines.join("\n") + "\n");
}

/** One stage whose output is a folder of small files, each different. */
export function writeManyFiles(folder: string, files: number): void {
  const make = `mkdir -p data && awk 'BEGIN { for (i = 0; i < ${files}; i++) { d = "data/" int(i / 1000); ` +
    `if (i % 1000 == 0) system("mkdir -p " d); f = d "/" i; printf "file %-1018d\\n", i > f; close(f) } }'`;
  Deno.writeTextFileSync(`${folder}/make.sh`, make + "\n");
  Deno.writeTextFileSync(
    `${folder}/dvc.yaml`,
    "stages:\n  use:\n    cmd: find data -type f | wc -l > count\n    deps:\n    - data\n    outs:\n    - count\n",
  );
}

/** One big file as a dependency and as the cached output of `dvc add`. */
export function writeBigFile(folder: string, gib: number): void {
  Deno.writeTextFileSync(
    `${folder}/make.sh`,
    `head -c ${gib}G /dev/zero | openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 00 2>/dev/null > big.bin\n`,
  );
  Deno.writeTextFileSync(
    `${folder}/dvc.yaml`,
    "stages:\n  use:\n    cmd: head -c 100 big.bin | wc -c > count\n    deps:\n    - big.bin\n    outs:\n    - count\n",
  );
}

/** One stage with a parameter and a metric: an experiment. */
export function writeExperiment(folder: string): void {
  Deno.writeTextFileSync(`${folder}/params.yaml`, "lr: 0.1\nepochs: 3\n");
  Deno.writeTextFileSync(
    `${folder}/train.sh`,
    'lr=$(sed -n \'s/^lr: //p\' params.yaml)\necho "model $lr" > model.txt\necho "{\\"acc\\": $lr}" > metrics.json\n',
  );
  Deno.writeTextFileSync(
    `${folder}/dvc.yaml`,
    "stages:\n  train:\n    cmd: sh train.sh\n    deps:\n    - train.sh\n    params:\n    - lr\n    - epochs\n" +
      "    outs:\n    - model.txt\n    metrics:\n    - metrics.json:\n        cache: false\n",
  );
  Deno.writeTextFileSync(`${folder}/.gitignore`, "/model.txt\n");
}

/** A stage that does nothing but copy a parameter: what is measured is all the rest. */
export function writeTrivial(folder: string): void {
  Deno.writeTextFileSync(`${folder}/params.yaml`, "n: 0\n");
  Deno.writeTextFileSync(
    `${folder}/dvc.yaml`,
    "stages:\n  copy:\n    cmd: cat params.yaml > metrics.yaml\n    params:\n    - n\n" +
      "    metrics:\n    - metrics.yaml:\n        cache: false\n",
  );
}

/** Overrides of every kind, one case a line for `exp hydra parse --jsonl`. */
export function writeOverrides(folder: string, count: number): void {
  const forms = [
    (i: number) => `optimizer.lr${i}=0.${i}`,
    (i: number) => `+model.layers.n${i}=[1,2,{a:b,c:'quoted, text'}]`,
    (i: number) => `db@backup.d${i}=mysql`,
    (i: number) => `~trainer.callbacks.c${i}`,
    (i: number) => `seed${i}=choice(1,2,${i})`,
    (i: number) => `n${i}=range(1,10,step=3)`,
    (i: number) => `path${i}="/data/\${oc.env:USER}/run ${i}"`,
    (i: number) => `flag${i}=true,false,null`,
  ];
  const lines = Array.from({ length: count }, (_, i) => JSON.stringify({ input: forms[i % forms.length]!(i) }) + "\n");
  Deno.writeTextFileSync(`${folder}/overrides.jsonl`, lines.join(""));
}

/** A primary configuration that takes one of two files from each of many groups. */
export function writeConfigGroups(folder: string, groups: number): void {
  Deno.mkdirSync(`${folder}/conf`);
  const defaults = Array.from({ length: groups }, (_, i) => `  - group${i}: base\n`).join("");
  Deno.writeTextFileSync(`${folder}/conf/config.yaml`, `defaults:\n${defaults}  - _self_\n\nname: bench\nseed: 1\n`);
  for (let i = 0; i < groups; i++) {
    Deno.mkdirSync(`${folder}/conf/group${i}`);
    for (const file of ["base", "other"]) {
      Deno.writeTextFileSync(
        `${folder}/conf/group${i}/${file}.yaml`,
        `kind: ${file}${i}\nsize: ${i}\nnested:\n  list: [1, 2, ${i}]\n  seed: \${seed}\n`,
      );
    }
  }
}

/** A training that asks for a checkpoint after each of its steps, by DVC 2's signal file. */
export function writeTraining(folder: string, steps: number): void {
  Deno.writeTextFileSync(
    `${folder}/train.sh`,
    `signal=$DVC_ROOT/.dvc/tmp/DVC_CHECKPOINT
for n in $(seq ${steps}); do
  echo $n > model.txt
  echo "{\\"step\\": $n}" > metrics.json
  : > "$signal"
  while [ -e "$signal" ]; do sleep 0.004; done
done
`,
  );
  Deno.writeTextFileSync(
    `${folder}/dvc.yaml`,
    `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    outs:
    - model.txt: {checkpoint: true}
    metrics:
    - metrics.json: {cache: false}
`,
  );
  Deno.writeTextFileSync(`${folder}/.gitignore`, "/model.txt\n");
}
