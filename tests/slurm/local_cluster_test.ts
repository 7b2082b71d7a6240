/** The cluster that the other journeys stand on: it dies as real ones do, and leaves nothing behind. */
import assert from "node:assert/strict";
import { exists, removeFolder, writeProgram } from "../support/command.ts";
import { until } from "../support/wait.ts";
import { createCluster, onCluster } from "./cluster.ts";
import { outputOf } from "./output.ts";

const LONG = "sh -c 'setsid sleep 300 & sleep 300'";
const submit = (...words: string[]) => ["sbatch", "--parsable", "-o", "/dev/null", ...words];

onCluster(
  "a node that loses its power loses all that runs there; its job goes to another node",
  async ({ cluster }) => {
    await cluster.ask(submit("-w", "n1", "--wrap", LONG));
    await cluster.untilJobs("it runs", ([job]) => job?.state === "RUNNING");
    await until("both of its children are there", () => processesOf(cluster.folder, "n1").length >= 3);

    await cluster.act("kill-node n1");
    assert.deepEqual(processesOf(cluster.folder, "n1"), []);
    await cluster.ask("scontrol update NodeName=n1 State=DOWN Reason=power");

    await cluster.untilJobs("it waits again", ([job]) => job?.state === "PENDING");
  },
);

onCluster("a controller that is stopped and started again knows its jobs", async ({ cluster }) => {
  await cluster.ask(submit("--wrap", LONG));
  await cluster.untilJobs("it runs", ([job]) => job?.state === "RUNNING");

  await cluster.act("stop-controller");
  await assert.rejects(cluster.jobs(), /Unable to contact slurm controller/);
  await cluster.act("start-controller");

  await cluster.untilJobs("it runs still", ([job]) => job?.state === "RUNNING");
});

onCluster("clusters live side by side; what is taken down leaves no process", async ({ cluster }) => {
  const other = createCluster(`${cluster.folder}-2`);
  await other.act("up --nodes 1");
  await other.ask(submit("--wrap", LONG));
  await other.untilJobs("it runs", ([job]) => job?.state === "RUNNING");
  assert.deepEqual(await cluster.jobs(), []);

  await other.act("down");

  assert.deepEqual(processesOf(other.folder, ""), []);
  await cluster.ask("scontrol ping");
});

/** Processes that jobs of a node have started, by what Slurm has put into their environment. */
function processesOf(folder: string, node: string): string[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      const environment = Deno.readTextFileSync(`/proc/${pid}/environ`).split("\0");
      return environment.includes(`SLURM_CONF=${folder}/slurm.conf`) &&
        environment.some((line) => line.startsWith(`SLURMD_NODENAME=${node}`));
    } catch {
      return false; // it has just ended
    }
  });
}

for (const [script, daemon] of [["slurm-local", "slurmctld"], ["gridengine-local", "sge_execd"]] as const) {
  Deno.test({
    name: `what ${script} starts comes up although its ${daemon} does not at once`,
    ignore: Deno.env.get(script === "slurm-local" ? "EXP_WITHOUT_SLURM" : "EXP_WITHOUT_GRIDENGINE") !== undefined,
    fn: async () => {
      const folder = await Deno.makeTempDir({ prefix: "exp-slurm-" });
      const run = (verb: string) =>
        outputOf(
          ["sh", new URL(`../../scripts/${script}`, import.meta.url).pathname, verb, "--folder", `${folder}/c`],
          { PATH: `${folder}/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin` },
        );
      await Deno.mkdir(`${folder}/bin`);
      writeProgram(`${folder}/bin/${daemon}`, failsOnce(daemon, `${folder}/tried`));
      try {
        assert.match(await run("up"), /did not start: cannot bind\n.*once more/);
        await run("down");
        assert.equal(exists(`${folder}/c`), false);
      } finally {
        await run("down");
        await removeFolder(folder);
      }
    },
  });
}

const failsOnce = (daemon: string, mark: string) =>
  `#!/bin/sh\n[ -f '${mark}' ] || { : >'${mark}'; echo "cannot bind"; exit 1; }\nexec /usr/sbin/${daemon} "$@"\n`;
