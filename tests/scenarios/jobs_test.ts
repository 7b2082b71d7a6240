/** Stages side by side: `repro -j`. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { pipelineFiles, randomPipeline } from "../support/random_pipelines.ts";
import { readTreeOf } from "../support/folder_repo.ts";
import { type Scenario, scenario } from "../support/scenario.ts";
import { until } from "../support/wait.ts";

scenario("four jobs make the same bytes as one, also where only a part has to run", async ({ repo, exp }) => {
  let number = 0;
  const property = fc.asyncProperty(randomPipeline, fc.nat(7), async (pipeline, changed) => {
    const files = pipelineFiles(pipeline);
    const make = async (jobs: number) => {
      const folder = `${++number}/repo`;
      const put = (more: Readonly<Record<string, string>>) =>
        repo.write(Object.fromEntries(Object.entries(more).map(([path, text]) => [`${folder}/${path}`, text])));
      const states: unknown[] = [];
      const reproduce = async () => {
        repo.write({ [`${number}/ran`]: "" });
        await exp(`repro -q -j ${jobs}`, { cwd: folder });
        states.push(repo.read(`${number}/ran`).split("\n").sort(), readTreeOf(`${repo.root}/${folder}`));
      };
      put({ ".dvc/config": "", ...files });
      await reproduce();
      put({ "params.yaml": (files["params.yaml"] ?? "").replace(`p${changed}: 1`, `p${changed}: 2`) });
      await reproduce();
      await reproduce();
      return states;
    };
    const [one, four] = [await make(1), await make(4)];
    assert.deepEqual(four, one);
    assert.deepEqual(four.at(-2), [""], "the last of the three runs has nothing to do");
  });
  await fc.assert(property, { numRuns: Number(Deno.env.get("EXP_RUNS") ?? 5) });
});

/** a → d, and b (which fails) → c → e. With `../said`, a ends when b is said to have failed. */
const ONE_FAILS: Readonly<Record<string, string>> = {
  "dvc.yaml": `stages:
  e: {cmd: cp c e, deps: [c], outs: [e]}
  c: {cmd: cp b c, deps: [b], outs: [c]}
  b: {cmd: 'exit 3', outs: [b]}
  a: {cmd: '[ ! -e ../said ] || until grep -q "^b: failed" ../said; do sleep 0.02; done; echo a > a', outs: [a]}
  d: {cmd: cp a d, deps: [a], outs: [d]}
`,
};

for (const jobs of [1, 2, 4]) {
  scenario(`with -k and ${jobs} jobs a failing stage stops only what depends on it`, async ({ repo, exp }) => {
    repo.write(ONE_FAILS);

    const { stderr } = await exp(`repro -k -j ${jobs}`, { code: 1 });

    assert.deepEqual(lockedStages(repo), ["a", "d"]);
    assert.equal(repo.read("d"), "a\n");
    assert.match(stderr, /^c: not run, because b failed$/m);
    assert.match(stderr, /^e: not run, because c failed$/m);
    assert.match(stderr, /^error: stage 'b': .*exited with 3/m);
  });
}

scenario("without -k nothing is started after a failure, and what ran beside it is kept", async ({ repo, sh }) => {
  repo.write(ONE_FAILS);

  await sh("exp repro -j 2 2>../said", { code: 1 });

  assert.deepEqual(lockedStages(repo), ["a"]);
  assert.equal(repo.has("d"), false);
});

scenario("a machine that refuses to write dvc.lock leaves no stage running alone", async ({ repo, sh }) => {
  repo.write({
    "dvc.yaml": `stages:
  a: {cmd: 'until [ -s pid ]; do sleep 0.02; done; mkdir dvc.lock; echo a > a', outs: [a]}
  b: {cmd: 'echo $$ > pid; until grep -q "^a: failed" ../said; do sleep 0.02; done; echo b > b', outs: [b]}
`,
  });

  await sh("exp repro -j 2 2>../said", { code: 74 });

  assert.equal(isAlive(repo.read("pid").trim()), false, "b's shell");
  assert.equal(repo.read("b"), "b\n", "b was waited for");
  assert.match(repo.read("../said"), /^error: stage 'a': .*dvc\.lock/m);
});

