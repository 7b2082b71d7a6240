/** A search that begins on one machine and goes on at another: definition, trials and data by way of remotes. */
import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

const PROJECT = {
  "dvc.yaml": `stages:
  train:
    cmd: sh train.sh
    deps: [train.sh, offset]
    params: [x]
    metrics: [metrics.json: {cache: false}]
`,
  "params.yaml": "x: 0\n",
  "train.sh": `echo "{\\"loss\\": $(sed -n 's/^x: //p' params.yaml)$(cat offset)}" >metrics.json\n`,
  offset: "1\n",
};

const NEW = "search new s -S x=interval(0,1) --metric metrics.json:loss --trials";
const OTHER = { cwd: "../other" };

/** A project with a Git remote and a data remote. */
async function prepare({ repo, exp, git, sh }: Scenario): Promise<void> {
  repo.write(PROJECT);
  await exp("add -q offset");
  await exp("remote add -q -d store ../store");
  await repo.commit("a project");
  await sh("git clone -q --bare . ../remote.git && git remote add origin ../remote.git");
  await git("clone -q ../remote.git ../other");
}

interface Shown {
  readonly state: string;
  readonly history: readonly { readonly trial: number; readonly state: string; readonly value: number }[];
}

async function shown({ exp }: Scenario, where: { cwd?: string } = {}): Promise<Shown> {
  return JSON.parse((await exp("search show s --json", where)).stdout);
}

scenario("another machine goes on with a search, and the first one has all of it back", async (journey) => {
  const { exp } = journey;
  await prepare(journey);
  await exp(`${NEW} 6`);
  await exp("queue drain --max-tasks 2");

  const pushed = await exp("push origin");
  const pulled = await exp("pull origin", OTHER);
  await exp("queue drain", OTHER);
  await exp("push origin", OTHER);
  await exp("pull origin");

  assert.match(pushed.stdout, /^Pushed search s to Git remote 'origin'\.$/m);
  assert.match(pulled.stdout, /^Pulled search s from Git remote 'origin'\.$/m);
  const [here, there] = [await shown(journey), await shown(journey, OTHER)];
  assert.deepEqual([here.state, here.history.length], ["done", 6]);
  assert.deepEqual(here, there);
  assert.equal(new Set(here.history.map(({ value }) => value)).size, 6);
});

scenario("a search without trials travels by its name, and its name means its trials", async (journey) => {
  const { exp, git } = journey;
  await prepare(journey);
  await exp(`${NEW} 2`);
  await exp("run -n by-hand");

  const without = await exp("push origin by-hand");
  await exp("push origin s");
  await exp("pull origin s", OTHER);
  await exp("queue drain", OTHER);
  await exp("push origin s", OTHER);

  assert.doesNotMatch(without.stdout, /search/);
  const refs = (await git("ls-remote origin refs/exp*")).stdout.match(/[^/\n]+$/gm);
  assert.deepEqual(refs?.sort(), ["by-hand", "s", "s-1", "s-2"]);
});

scenario("the newer definition wins on both sides; where both have changed it, nobody's is lost", async (journey) => {
  const { exp } = journey;
  await prepare(journey);
  await exp(`${NEW} 2`);
  await exp("push origin s");
  await exp("pull origin s", OTHER);

  await exp("search stop s", OTHER);
  const older = await exp("pull origin s", OTHER);
  await exp("push origin s", OTHER);
  await exp("pull origin s");
  const taken = (await shown(journey)).state;
  await exp("search resume s");
  await exp("search extend s --trials 5", OTHER);
  await exp("push origin s");
  const refused = [
    await exp("push origin s", { ...OTHER, code: 1 }),
    await exp("pull origin s", { ...OTHER, code: 1 }),
  ];
  const kept = (await shown(journey, OTHER)).state;
  await exp("pull -f origin s", OTHER);

  assert.match(older.stdout, /^Search s is up to date with Git remote 'origin'\.$/m);
  assert.equal(taken, "stopped");
  for (const { stderr } of refused) assert.match(stderr, /Search s has been changed here and on Git remote 'origin'/);
  assert.equal(kept, "stopped");
  assert.equal((await shown(journey, OTHER)).state, "open");
});

scenario("a search is removed on a Git remote by its name, and its trials stay there", async (journey) => {
  const { exp, git } = journey;
  await prepare(journey);
  await exp(`${NEW} 1`);
  await exp("queue drain");
  await exp("push origin s");

  const dry = await exp("search remove s -g origin --dry-run");
  const refs = async () => (await git("ls-remote origin refs/exp-search/* refs/exps/*")).stdout;
  const before = await refs();
  await exp("search remove s -g origin");
  const unknown = await exp("search remove s -g origin", { code: "any" });

  assert.match(dry.stdout, /remove the search s of origin/);
  assert.match(before, /refs\/exp-search\/s$/m);
  assert.match(await refs(), /^\S+\trefs\/exps\/\S+\/s-1\n$/);
  assert.match(unknown.stderr, /there is no search 's'/);
  assert.equal((await shown(journey)).state, "done");
});
