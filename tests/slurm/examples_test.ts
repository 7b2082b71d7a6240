/** examples/slurm on a real Slurm: each job has a folder of its own on its node's disk. */
import assert from "node:assert/strict";
import { until } from "../support/wait.ts";
import { onCluster } from "./cluster.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url).pathname;

// Slurm starts these with hardly any environment, so the disk's name is written into copies of them
const folder = Deno.makeTempDirSync({ prefix: "exp-prolog-" });
const scratch = `${folder}/scratch`;
Deno.mkdirSync(scratch);
for (const { name } of Deno.readDirSync(`${EXAMPLES}slurm`)) {
  const text = Deno.readTextFileSync(`${EXAMPLES}slurm/${name}`).replaceAll("/scratch", scratch);
  Deno.writeTextFileSync(`${folder}/${name}`, text, { mode: 0o755 });
}
/** The lines of `slurm.conf` that its README has. */
const conf = [...Deno.readTextFileSync(`${EXAMPLES}README.md`).matchAll(/^ {4}(\w+)=(\S+)$/gm)];
const settings = Object.fromEntries(
  conf.map(([, key = "", value = ""]) => [key, value.replace("/etc/slurm", folder)]),
);
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

onCluster("with the example's prolog checkouts lie on the node's disk, which its epilog cleans", async (journey) => {
  const { repo, exp } = journey;
  repo.write({
    "dvc.yaml": 'stages:\n  train:\n    cmd: pwd >>"$DVC_ROOT/../where"\n    params: [n]\n',
    "params.yaml": "n: 0\n",
  });
  await repo.commit("a project");
  await exp("run --queue -q -n sweep -S n=1,2");

  await exp(["queue", "drain", "--executor", "slurm", "--scratch", "$TMPDIR"]);

  assert.deepEqual(await repo.experiments(), ["sweep-1", "sweep-2"]);
  const places = repo.read("../where").trim().split("\n");
  assert.deepEqual(places.map((place) => place.startsWith(`${scratch}/`)), [true, true], places.join("\n"));
  await until("the jobs' folders are gone", () => [...Deno.readDirSync(scratch)].length === 0);
}, { set: settings });
