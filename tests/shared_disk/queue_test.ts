import assert from "node:assert/strict";
import { exists } from "../support/command.ts";
import { until } from "../support/wait.ts";
import { type Cluster, type Machine, onCluster } from "./machines.ts";

/** Each run of a stage leaves a file of its own; it ends when it may. */
const STAGE = `set -eu
mkdir -p "$RUNS"
: >"$RUNS/$(sed -n 's/^lr: //p' params.yaml).$(hostname).$$"
if [ -n "\${HELD-}" ]; then until [ -e "$HELD" ]; do sleep 0.1; done; fi
sed -n 's/^lr: //p' params.yaml >out.txt`;

async function makeRepository(on: Machine): Promise<void> {
  await on.sh(`git init -q -b main && mkdir .dvc && touch .dvc/config .dvcignore
    printf '/config.local\\n/tmp\\n/cache\\n' >.dvc/.gitignore
    echo 'lr: 0' >params.yaml
    printf 'stages:\\n  train:\\n    cmd: sh train.sh\\n    params: [lr]\\n    outs: [out.txt]\\n' >dvc.yaml
    cat >train.sh <<'END'
${STAGE}
END
    git add -A && git commit -qm start`);
}

const runsOf = ({ disk }: Cluster): string[] => exists(`${disk}/.runs`) ? namesIn(`${disk}/.runs`) : [];
const namesIn = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).sort();
/** The checkouts of tasks. */
const checkouts = ({ disk }: Cluster) => namesIn(`${disk}/.dvc/tmp/exps`).filter((name) => name.startsWith("tmp"));
const points = (runs: readonly string[]) => runs.map((name) => name.split(".")[0]);

/** As long as `go` is not there, a stage that is told of it waits. */
const HELD = "RUNS=$PWD/.runs HELD=$PWD/.go";
const FREE = "RUNS=$PWD/.runs";

onCluster("three machines that drain one queue run each experiment once, and lose none", async (cluster) => {
  const [a, b, c] = [await cluster.start("a"), await cluster.start("b"), await cluster.start("c")];
  await makeRepository(a);
  await a.sh("exp run --queue -S 'lr=range(1,13)'");

  await Promise.all([a, b, c].map((machine) => machine.sh(`${FREE} exp queue drain -j 2`)));
  // a view that is late may have shown one of them an empty queue: nothing may be left for want of somebody who comes back
  await b.sh(`${FREE} exp queue drain`);

  const wanted = Array.from({ length: 12 }, (_, i) => `${i + 1}`).sort();
  assert.deepEqual(points(runsOf(cluster)).sort(), wanted);
  const names = (await c.sh("exp list --name-only")).trim().split("\n");
  assert.equal(names.length, 12, names.join());
  assert.deepEqual(checkouts(cluster), []);
});

onCluster("what two machines queue at the same moment is queued, all of it", async (cluster) => {
  const [a, b] = [await cluster.start("a"), await cluster.start("b")];
  await makeRepository(a);

  await Promise.all([
    a.sh("exp run --queue -n a -S 'lr=range(1,6)'"),
    b.sh("exp run --queue -n b -S 'lr=range(6,11)'"),
  ]);
  await b.sh(`${FREE} exp queue drain -j 2`);

  assert.deepEqual(points(runsOf(cluster)).map(Number).sort((x, y) => x - y), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

onCluster("a task of a machine that died stays its own, until the user says that it is gone", async (cluster) => {
  const [a, b] = [await cluster.start("a"), await cluster.start("b")];
  await makeRepository(a);
  await a.sh("exp run --queue -n far -S lr=1");
  const drain = a.sh(`${HELD} exp queue drain`, { code: "any" });
  await until("the stage runs", () => runsOf(cluster).length === 1);
  await a.die();
  await drain;
  const [checkout] = checkouts(cluster);

  await b.sh("touch .go");
  await b.sh(`${FREE} exp queue drain`);
  await b.sh(`${FREE} exp run --temp -n other -S lr=2`);

  assert.deepEqual(points(runsOf(cluster)), ["1", "2"]);
  assert.ok(exists(`${cluster.disk}/.dvc/tmp/exps/${checkout}`), "it may be at work there");
  assert.match(await b.sh("exp queue status"), /far .*Running on a \(if that is gone: exp queue kill --force\)/);
  await b.sh("exp queue kill --force far && exp queue retry far");
  await b.sh(`${FREE} exp queue drain`);
  assert.deepEqual(points(runsOf(cluster)), ["1", "1", "2"]);
  assert.match(await b.sh("exp list --name-only"), /far/);
});

onCluster("a machine that starts again puts its own tasks in order by itself", async (cluster) => {
  const first = await cluster.start("a");
  await makeRepository(first);
  await first.sh("exp run --queue -n far -S lr=1");
  const drain = first.sh(`${HELD} exp queue drain`, { code: "any" });
  await until("the stage runs", () => runsOf(cluster).length === 1);
  await first.die();
  await drain;

  const again = await cluster.start("a");
  await again.sh(`${FREE} exp queue drain`);

  assert.deepEqual(points(runsOf(cluster)), ["1", "1"]);
  assert.match(await again.sh("exp list --name-only"), /far/);
  assert.deepEqual(checkouts(cluster), []);
});

onCluster("kill and stop reach a drain on another machine", async (cluster) => {
  const [a, b] = [await cluster.start("a"), await cluster.start("b")];
  await makeRepository(a);
  await a.sh("exp run --queue -n one -S lr=1 && exp run --queue -n two -S lr=2");
  const drain = a.sh(`${HELD} exp queue drain`, { code: "any" });
  await until("the first runs", () => runsOf(cluster).length === 1);

  await b.sh("exp queue kill one");
  await until("the second runs", () => runsOf(cluster).length === 2);
  await b.sh("exp queue stop --kill");
  await drain;

  await until("both are seen to be killed", async () => {
    return /^.* one .*Killed\n.* two .*Killed$/m.test(await b.sh("exp queue status"));
  });
  assert.deepEqual(checkouts(cluster), []);
});
