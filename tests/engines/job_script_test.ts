import assert from "node:assert/strict";
import fc from "fast-check";
import { type JobSpec, type Profile, SCRIPT_NAME, shippedEngines } from "../../src/engines/mod.ts";
import { renderScript } from "../../src/engines/job_script.ts";
import { quoteForShell } from "../../src/common/mod.ts";

const SPEC: JobSpec = {
  name: "exp-1a2b",
  commands: ["/opt/exp queue run-task 7f", "/opt/exp queue run-task 80"],
  throttle: 8,
  options: { partition: "gpu", account: "007", comment: 'say "hi"', exclusive: "" },
  needs: { gpu: 1 },
  warnSeconds: 90,
  requeue: true,
  folder: "/home/ada/100% p",
  cwd: "/home/ada/100% p",
};

function profileOf(engine: string): Profile {
  const found = shippedEngines().find(({ name }) => name === engine);
  assert.ok(found);
  return found;
}

Deno.test("a job script for Slurm can be read, and sent by hand", () => {
  assert.equal(
    renderScript(profileOf("slurm"), SPEC),
    `#!/bin/sh
#SBATCH --job-name=exp-1a2b
#SBATCH --chdir="/home/ada/100% p"
#SBATCH --output="/home/ada/100%% p/%a.log"
#SBATCH --open-mode=append
#SBATCH --array=0-1%8
#SBATCH --signal=B:USR1@90
#SBATCH --requeue
#SBATCH --partition=gpu
#SBATCH --account=007
#SBATCH --comment="say \\"hi\\""
#SBATCH --exclusive
#SBATCH --gres=gpu:1

# 2 experiments of exp, each an element of the array. By hand: sbatch --parsable '/home/ada/100% p/${SCRIPT_NAME}'
case "$SLURM_ARRAY_TASK_ID" in
  0) exec /opt/exp queue run-task 7f ;;
  1) exec /opt/exp queue run-task 80 ;;
esac
echo "no element of this job: '$SLURM_ARRAY_TASK_ID'" >&2
exit 64
`,
  );
});

Deno.test("one experiment is a job without an array", () => {
  const { throttle: _, ...spec } = SPEC;

  const script = renderScript(profileOf("slurm"), {
    ...spec,
    commands: ["/opt/exp queue run-task 7f"],
    options: {},
    needs: {},
    warnSeconds: 0,
    requeue: false,
  });

  assert.equal(
    script,
    `#!/bin/sh
#SBATCH --job-name=exp-1a2b
#SBATCH --chdir="/home/ada/100% p"
#SBATCH --output="/home/ada/100%% p/0.log"
#SBATCH --open-mode=append
#SBATCH --no-requeue

# One experiment of exp. By hand: sbatch --parsable '/home/ada/100% p/${SCRIPT_NAME}'
exec /opt/exp queue run-task 7f
`,
  );
});

Deno.test("where the engine's lines cannot name a path, the script goes there by itself", () => {
  const around = Deno.makeTempDirSync({ prefix: "exp-odd-" });
  const folder = `${around}/a \\ '"\n$x:,#`;
  Deno.mkdirSync(folder);
  try {
    for (const profile of shippedEngines()) {
      for (const commands of [["pwd"], ["false", "pwd"]]) {
        const script = renderScript(profile, { ...SPEC, folder, cwd: folder, commands });
        const element = commands.length - 1;

        const { success } = start(profile, script, element);

        const log = `${folder}/${element === 0 ? 0 : element + (profile.script.array?.first ?? 0)}.log`;
        assert.ok(success);
        assert.equal(Deno.readTextFileSync(log), `${Deno.realPathSync(folder)}\n`);
        Deno.removeSync(log);
      }
    }
  } finally {
    Deno.removeSync(around, { recursive: true });
  }
});

Deno.test("what a job needs stands beside what is asked for of the same kind", () => {
  const script = renderScript(profileOf("slurm"), { ...SPEC, options: { gres: "nvme:1" }, needs: { gpu: 2 } });

  assert.match(script, /^#SBATCH --gres=nvme:1,gpu:2$/m);
});

/** Any text that can be an argument. */
const argument = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));

Deno.test("each element runs its own command, whose words arrive as they are", () => {
  const engines = shippedEngines();
  fc.assert(
    fc.property(
      fc.constantFrom(...engines),
      fc.array(fc.array(argument, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      (profile, all) => {
        const commands = all.map((words) => ["printf", "%s\\0", ...words].map(quoteForShell).join(" "));
        const script = renderScript(profile, { ...SPEC, commands });

        const said = all.map((_, element) => runElement(profile, script, element));

        assert.deepEqual(said, all.map((words) => words.map((word) => `${word}\0`).join("")));
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("an element that the job does not have runs nothing", () => {
  const profile = profileOf("slurm");
  const { success, stdout } = start(profile, renderScript(profile, { ...SPEC, commands: ["echo a", "echo b"] }), 2);

  assert.equal(success, false);
  assert.equal(stdout.length, 0);
});

function runElement(profile: Profile, script: string, element: number): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(start(profile, script, element).stdout);
}

function start({ script: { array } }: Profile, script: string, element: number): Deno.CommandOutput {
  assert.ok(array);
  const env = { [array.index.replace("$", "")]: String(element + array.first) };
  return new Deno.Command("sh", { args: ["-c", script], env, stdout: "piped", stderr: "piped" }).outputSync();
}
