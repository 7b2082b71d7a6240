/** The shared disk is full for a while. */
import assert from "node:assert/strict";
import type { Scenario } from "../support/scenario.ts";
import { onCluster } from "./cluster.ts";
import { assertExperiments, namesIn, prepareProject, untilBegun } from "./project.ts";

const FREE_KIB = [0, 8, 40, 120];
const MOUNT = "mount -t tmpfs -o size=8m exp-slurm";

onCluster("a head that finds the disk full loses nothing: once there is space again each point has its result", async (
  journey,
) => {
  const { exp } = journey;
  await onSmallDisk(journey, async () => {
    await prepareProject(journey);
    for (const [i, free] of FREE_KIB.entries()) {
      await exp(["run", "--queue", "-n", `h${i}`, "-S", `n=${i}`]);
      await fill(journey, free);
      const { code } = await exp("queue drain --executor slurm", { code: "any" });
      if (free === 0) assert.notEqual(code, 0);
      await empty(journey);

      await exp("queue retry --failed", { code: "any" });
      await exp("queue drain --executor slurm");
    }

    await assertExperiments(journey, Object.fromEntries(FREE_KIB.map((_, i) => [`h${i}`, i])));
    assert.deepEqual(await namesIn(journey, "success"), FREE_KIB.map((_, i) => `h${i}`));
  });
}, { needsMount: true });

onCluster("a node that finds the disk full when it is to write its result: a failure on record, or a result", async (
  journey,
) => {
  const { exp, repo } = journey;
  await onSmallDisk(journey, async () => {
    await prepareProject(journey);
    for (const [i, free] of FREE_KIB.entries()) {
      await exp(["run", "--queue", "-n", `w${i}`, "-S", `n=${i}`, "-S", "mode=patient"]);
      const drain = exp("queue drain --executor slurm", { code: "any" });
      await untilBegun(journey, i + 1);
      await fill(journey, free);
      repo.write({ "../go": "" });
      await drain;
      await empty(journey);
      repo.write({ "../go": null });

      const [failed] = await namesIn(journey, "failed");
      const experiments = await repo.experiments();
      if (free === 0) assert.equal(failed, "w0");
      assert.equal(failed === `w${i}`, !experiments.includes(`w${i}`), `free: ${free} KiB`);
      await exp("queue remove --failed", { code: "any" });
    }
  });
}, { needsMount: true });

/** What is shared lies on a disk of its own: the repository's state, not its files. */
async function onSmallDisk({ sh }: Scenario, body: () => Promise<void>): Promise<void> {
  await sh(`mkdir -p .dvc/tmp && ${MOUNT} .dvc/tmp`);
  try {
    await body();
  } finally {
    await sh("umount -l .dvc/tmp");
  }
}

async function fill({ sh }: Scenario, freeKib: number): Promise<void> {
  await sh(`cat /dev/zero >.dvc/tmp/filler 2>/dev/null; truncate -s -${freeKib}K .dvc/tmp/filler`);
}

async function empty({ sh }: Scenario): Promise<void> {
  await sh("rm -f .dvc/tmp/filler");
}
