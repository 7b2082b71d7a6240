import assert from "node:assert/strict";
import { prepareQueue } from "../support/queue_project.ts";
import { scenario } from "../support/scenario.ts";

scenario(
  "doctor tells which batch engines there are, and which of their files are wrong",
  async ({ repo, exp, sh }) => {
    const elsewhere = { env: { PATH: `${repo.around}/bin:${repo.around}/base` } };
    await sh(`mkdir "$HOME/../base" && for p in sh git env; do ln -s "$(command -v $p)" "$HOME/../base/$p"; done`);
    assert.match((await exp("doctor", elsewhere)).stdout, /^ok +no batch engine is used from here .*qconf, sbatch\)$/m);

    await sh('printf "#!/bin/sh\\n" >../bin/sbatch && chmod +x ../bin/sbatch');
    repo.write({ ".dvc/engines/lab.yaml": "extends: slurm\nprogram: sbatch-lab\n" });
    assert.match((await exp("doctor", elsewhere)).stdout, /^ok +batch engines: slurm \(sbatch\)$/m);

    repo.write({ ".dvc/engines/wrong.yaml": "extends: slurm\nsubmit:\n  comand: sbatch\n" });
    const { stdout } = await exp("doctor", { ...elsewhere, code: 1 });
    assert.match(stdout, /^bad +.*\.dvc\/engines\/wrong\.yaml:3: there is no key 'submit\.comand' in an engine file$/m);
  },
);

scenario("tasks that an engine has are listed where the engine is not", async (journey) => {
  const { repo, exp, sh } = journey;
  await prepareQueue(journey);
  await sh(
    `cd ../bin && printf '#!/bin/sh\necho 7\n' >sbatch && printf '#!/bin/sh\n' >squeue && chmod +x sbatch squeue`,
  );
  repo.write({ ".dvc/engines/lab.yaml": "extends: slurm\nsummary: Our lab\nlimits: ~\n" });
  await exp("run --queue -n one");
  await exp("queue drain --executor lab --detach");

  await sh("rm ../bin/sbatch ../bin/squeue && printf '#!/bin/sh\nexit 127\n' >../bin/squeue && chmod +x ../bin/squeue");
  const elsewhere = await exp("queue status");
  await sh("rm .dvc/engines/lab.yaml");
  const without = await exp("queue status");

  assert.match(elsewhere.stdout, / one .*Queued/);
  assert.match(elsewhere.stderr, /Our lab does not answer/);
  assert.match(without.stdout, / one .*Queued/);
  assert.match(without.stderr, /lab does not answer/);
});
