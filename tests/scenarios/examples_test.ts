/** The files of examples/, tried as far as a machine without those services allows. */
import assert from "node:assert/strict";
import { parse } from "yaml";
import { writeProgram } from "../support/command.ts";
import { docPage } from "../support/doc_page.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

const FOLDER = new URL("../../examples/", import.meta.url).pathname;

function example(path: string): string {
  return Deno.readTextFileSync(`${FOLDER}${path}`);
}

const PIPELINE = `stages:
  prepare:
    cmd: echo prepared >data.txt && echo once >>"$DVC_ROOT/../prepared"
    outs: [data.txt]
  train:
    cmd: sed 's/lr/{"acc"/;s/$/}/' params.yaml >metrics.json
    deps: [data.txt]
    params: [lr]
    metrics:
      - metrics.json:
          cache: false
`;

/** A project whose data lie in a remote, and a change of it: as a forge's machine has cloned it, into `clone` beside it. */
async function cloneChange({ repo, exp, git, sh }: Scenario): Promise<void> {
  repo.write({ "dvc.yaml": PIPELINE, "params.yaml": "lr: 0.5\n" });
  await exp(`remote add -q -d store ${repo.around}/store`);
  await exp("repro -q");
  await repo.commit("a project");
  await exp("data push -q --run-cache");
  await git("switch -q -c change");
  repo.write({ "params.yaml": "lr: 0.75\n" });
  await repo.commit("a change");
  await sh("git clone -q . ../clone && git -C ../clone checkout -q --detach");
}

scenario("GitHub's steps run a pull request, and say what it changes", async (journey) => {
  const { repo, sh } = journey;
  await cloneChange(journey);
  const { jobs } = parse(example("github/experiment.yml")) as {
    jobs: { run: { steps: readonly { name?: string; run?: string }[] } };
  };
  const scripts = jobs.run.steps.flatMap(({ name, run }) => name === "Install exp" ? [] : run ?? []);

  const env = { NUMBER: "7", GITHUB_BASE_REF: "main", GITHUB_STEP_SUMMARY: `${repo.around}/summary` };
  for (const script of scripts) await sh(`set -e\n${script}`, { cwd: "../clone", env });

  const summary = repo.read("../summary");
  assert.match(summary, /^\| metrics\.json +\| acc +\| 0\.5 +\| 0\.75 +\| \+?0\.25 +\|$/m);
  assert.match(summary, /^\| params\.yaml +\| lr +\| 0\.5 +\| 0\.75 +\|$/m);
  assert.equal((await sh("exp ls --name-only", { cwd: "../clone" })).stdout, "pull-7\n");
  assert.match(repo.read("../clone/report.html"), /pull-7/);
  assert.equal(repo.read("../prepared"), "once\n");
});

scenario("GitLab's script runs a merge request, and says what it changes", async (journey) => {
  const { repo, sh } = journey;
  await cloneChange(journey);
  const { experiment } = parse(example("gitlab/.gitlab-ci.yml")) as { experiment: { script: readonly string[] } };

  const { stdout } = await sh(["set -e", ...experiment.script].join("\n"), {
    cwd: "../clone",
    env: { CI_MERGE_REQUEST_IID: "7", CI_MERGE_REQUEST_DIFF_BASE_SHA: "origin/main" },
  });

  assert.match(stdout, /^metrics\.json +acc +0\.5 +0\.75 +\+?0\.25/m);
  assert.match(stdout, /^params\.yaml +lr +0\.5 +0\.75$/m);
  assert.match(repo.read("../clone/report.html"), /merge-7/);
  assert.equal(repo.read("../prepared"), "once\n");
});

/** Two tasks that wait, one of which fails. */
async function queueTwo({ repo, exp }: Scenario): Promise<void> {
  repo.write({
    "dvc.yaml": "stages:\n  train:\n    cmd: grep -q 0.1 params.yaml\n    params: [lr]\n",
    "params.yaml": "lr: 0.1\n",
  });
  await repo.commit("a project");
  await exp("run --queue -q -n good");
  await exp("run --queue -q -n bad -S lr=2");
}

