import assert from "node:assert/strict";
import { engineChoice, jobRequest } from "../../src/cli/engine_options.ts";
import { parseOptions } from "../../src/cli/parse.ts";
import { defaultsOf } from "../../src/cli/option_facts.ts";
import type { ValuesOf } from "../../src/cli/command.ts";
import { ENGINE_OPTIONS } from "../../src/cli/specs/cluster.ts";
import { makeProject } from "../support/exp_repo.ts";

function read(...argv: string[]): ValuesOf<typeof ENGINE_OPTIONS> {
  const line = { manner: "exp", options: ENGINE_OPTIONS, untilWord: false, command: undefined } as const;
  return { ...defaultsOf(ENGINE_OPTIONS), ...parseOptions(line, argv).values } as ValuesOf<typeof ENGINE_OPTIONS>;
}

async function choose(config: string, ...argv: string[]) {
  using project = await makeProject({ ".dvc/config": config });
  return engineChoice(project.repo, read(...argv));
}

Deno.test("tasks run on this machine when nobody says otherwise", async () => {
  assert.equal(await choose(""), undefined);
  assert.equal(await choose("[queue]\n    executor = slurm\n", "--executor", "local"), undefined);
});

Deno.test("an engine is chosen on the line or in the configuration", async () => {
  assert.equal((await choose("", "--executor", "slurm"))?.executor, "slurm");
  assert.equal((await choose("[queue]\n    executor = sge\n"))?.executor, "sge");
  assert.equal((await choose("[queue]\n    executor = sge\n", "--executor", "slurm"))?.executor, "slurm");
});

Deno.test("an engine's options are refused where there is none", async () => {
  for (
    const [flag, ...value] of [
      ["--slurm", "partition=gpu"],
      ["--submit-option", "l=gpu=1"],
      ["--profile", "big"],
      ["--requeue"],
      ["--pack", "4"],
      ["--scratch", "/tmp"],
      ["--exp-path", "/opt/exp"],
      ["--warn", "60s"],
    ] as const
  ) {
    await assert.rejects(choose("", flag, ...value), {
      fault: "usage/goes-with",
      facts: { option: flag, needs: "--executor" },
    });
  }
});

Deno.test("all that a line says of an engine is read, later options of a job before earlier ones", async () => {
  const line = "--executor slurm --slurm partition=cpu,account=007 --slurm partition=gpu --profile big --requeue " +
    "--pack 4 --scratch $TMPDIR --exp-path /opt/exp --warn 2m";

  assert.deepEqual(await choose("", ...line.split(" ")), {
    executor: "slurm",
    asked: { options: { partition: "gpu", account: "007" }, profile: "big" },
    requeue: true,
    pack: 4,
    scratch: "$TMPDIR",
    expPath: "/opt/exp",
    warnSeconds: 120,
  });
});

Deno.test("a job is told a minute ahead, or as long as is said, or not at all", async () => {
  const warned = async (...argv: string[]) => (await choose("", "--executor", "slurm", ...argv))?.warnSeconds;

  assert.deepEqual([await warned(), await warned("--warn", "90"), await warned("--warn", "0")], [60, 90, 0]);
  await assert.rejects(warned("--warn", "soon"), { fault: "usage/form" });
});

Deno.test("a folder for checkouts is absolute on the node", async () => {
  const chosen = async (scratch: string) => (await choose("", "--executor", "slurm", "--scratch", scratch))?.scratch;

  for (const good of ["/scratch", "$TMPDIR", "${TMPDIR}/exp", "${SLURM_TMPDIR:-/tmp}"]) {
    assert.equal(await chosen(good), good);
  }
  for (const bad of ["scratch", "./tmp", "~/tmp", "", "$(hostname)", "${TMPDIR:-tmp}", "${TMPDIR"]) {
    await assert.rejects(chosen(bad), { fault: "usage/form" }, bad);
  }
});

Deno.test("a job runs one task at least", async () => {
  await assert.rejects(choose("", "--executor", "slurm", "--pack", "0"), { fault: "usage/number" });
});

Deno.test("a task that says nothing of its job asks for nothing", () => {
  assert.equal(jobRequest(read()), undefined);
  assert.deepEqual(jobRequest(read("--submit-option", "exclusive")), { options: { exclusive: "" } });
  assert.throws(() => jobRequest(read("--slurm", "=gpu")), { fault: "usage/option-list" });
});
