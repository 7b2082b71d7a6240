/** The imitated Slurm of tests/support/fake_slurm beside a real one: the same acts, the same words. */
import assert from "node:assert/strict";
import { removeFolder } from "../support/command.ts";
import { FakeSlurm } from "../support/fake_slurm/mod.ts";
import { onCluster } from "./cluster.ts";

type Shell = (text: string) => Promise<string>;

const FILES: Readonly<Record<string, string>> = {
  "hang.sh": "#!/bin/sh\n#SBATCH --job-name=hang\n#SBATCH --output=/dev/null\nexec sleep 300\n",
  "end.sh": "#!/bin/sh\n#SBATCH --output=%A-%a.log\n#SBATCH --open-mode=append\necho $SLURM_ARRAY_TASK_ID\n" +
    "exit $SLURM_ARRAY_TASK_ID\n",
  "tell.sh": "#!/bin/sh\nenv | grep ^SLURM_JOB_NAME >told\nmv told told.txt\n",
};

/** `untilLists N PATTERN`: waits until so many lines of squeue are like that. */
const PRELUDE = `list() { squeue -h "$@" -o '%i|%K|%j|%T|%r|%t|%F|%P|%u' | sort; }
untilLists() { until [ "$(squeue -h -r -t all -o '%i %T %r %N' | grep -cE "$2")" = "$1" ]; do sleep 0.05; done; }
`;

const ACTS: Readonly<Record<string, string>> = {
  "an array with a throttle": `sbatch --parsable --array=0-9%2 hang.sh; untilLists 2 RUNNING; untilLists 8 Limit
    list; list -r; list -r -t PD; list -n hang,other; list -t R,CD; squeue -h -j 1_0,1_5 -o '%i %K %T' | sort
    id=$(sbatch --parsable --hold -t 90 hang.sh); squeue -h -j $id -o '%L %l %M'; scancel $id`,
  "an element is cancelled while it waits": `scancel 1_9; list -t all`,
  "an element is cancelled while it runs":
    `scancel 1_0; untilLists 1 '^1_0 CANCELLED'; untilLists 2 RUNNING; untilLists 6 Limit
    list -t CA; list -t all -r`,
  "the whole array is cancelled": `scancel 1; untilLists 0 'RUNNING|PENDING|COMPLETING'; list -t all`,
  "lists of elements": `for list in 1,3,4 1,3 5 1-2 1,2,5%2 1-300:2%5 $(seq -s, 0 3 60),$(seq -s, 101 2 190)%5; do
      sbatch --hold --parsable --array=$list hang.sh
    done
    list; SLURM_BITSTR_LEN=0 list; SLURM_BITSTR_LEN=10 list; scancel --name=hang; list`,
  "scripts end as they end": `id=$(sbatch --parsable -a 0,3 end.sh); echo $id
    untilLists 1 "^\${id}_0 COMPLETED"; untilLists 1 "^\${id}_3 FAILED"; list -t all -j $id; cat $id-0.log $id-3.log
    scontrol show job \${id}_3 | grep -oE 'JobState=.* Dep|ExitCode=[0-9:]*|Array[A-Z].*Id=[0-9]*'`,
  "options of lines, of variables and of the command line": `SBATCH_JOB_NAME=of-env sbatch --hold tell.sh
    SBATCH_JOB_NAME=of-env sbatch --hold -J of-words hang.sh; SBATCH_JOB_NAME=of-env sbatch --hold hang.sh
    list; scancel -n of-env,of-words`,
  "a job is requeued": `id=$(sbatch --parsable hang.sh); untilLists 1 "^$id RUNNING"; scontrol requeue $id
    untilLists 1 "^$id PENDING BeginTime"; list -j $id; scontrol requeue $id
    scontrol -o show job $id | grep -oE 'JobState=[A-Z]*|Restarts=[0-9]*'; scancel $id`,
  "what is refused": `sbatch -p nope hang.sh; sbatch --array=0-1001 hang.sh; sbatch --array=x hang.sh
    sbatch -t abc hang.sh; sbatch --mem=zz hang.sh; sbatch --nope hang.sh; sbatch nothing.sh; sbatch --gres=what:1 hang.sh`,
  "what is not there": `squeue -j 99; squeue -h -j 98,99; scontrol show job 99; scontrol requeue 99; scancel 99
    scancel nonsense; scancel --name=nothing; sacct -j 1`,
  "limits": `scontrol show config | grep -E '^(MaxArraySize|MinJobAge|KillWait|SLURM_VERSION)'
    scontrol ping | sed 's/at .* is/at … is/'`,
};

onCluster("an imitated Slurm answers as a real one", async ({ cluster }) => {
  const folder = await Deno.makeTempDir({ prefix: "exp-imitation-" });
  try {
    const sizes = { cpusPerNode: 2, minJobAgeSeconds: 300, killWaitSeconds: 2 };
    await using slurm = new FakeSlurm(`${folder}/fake`, sizes);
    const [imitated, real] = await Promise.all([
      play(shellIn(`${folder}/a`, `${slurm.bin}:/usr/bin:/bin`)),
      play(shellIn(`${folder}/b`, "/usr/bin:/bin", cluster.folder)),
    ]);
    assert.deepEqual(imitated, real);

    await cluster.act("stop-controller");
    slurm.isUnreachable = true;
    const unreachable = `sbatch hang.sh; squeue; scontrol show config; sacct`;
    assert.equal(
      await shellIn(`${folder}/a`, `${slurm.bin}:/usr/bin:/bin`)(unreachable),
      await shellIn(`${folder}/b`, "/usr/bin:/bin", cluster.folder)(unreachable),
    );
  } finally {
    await removeFolder(folder);
  }
}, { set: { MinJobAge: 300, KillWait: 2 } });

async function play(sh: Shell): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const [name, act] of Object.entries(ACTS)) said[name] = await sh(act);
  return said;
}

/** Says what a script prints, errors too. */
function shellIn(cwd: string, path: string, cluster?: string): Shell {
  Deno.mkdirSync(cwd, { recursive: true });
  for (const [name, text] of Object.entries(FILES)) Deno.writeTextFileSync(`${cwd}/${name}`, text);
  return async (text) => {
    const { stdout } = await new Deno.Command("timeout", {
      args: ["300", "sh", "-c", `exec 2>&1\n${PRELUDE}${text}`],
      cwd,
      env: { PATH: path, ...(cluster === undefined ? {} : { SLURM_CONF: `${cluster}/slurm.conf` }) },
      clearEnv: true,
    }).output();
    return new TextDecoder().decode(stdout);
  };
}
