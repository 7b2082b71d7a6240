/** What docs/tables.md shows is what commands print; UPDATE=1 writes it anew. */
import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

const PAGE = new URL("../../docs/tables.md", import.meta.url);
const DOCUMENT = Deno.readTextFileSync(PAGE);
const BLOCK = /^```console\n([^]*?)^```$/gm;

const PROJECT = {
  "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh]
    params: [lr, epochs, seed]
    metrics: [metrics.json: {cache: false}]
`,
  "train.sh": `lr=$(sed -n 's/^lr: //p' params.yaml)
awk -v lr="$lr" 'BEGIN {
  printf "{\\"acc\\": %.3f, \\"loss\\": %.3f, \\"cost\\": %d}", 0.9 - (lr - 0.3) ^ 2, 10 * (lr - 0.3) ^ 2, lr * 1000
}' >metrics.json
`,
  "params.yaml": "lr: 0.01\nepochs: 60\nseed: 7\n",
};

scenario("docs/tables.md shows what its commands print", async ({ repo, exp, sh }) => {
  repo.write(PROJECT);
  await exp("repro");
  await repo.commit("a baseline");
  for (const [name, lr] of Object.entries({ slow: 0.05, fast: 0.4, faster: 0.9, wild: 1.25 })) {
    await exp(`run -S lr=${lr} -n ${name}`);
  }

  const printed: string[] = [];
  for (const [, text = ""] of DOCUMENT.matchAll(BLOCK)) {
    const commands = text.split("\n").filter((line) => line.startsWith("$ "));
    let block = "";
    for (const command of commands) block += `${command}\n${(await sh(`${command.slice(2)} 2>&1`)).stdout}`;
    printed.push(`\`\`\`console\n${block}\`\`\``);
  }

  const anew = DOCUMENT.replace(BLOCK, () => printed.shift()!);
  if (Deno.env.get("UPDATE") === "1") Deno.writeTextFileSync(PAGE, anew);
  else assert.equal(withoutIds(DOCUMENT), withoutIds(anew));
});

/** Ids of commits are others with each release, for dvc.lock is in them. */
function withoutIds(text: string): string {
  return text.replace(/\b[0-9a-f]{7}\b/g, "0000000");
}
