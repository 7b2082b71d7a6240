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

/** One stage whose output is a folder of small files, each different. */
export function writeManyFiles(folder: string, files: number): void {
  const make = `mkdir -p data && awk 'BEGIN { for (i = 0; i < ${files}; i++) { d = "data/" int(i / 1000); ` +
    `if (i % 1000 == 0) system("mkdir -p " d); f = d "/" i; print "file " i > f; close(f) } }'`;
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
