/** A repository with many experiments, each with its parameters, metrics and a curve, made by one `git fast-import`. */

interface Size {
  readonly rows: number;
  readonly columns: number;
  /** Points of each curve; 0: there are no plots. */
  readonly points: number;
}

/** @param folder an empty one */
export async function makeExperiments(folder: string, size: Size): Promise<void> {
  const next = chance(7);
  const plots = "    plots: [{history.csv: {cache: false}}]\nplots:\n" +
    ["acc", "loss"].map((field) => `- ${field}:\n    x: step\n    y: {history.csv: ${field}}\n`).join("");
  const stage = "stages:\n  train:\n    cmd: python train.py\n    params: [train]\n" +
    "    metrics: [{metrics.json: {cache: false}}]\n";
  const shared = {
    ".dvc/config": "",
    ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
    "dvc.yaml": stage + (size.points > 0 ? plots : ""),
  };
  const baseline = commitText("refs/heads/main", "start", { ...shared, ...valuesOf(size, next) }, undefined);
  await git(folder, ["init", "-q", "-b", "main"]);
  await git(folder, ["fast-import", "--quiet"], baseline);
  await git(folder, ["reset", "-q", "--hard"]);
  const rev = await git(folder, ["rev-parse", "HEAD"]);
  const names = Array.from({ length: size.rows }, (_, i) => `run-${i}`);
  const experiments = names.map((name) =>
    commitText(`refs/exps/${rev.slice(0, 2)}/${rev.slice(2)}/${name}`, `dvc: ${name}`, valuesOf(size, next), rev)
  );
  await git(folder, ["fast-import", "--quiet"], experiments.join(""));
}

function valuesOf({ columns, points }: Size, next: () => number): Record<string, string> {
  const half = Array.from({ length: columns / 2 }, (_, i) => i);
  const params = half.map((i) => `  param_${i}: ${(next() / 10).toFixed(3)}\n`).join("");
  const metrics = Object.fromEntries(half.map((i) => [`metric_${i}`, next()]));
  const steps = Array.from({ length: points }, (_, step) => `${step},${next()},${next()}\n`);
  return {
    "params.yaml": `train:\n${params}`,
    "metrics.json": JSON.stringify(metrics),
    ...(points > 0 ? { "history.csv": `step,acc,loss\n${steps.join("")}` } : {}),
  };
}

function commitText(
  ref: string,
  message: string,
  files: Readonly<Record<string, string>>,
  from: string | undefined,
): string {
  const blobs = Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\ndata ${text.length}\n${text}\n`);
  return `commit ${ref}\ncommitter Ada <ada@example.com> 1790000000 +0000\ndata ${message.length}\n${message}\n` +
    (from === undefined ? "" : `from ${from}\n`) + blobs.join("") + "\n";
}

async function git(folder: string, args: readonly string[], input = ""): Promise<string> {
  const child = new Deno.Command("git", { args: [...args], cwd: folder, stdin: "piped", stdout: "piped" }).spawn();
  const [{ success, stdout }] = await Promise.all([child.output(), new Blob([input]).stream().pipeTo(child.stdin)]);
  if (!success) throw new Error(`git ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout).trim();
}

/** Always the same numbers between 0 and 1. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}
