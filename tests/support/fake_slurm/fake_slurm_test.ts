/** The imitation keeps to what version 22.05 was seen to print and to do; tests/slurm holds it to a real one. */
import assert from "node:assert/strict";
import { removeFolder } from "../command.ts";
import { until } from "../wait.ts";
import { FakeSlurm, type FakeSlurmOptions } from "./mod.ts";

interface Site {
  readonly slurm: FakeSlurm;
  readonly folder: string;
  /** `sh -c TEXT` with the programs on PATH. @returns what was said, errors after `! `, and the code where it is not 0 */
  readonly sh: (text: string) => Promise<string>;
}

function site(claim: string, body: (site: Site) => Promise<void>, options: FakeSlurmOptions = {}): void {
  Deno.test(claim, async () => {
    const folder = await Deno.makeTempDir({ prefix: "exp-slurm-" });
    try {
      await using slurm = new FakeSlurm(`${folder}/slurm`, options);
      const sh = async (text: string) => {
        const { code, stdout, stderr } = await new Deno.Command("sh", {
          args: ["-c", text],
          cwd: folder,
          env: { PATH: `${slurm.bin}:/usr/bin:/bin` },
          clearEnv: true,
        }).output();
        const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
        return out + err!.replace(/^/gm, "! ").replace(/! $/, "") + (code === 0 ? "" : `code ${code}\n`);
      };
      await body({ slurm, folder, sh });
    } finally {
      await removeFolder(folder);
    }
  });
}

const HANG = "#!/bin/sh\n#SBATCH --job-name=hang\nsleep 300\n";
const LIST = "squeue -h -r -t all -o '%i|%K|%T|%r|%N|%j'";

site("an array runs as many elements at once as it may; those that wait are one line, or one each", async (
  { folder, sh },
) => {
  Deno.writeTextFileSync(`${folder}/job.sh`, HANG);

  assert.equal(await sh("sbatch --parsable --array=0-4%2 job.sh"), "1\n");

  assert.equal(
    await sh("squeue -h -t all -o '%i|%K|%T|%r|%N|%j'"),
    "1_[2-4%2]|2-4%2|PENDING|JobArrayTaskLimit||hang\n1_0|0|RUNNING|None|n1|hang\n1_1|1|RUNNING|None|n2|hang\n",
  );
  assert.match(await sh(LIST), /^1_3\|3\|PENDING\|JobArrayTaskLimit\|\|hang$/m);
  assert.equal(
    await sh("squeue -j 1_0,1_2"),
    "             JOBID PARTITION     NAME     USER ST       TIME  NODES NODELIST(REASON)\n" +
      "               1_2      main     hang     root PD       0:00      1 (JobArrayTaskLimit)\n" +
      "               1_0      main     hang     root  R       0:00      1 n1\n",
  );
});

site("a script has its variables, its output file, and ends as it ends", async ({ slurm, folder, sh }) => {
  const tell = 'echo "$SLURM_ARRAY_JOB_ID $SLURM_ARRAY_TASK_ID $SLURM_JOB_ID $1"';
  Deno.writeTextFileSync(`${folder}/job.sh`, `#!/bin/sh\n#SBATCH -o log-%a.txt\n${tell}\nexit $SLURM_ARRAY_TASK_ID\n`);

  await sh("sbatch -a 0,3 job.sh word");
  await until("both have ended", () => slurm.jobs.every((job) => job.endedAtMs !== undefined));

  assert.equal(Deno.readTextFileSync(`${folder}/log-3.txt`), "1 3 1 word\n");
  assert.equal(await sh(LIST), "1_0|0|COMPLETED|None|n1|job.sh\n1_3|3|FAILED|NonZeroExitCode|n2|job.sh\n");
  slurm.controller.advance(300);
  assert.equal(await sh(LIST), "");
  assert.equal(await sh("squeue -j 1"), "! slurm_load_jobs error: Invalid job id specified\ncode 1\n");
});

site("the script is warned before its time limit, and told to go at it", async ({ slurm, folder, sh }) => {
  const script = "trap 'echo warned >>told' USR1\ntrap 'echo term >>told; exit 0' TERM\necho up >up\n" +
    "while :; do sleep 0.02; done\n";
  Deno.writeTextFileSync(`${folder}/job.sh`, script);
  const told = () => {
    try {
      return Deno.readTextFileSync(`${folder}/told`);
    } catch {
      return "";
    }
  };
  await sh("sbatch --time=2 --signal=B:USR1@60 job.sh; until [ -e up ]; do sleep 0.02; done");

  slurm.controller.advance(59);
  assert.equal(await sh("squeue -h -o %L"), "1:01\n");
  slurm.controller.advance(1);
  await until("it is warned", () => told() === "warned\n");
  slurm.controller.advance(60);
  await until("it has gone", () => told() === "warned\nterm\n" && slurm.jobs[0]!.killAtMs === undefined);

  assert.equal(await sh(LIST), "1|N/A|TIMEOUT|TimeLimit|n1|job.sh\n");
});

