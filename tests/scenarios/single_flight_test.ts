/** Several runs on this machine that need the same stage with the same inputs: one of them does the work. */
import assert from "node:assert/strict";
import { exists } from "../support/command.ts";
import { type Scenario, scenario } from "../support/scenario.ts";
import { until } from "../support/wait.ts";

/** One slow stage. It tells its start and its number, and ends when there is a file `go` beside the repository. */
const SLOW: Readonly<Record<string, string>> = {
  "dvc.yaml": `stages:
  slow:
    cmd: sh slow.sh
    deps: [slow.sh, data]
    outs: [out]
`,
  "slow.sh": `around=\${PWD%/repo*}
echo $$ > $around/stage
echo started >> $around/runs
until [ -e $around/go ]; do sleep 0.02; done
cat data > out
`,
  data: "data\n",
  ".gitignore": "/out\n",
};

/** A second clone of the scenario's repository; both keep their data in one cache. */
async function twoClones({ repo, git }: Scenario): Promise<void> {
  repo.write({ ...SLOW, ".dvc/config": `[cache]\n    dir = ${repo.around}/cache\n` });
  await repo.commit("a slow stage");
  await git(`clone -q . ../repo2`);
}

function countStarts(repo: Scenario["repo"]): number {
  const file = `${repo.around}/runs`;
  return exists(file) ? Deno.readTextFileSync(file).trimEnd().split("\n").length : 0;
}

const outFile = (repo: Scenario["repo"], clone: string) => Deno.readTextFileSync(`${repo.around}/${clone}/out`);

scenario("two clones with one cache run the same work once", async (journey) => {
  const { repo, exp, sh } = journey;
  await twoClones(journey);
  const first = exp("repro");
  await until("the first has started", () => countStarts(repo) === 1);

  const second = sh("exp repro 2>../said", { cwd: "../repo2" });
  await until("the second waits", () => isSaid(repo, /another run does the same work/));
  Deno.writeTextFileSync(`${repo.around}/go`, "");
  await Promise.all([first, second]);

  assert.equal(countStarts(repo), 1);
  assert.deepEqual([outFile(repo, "repo"), outFile(repo, "repo2")], ["data\n", "data\n"]);
  assert.ok(isSaid(repo, /slow: restored/));
});

scenario("when the first is killed, the one that waits takes over", async (journey) => {
  const { repo, exp, sh } = journey;
  await twoClones(journey);
  const first = sh("echo $$ > ../pid; exec exp repro", { code: "any" });
  await until("the first has started", () => countStarts(repo) === 1);
  const second = sh("exp repro 2>../said", { cwd: "../repo2" });
  await until("the second waits", () => isSaid(repo, /another run does the same work/));

  Deno.kill(Number(Deno.readTextFileSync(`${repo.around}/pid`)), "SIGKILL");
  await first;
  await until("the second has started it", () => countStarts(repo) === 2);
  Deno.writeTextFileSync(`${repo.around}/go`, "");
  await second;

  assert.equal(outFile(repo, "repo2"), "data\n");
  await exp("status", { cwd: "../repo2" });
});

scenario("when the first fails, the one that waits tries for itself", async (journey) => {
  const { repo, exp, sh } = journey;
  await twoClones(journey);
  const first = exp("repro", { code: 1 });
  await until("the first has started", () => countStarts(repo) === 1);
  const second = sh("exp repro 2>../said", { cwd: "../repo2" });
  await until("the second waits", () => isSaid(repo, /another run does the same work/));

  Deno.kill(Number(Deno.readTextFileSync(`${repo.around}/stage`)), "SIGTERM");
  await first;
  Deno.writeTextFileSync(`${repo.around}/go`, "");
  await second;

  assert.equal(countStarts(repo), 2);
  assert.equal(outFile(repo, "repo2"), "data\n");
});

scenario("two terminals in one workspace run a stage once", async ({ repo, exp, sh }) => {
  repo.write(SLOW);
  const first = exp("repro");
  await until("the first has started", () => countStarts(repo) === 1);
  const second = sh("exp repro 2>../said");
  await until("the second waits", () => isSaid(repo, /waiting/));
  Deno.writeTextFileSync(`${repo.around}/go`, "");

  await Promise.all([first, second]);

  assert.equal(countStarts(repo), 1);
  assert.equal(repo.read("out"), "data\n");
});

scenario("Ctrl-C ends a run that waits for another one of its workspace", async ({ repo, exp }) => {
  repo.write(SLOW);
  const first = exp("repro");
  await until("the first has started", () => countStarts(repo) === 1);

  await exp("repro", { code: 130, interruptWhen: /waiting/ });

  Deno.writeTextFileSync(`${repo.around}/go`, "");
  await first;
  assert.equal(countStarts(repo), 1);
});

scenario("other inputs are other work: nobody waits", async (journey) => {
  const { repo, exp } = journey;
  await twoClones(journey);
  Deno.writeTextFileSync(`${repo.around}/repo2/data`, "other\n");
  const both = [exp("repro"), exp("repro", { cwd: "../repo2" })];

  await until("both have started", () => countStarts(repo) === 2);
  Deno.writeTextFileSync(`${repo.around}/go`, "");
  await Promise.all(both);

  assert.deepEqual([outFile(repo, "repo"), outFile(repo, "repo2")], ["data\n", "other\n"]);
});

function isSaid(repo: Scenario["repo"], text: RegExp): boolean {
  const file = `${repo.around}/said`;
  return exists(file) && text.test(Deno.readTextFileSync(file));
}
