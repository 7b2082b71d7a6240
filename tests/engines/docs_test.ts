/** docs/engines.md: its table has every key, and its files are engine files that say what they mean to. */
import assert from "node:assert/strict";
import { type Engine, type JobSpec, openEngine } from "../../src/engines/mod.ts";
import { ENGINE_FILE } from "../../src/engines/profile_file.ts";
import type { FileShape } from "../../src/engines/shape.ts";
import { fakePrograms } from "./fake_programs.ts";

const PAGE = Deno.readTextFileSync(new URL("../../docs/engines.md", import.meta.url));
/** By their paths, which are their first lines. */
const FILES = Object.fromEntries(
  [...PAGE.matchAll(/^```yaml\n# (\S+)\n(.*?)^```$/gms)].map(([, path, text]) => [path as string, text as string]),
);

const SPEC: JobSpec = {
  name: "exp-1a2b",
  commands: ["true", "false"],
  throttle: 8,
  options: { l: "walltime=1:00:00" },
  needs: {},
  warnSeconds: 60,
  requeue: true,
  folder: "/my p/jobs",
  cwd: "/my p",
};

function keysOf(shape: FileShape, path: string): string[] {
  const inner = shape.kind === "list" ? shape.of : shape;
  if (inner.kind !== "fields") return [path];
  return Object.entries(inner.fields).flatMap(([key, of]) => keysOf(of, path === "" ? key : `${path}.${key}`));
}

Deno.test("the page tells of every key that an engine file may have", () => {
  const table = PAGE.split("\n").filter((line) => line.startsWith("| ")).join("\n");

  const untold = keysOf(ENGINE_FILE, "").filter((key) => !table.includes(`\`${key}\``));

  assert.deepEqual(untold, []);
});

Deno.test("each file on the page is an engine file", async () => {
  const names = ["slurm", "sge", "pbs", "condor"];
  assert.deepEqual(Object.keys(FILES), names.map((name) => `.dvc/engines/${name}.yaml`));
  using fakes = fakePrograms({}, FILES);
  const repo = await fakes.repo();

  const profiles = names.map((name) => openEngine(repo, name).profile);

  assert.deepEqual(profiles[0]?.options, { account: "ml-lab", partition: "gpu", time: "2:00:00" });
  assert.deepEqual(profiles.map(({ summary }) => summary), ["Slurm", "Grid Engine", "PBS", "HTCondor"]);
});

async function engineOf(name: string, programs: Readonly<Record<string, string>>, check: (engine: Engine) => unknown) {
  using fakes = fakePrograms(programs, FILES);
  await check(openEngine(await fakes.repo(), name).engine);
}

/** As OpenPBS's manual has it. */
const QSTAT_F = `Job Id: 1234[].pbs
    Job_Name = exp-1a2b
    job_state = B

Job Id: 1234[0].pbs
    Job_Name = exp-1a2b
    job_state = R
    exec_host = n1/0

Job Id: 1234[1].pbs
    Job_Name = exp-1a2b
    job_state = Q
    comment = Not Running: Insufficient amount of resource: ncpus

Job Id: 1240.pbs
    Job_Name = exp-3c4d
    job_state = H
`;

Deno.test("the file for PBS reads what PBS prints", async () => {
  const printed = `cat <<'END'\n${QSTAT_F}END`;
  await engineOf("pbs", { qstat: printed }, async (engine) => {
    const waiting = { phase: "waiting", element: undefined } as const;
    assert.deepEqual(await engine.list(), [
      { id: "1234", name: "exp-1a2b", element: 0, phase: "running", word: "R", node: "n1" },
      {
        ...{ id: "1234", name: "exp-1a2b", element: 1, phase: "waiting", word: "Q" },
        reason: "Not Running: Insufficient amount of resource: ncpus",
      },
      { ...waiting, id: "1240", name: "exp-3c4d", word: "H" },
    ]);
  });
});

Deno.test("the description for HTCondor goes to condor_submit, and the script is only a script", async () => {
  const programs = { condor_submit: 'cat >&2; echo "77.0 - 77.1"', chmod: "true" };
  await engineOf("condor", programs, async (engine) => {
    assert.equal(await engine.submit("/my p/jobs/job.sh", SPEC), "77");
    assert.doesNotMatch(engine.script(SPEC), /batch_name/);
  });
  const refusing = { condor_submit: "cat >&2; exit 1", chmod: "true" };
  await engineOf("condor", refusing, async (engine) => {
    const said = await engine.submit("/my p/jobs/job.sh", SPEC).catch((error) => error.facts.says);
    assert.match(said, /^l = walltime=1:00:00\nqueue 2$/m);
  });
});