scenario("cron's lines drain the queue with next to no environment, then forget what is done", async (journey) => {
  const { repo, exp, sh } = journey;
  await queueTwo(journey);
  const lines = example("cron/crontab").split("\n").filter((line) => /^[^#\s]/.test(line));
  const commands = lines.flatMap((line) => /^(?:\S+\s+){5}(.*)$/.exec(line)?.[1] ?? []);
  const [path = ""] = lines.filter((line) => line.startsWith("PATH="));
  assert.equal(commands.length, 2);

  const asCron = (command: string, code: number) =>
    sh(`env -i LOGNAME=ada ${path.replace("/home/ada/.local/bin", `${repo.around}/bin`)} sh -c "$COMMAND"`, {
      env: { COMMAND: command.replace("/srv/penguins", repo.root) },
      code,
    });
  const drained = await asCron(commands[0]!, 1);
  const forgot = await asCron(commands[1]!, 0);

  assert.equal(drained.stdout + forgot.stdout + forgot.stderr, "");
  assert.match(drained.stderr, /^1 of 2 experiments failed in /);
  assert.match((await exp("queue status")).stdout, /^Task .*\n\S+ +bad .*Failed.*\n\n/);
  assert.deepEqual(await repo.experiments(), ["good"]);
});

scenario("systemd's service drains the queue of its instance's folder", async (journey) => {
  const { repo, sh } = journey;
  await queueTwo(journey);
  const service = example("systemd/exp-drain@.service");
  const [, command = ""] = /^ExecStart=(.*)$/m.exec(service) ?? [];

  await sh(command.replace("%h/.local/bin/exp", "exp"), { code: 1 });

  assert.match(service, /^WorkingDirectory=\/%I$/m);
  assert.match(service, /^SuccessExitStatus=1$/m);
  assert.deepEqual(await repo.experiments(), ["good"]);
});

const HAS_SYSTEMD = new Deno.Command("sh", { args: ["-c", "command -v systemd-analyze"], stdout: "null" }).outputSync();

scenario(
  HAS_SYSTEMD.success ? "systemd takes both units" : "systemd takes both units (left out: systemd-analyze is not here)",
  async ({ repo, sh }) => {
    await sh(
      `cp '${FOLDER}'systemd/* . && mkdir -m 700 run && sed -i "s|%h/.local/bin/exp|$PWD/../bin/exp|" *.service`,
    );

    const told = await sh(
      `for kind in service timer; do
        cp exp-drain@.$kind "exp-drain@$(systemd-escape --path "$PWD").$kind"
      done
      systemd-analyze verify --user --man=no ./exp-drain@*-*.service ./exp-drain@*-*.timer`,
      { env: { XDG_RUNTIME_DIR: `${repo.root}/run` } },
    );

    assert.equal(told.stdout + told.stderr, "");
  },
  { ignore: !HAS_SYSTEMD.success },
);

/** A machine whose systemd is not the first process has no manager of a user's units, and no journal. */
const WITHOUT_MANAGER = {
  systemctl:
    `for word; do shift; [ "$word" = --now ] || set -- "$@" "$word"; done; SYSTEMD_OFFLINE=1 exec systemctl "$@"`,
  journalctl: `told=$(journalctl "$@" 2>&1) || case $told in *'No journal files'*) ;; *) echo "$told"; exit 1 ;; esac`,
};

docPage("examples/README.md", ({ repo, sh }) => {
  for (const [name, script] of Object.entries(WITHOUT_MANAGER)) {
    writeProgram(`${repo.around}/bin/${name}`, `#!/bin/sh\nPATH=\${PATH#*:}\n${script}\n`);
  }
  return sh(`cp -R '${FOLDER}' examples`).then(() => {});
}, { ignore: !HAS_SYSTEMD.success });

scenario("Slurm's prolog gives a job a folder of its own, which its epilog removes", async ({ repo, sh }) => {
  const uid = (await sh("id -u")).stdout.trim();
  const run = async (script: string, more: Record<string, string> = {}) => {
    const env = { EXP_SCRATCH: `${repo.around}/scratch`, SLURM_JOB_ID: "12", SLURM_JOB_UID: uid, ...more };
    return (await sh(`sh '${FOLDER}slurm/${script}'`, { env })).stdout;
  };

  await run("prolog.sh");
  assert.equal(await run("task_prolog.sh"), "export TMPDIR=/tmp\n"); // a node without that disk

  await sh("mkdir ../scratch");
  await run("prolog.sh");
  assert.equal(await run("task_prolog.sh"), `export TMPDIR=${repo.around}/scratch/12\n`);
  assert.match((await sh("ls -l ../scratch")).stdout, /^drwx------ .* 12$/m);
  await run("prolog.sh", { SLURM_JOB_ID: "13" });
  await run("epilog.sh");
  await run("epilog.sh", { SLURM_JOB_ID: "" });
  assert.equal((await sh("ls ../scratch")).stdout, "13\n");
});
