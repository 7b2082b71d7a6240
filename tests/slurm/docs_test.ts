/** What docs/cluster.md says to do is done, block by block, on a real Slurm. */
import assert from "node:assert/strict";
import { type ClusterJourney, onCluster } from "./cluster.ts";

const DOCUMENT = Deno.readTextFileSync(new URL("../../docs/cluster.md", import.meta.url));

/** Blocks of commands, and of files that begin with their names; in their order. */
const BLOCKS = [...DOCUMENT.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
  language,
  text,
}));

onCluster("the commands of docs/cluster.md lead from a login node to finished sweeps", async (journey) => {
  await journey.cluster.ask("scontrol create PartitionName=gpu Nodes=ALL");

  for (const { language, text } of BLOCKS) {
    if (language === "yaml") await writeFile(journey, text);
    else await inProject(journey, text);
  }

  const { stdout } = await inProject(journey, "exp ls --name-only");
  assert.deepEqual(stdout.trim().split("\n").sort(), [
    "night",
    "patient",
    ...[1, 2, 3, 4, 5, 6].map((n) => `sweep-${n}`),
    "wide",
  ]);
  assert.deepEqual(await journey.cluster.jobs().then((jobs) => jobs.filter(({ state }) => state === "PENDING")), []);
});

Deno.test("docs/cluster.md has commands and files alone between its fences", () => {
  const languages = new Set(BLOCKS.map(({ language }) => language));
  assert.deepEqual([...languages].sort(), ["sh", "yaml"]);
});

/** Runs a block where the one before has left off. */
async function inProject({ sh, repo }: ClusterJourney, commands: string) {
  const place = `${repo.around}/place`;
  return await sh(`set -e; cd "$(cat ${place} 2>/dev/null || echo ..)"\n${commands}\npwd >${place}`, {
    timeoutMs: 600_000,
  });
}

/** Its first line is a comment with its path. */
async function writeFile(journey: ClusterJourney, text: string): Promise<void> {
  const path = /^# (\S+)\n/.exec(text)?.[1] ?? assert.fail(`a file without a name:\n${text}`);
  await inProject(journey, `mkdir -p "$(dirname ${path})"; cat >${path} <<'END'\n${text}END`);
}