site("a job that is requeued waits two minutes and knows that it lives again", async ({ slurm, folder, sh }) => {
  Deno.writeTextFileSync(`${folder}/job.sh`, 'echo "life $SLURM_RESTART_COUNT" >>lives\nsleep 300\n');
  const lives = () => sh("cat lives 2>/dev/null; true");
  await sh("sbatch --requeue job.sh; until [ -e lives ]; do sleep 0.02; done");

  assert.equal(await sh("scontrol requeue 1"), "");
  await until("it is gone", () => slurm.jobs[0]!.state === "PENDING" && slurm.jobs[0]!.killAtMs === undefined);
  assert.equal(await sh(LIST), "1|N/A|PENDING|BeginTime||job.sh\n");
  slurm.controller.advance(120);
  await sh("until [ $(wc -l <lives) = 2 ]; do sleep 0.02; done");

  assert.equal(await lives(), "life \nlife 1\n");
  assert.match(await sh("scontrol show job 1"), /\n {3}JobState=RUNNING Reason=None .*\n {3}Requeue=1 Restarts=1 /);
});

site("a job that is cancelled in the moment in which it begins has ended", async ({ slurm, folder, sh }) => {
  Deno.writeTextFileSync(`${folder}/job.sh`, HANG);
  slurm.controller.blockedBy = "AssocMaxJobsLimit";
  await sh("sbatch -a 0-9 job.sh");

  slurm.controller.blockedBy = undefined;
  slurm.controller.schedule();
  slurm.controller.cancel(slurm.jobs.toReversed());
  await until("their processes have ended", () => slurm.jobs.every(({ killAtMs }) => killAtMs === undefined));

  assert.equal(await sh("squeue -h"), "");
}, { nodes: 10 });

site("a lost node puts back what may be put back; the rest has failed with it", async ({ slurm, folder, sh }) => {
  Deno.writeTextFileSync(`${folder}/job.sh`, HANG);
  await sh("sbatch -J a --requeue job.sh; sbatch -J b --no-requeue job.sh");

  slurm.controller.loseNode("n1", "dead");
  slurm.controller.loseNode("n2", "dead");

  assert.equal(await sh(LIST), "2|N/A|NODE_FAIL|NodeDown|n2|b\n1|N/A|PENDING|BeginTime||a\n");
});

site("an element that is cancelled while it waits leaves no line, unless all of them are", async (
  { slurm, folder, sh },
) => {
  Deno.writeTextFileSync(`${folder}/job.sh`, HANG);
  slurm.controller.blockedBy = "AssocMaxJobsLimit";
  await sh("sbatch -a 0-2 job.sh");

  await sh("scancel 1_1");
  const without = await sh(LIST);
  await sh("scancel 1");

  assert.equal(without, "1_0|0|PENDING|AssocMaxJobsLimit||hang\n1_2|2|PENDING|AssocMaxJobsLimit||hang\n");
  assert.match(await sh(LIST), /^1_2\|2\|CANCELLED\|AssocMaxJobsLimit\|\|hang$/m);
});

site("what is refused is refused in Slurm's words", async ({ slurm, folder, sh }) => {
  Deno.writeTextFileSync(`${folder}/job.sh`, HANG);

  assert.equal(
    await sh("sbatch -p nope job.sh"),
    "! sbatch: error: invalid partition specified: nope\n" +
      "! sbatch: error: Batch job submission failed: Invalid partition name specified\ncode 1\n",
  );
  assert.equal(
    await sh("sbatch --array=0-1001 job.sh"),
    "! sbatch: error: Batch job submission failed: Invalid job array specification\ncode 1\n",
  );
  assert.equal(await sh("sbatch -t abc job.sh"), "! sbatch: error: Invalid --time specification\ncode 255\n");
  assert.match(await sh("sbatch --nope job.sh"), /^! sbatch: unrecognized option '--nope'\n.*\ncode 255\n$/);
  assert.equal(await sh("sacct -j 1"), "! Slurm accounting storage is disabled\ncode 1\n");
  slurm.isUnreachable = true;
  assert.match(await sh("squeue"), /^! slurm_load_jobs error: Unable to contact slurm controller \(connect failure\)/);
  assert.deepEqual(slurm.jobs, []);
});

site("an answer may be lost though the job is accepted; a wrapper may say more; accounting may be late", async (
  { slurm, folder, sh },
) => {
  Deno.writeTextFileSync(`${folder}/job.sh`, "exit 0\n");
  slurm.lostAnswers = 1;
  slurm.chatter = { before: "Welcome!\n", after: "Have fun.\n" };
  slurm.suffix = ";fake";
  slurm.accounting = { lateBySeconds: 10 };

  assert.match(await sh("sbatch --parsable job.sh"), /^! .*Socket timed out on send\/recv operation\ncode 1\n$/);
  assert.equal(await sh("sbatch --parsable job.sh"), "Welcome!\n2;fake\nHave fun.\n");
  await until("both have ended", () => slurm.jobs.every((job) => job.endedAtMs !== undefined));

  assert.equal(await sh("sacct -n -X -P -o JobID,State -j 1,2"), "");
  slurm.controller.advance(10);
  assert.equal(await sh("sacct -n -X -P -o JobID,State -j 1,2"), "1|COMPLETED\n2|COMPLETED\n");
  assert.match(await sh("sacct -P -o JobID,State"), /^JobID\|State\n1\|COMPLETED\n1.batch\|COMPLETED\n/);
});