scenario("in a pipe each line of stages side by side has its stage's name in front", async ({ repo, exp }) => {
  repo.write({
    "dvc.yaml": `stages:
  one: {cmd: 'echo begun; printf half; sleep 0.3; echo " done"; printf end', outs: [o]}
  two: {cmd: 'for i in 1 2 3; do echo $i; sleep 0.1; done; echo oops >&2; touch o2', outs: [o2]}
`.replace("outs: [o]", "desc: no outs"),
  });

  const { stdout, stderr } = await exp("repro -j 2");

  const of = (text: string, stage: string) => text.split("\n").filter((line) => line.startsWith(`${stage} | `));
  assert.deepEqual(of(stdout, "one"), ["one | begun", "one | half done", "one | end"]);
  assert.deepEqual(of(stdout, "two"), ["two | 1", "two | 2", "two | 3"]);
  assert.deepEqual(of(stderr, "two"), ["two | oops"]);
  assert.equal(stdout.trimEnd().split("\n").length, 6);
});

/** a ends at once; b and c, which need it, never do. */
const TWO_HANG: Readonly<Record<string, string>> = {
  "hang.sh": "echo $$ >> pids\nsleep 1000 &\necho $! >> pids\n[ $(wc -l < pids) -lt 4 ] || touch both\nwait\n",
  "dvc.yaml": `stages:
  a: {cmd: echo a > a, outs: [a]}
  b: {cmd: 'touch b; sh hang.sh', deps: [a], outs: [b]}
  c: {cmd: 'touch c; sh hang.sh', deps: [a], outs: [c]}
  d: {cmd: touch d, deps: [b], outs: [d]}
`,
};

scenario("Ctrl-C ends all stages and their children, and dvc.lock has only what ended", async ({ repo, exp }) => {
  repo.write(TWO_HANG);

  const { stderr } = await exp("repro -j 2", { code: 130, interruptWhen: "both" });

  assert.deepEqual(lockedStages(repo), ["a"]);
  await haveEnded(repo);
  const { stdout } = await exp("status --json");
  assert.deepEqual(Object.keys(JSON.parse(stdout)).sort(), ["b", "c", "d"]);
  assert.doesNotMatch(stderr, /\n\s+at /);
});

scenario("stages that ignore Ctrl-C end with the third one", async ({ repo, exp }) => {
  repo.write({
    ...TWO_HANG,
    "hang.sh":
      "trap '' INT TERM\necho $$ >> pids\n[ $(wc -l < pids) -lt 2 ] || touch both\nwhile :; do sleep 0.05; done\n",
  });

  await exp("repro -j 2", { code: 130, interruptWhen: "both", isImpatient: true });

  assert.deepEqual(lockedStages(repo), ["a"]);
  await haveEnded(repo);
});

scenario(
  "what stages print side by side comes through byte for byte, also a letter in two pieces",
  async ({ repo, sh }) => {
    repo.write({
      "dvc.yaml": "stages:\n  a: {cmd: sh a.sh}\n  b: {cmd: sh b.sh}\n",
      "a.sh":
        "printf 'caf\\303'\ntouch half\nuntil grep -q 'b | go' ../out; do sleep 0.02; done\nprintf '\\251 \\377\\n'\n",
      "b.sh": "until [ -e half ]; do sleep 0.02; done\necho go\n",
    });

    await sh("exp repro -j 2 >../out 2>../err");

    const lines = new TextDecoder("latin1").decode(Deno.readFileSync(`${repo.around}/out`)).split("\n");
    assert.deepEqual(lines.sort(), ["", "a | caf\u00c3\u00a9 \u00ff", "b | go"]);
  },
);

function lockedStages(repo: Scenario["repo"]): string[] {
  return [...repo.read("dvc.lock").matchAll(/^ {2}(\S+):$/gm)].map(([, name]) => name ?? "").sort();
}

/** Every process in `pids` has ended, or does so soon: the last signal has been sent. */
async function haveEnded(repo: Scenario["repo"]): Promise<void> {
  const pids = repo.read("pids").trim().split("\n");
  await until(`the end of ${pids.join(" ")}`, () => !pids.some(isAlive));
}

/** A process that nobody waits for stays in the table when it has ended, as `Z`. */
function isAlive(pid: string): boolean {
  try {
    return !/\) Z /.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}
