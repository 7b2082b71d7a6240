import assert from "node:assert/strict";
import { scenario } from "../support/scenario.ts";

const STEPS = {
  "dvc.yaml": `stages:
  train:
    cmd: touch ../started; until [ -e ../go ]; do sleep 0.05; done; cp params.yaml model
    params: [lr]
    outs: [model]
`,
  "params.yaml": "lr: 1\n",
};

scenario("who comes while a run has the workspace changes nothing: it waits, or leaves with 4", async (journey) => {
  const { repo, sh } = journey;
  repo.write({ ...STEPS, "data.txt": "data\n" });
  await repo.commit("a pipeline");

  const { stdout } = await sh(
    `exp run -q -n one -S lr=2 & one=$!; until [ -e ../started ]; do sleep 0.05; done
     for c in "run -n two -S lr=3" "repro" "apply HEAD" "save -n kept" "checkout" "commit -f" "add data.txt" "unprotect model"; do
       exp $c --no-wait 2>../err; echo "$c: $?"; grep -q "experiment 'one' (pid" ../err || echo "for whom? $(cat ../err)"
     done
     exp dvc exp run -S lr=5 2>../err; echo "dvc: $?"; grep -q "Unable to acquire lock" ../err || cat ../err
     exp run -S lr=4 -n four 2>../waits & four=$!; until grep -q waiting ../waits; do sleep 0.05; done
     cat params.yaml; touch ../go; wait $one $four; cat ../waits`,
  );

  assert.equal(
    stdout.slice(0, stdout.indexOf("waiting")).replace(/^Ran.*\n/m, ""),
    "run -n two -S lr=3: 4\nrepro: 4\napply HEAD: 4\nsave -n kept: 4\ncheckout: 4\ncommit -f: 4\nadd data.txt: 4\n" +
      "unprotect model: 4\ndvc: 255\nlr: 2\n",
  );
  assert.match(stdout, /waiting for experiment 'one' \(pid \d+, since \d\d:\d\d:\d\d\)/);
  assert.deepEqual(await repo.experiments(), ["four", "one"]);
  assert.equal(await repo.readOf("one", "params.yaml"), "lr: 2\n");
  assert.equal(await repo.readOf("four", "params.yaml"), "lr: 4\n");
  assert.equal(repo.read("model"), "lr: 4\n");
  assert.equal(repo.has("data.txt.dvc"), false);
});

scenario("a stage may call exp: what it calls is part of the run that holds the workspace", async (
  { repo, exp },
) => {
  repo.write({
    "dvc.yaml": `stages:
  outer:
    cmd:
      - exp status > status.txt
      - echo late > late.txt; exp dvc add -q late.txt
      - env -i PATH="$PATH" exp repro -q inner/dvc.yaml
      - timeout 20 exp repro outer || echo refused > made
    outs: [made]
`,
    "inner/dvc.yaml": "stages:\n  inner:\n    cmd: echo inner > o\n    outs: [o]\n",
    ".gitignore": "/status.txt\n",
  });
  await repo.commit("a pipeline");

  await exp("run -n one outer", { timeoutMs: 60_000 });

  assert.equal(repo.has("late.txt.dvc"), true);
  assert.equal(repo.read("inner/o"), "inner\n");
  assert.equal(repo.read("made"), "refused\n");
});

for (const [first, next] of [["run -n one", "repro"], ["repro", "run -n two"], ["run --temp -n one", "run -n two"]]) {
  scenario(`what \`exp ${first}\` leaves when it is killed is ended by \`exp ${next}\``, async ({ repo, sh, exp }) => {
    repo.write({
      "dvc.yaml": `stages:
  s:
    cmd: echo $$ >> "$DVC_ROOT/../pids"; until [ -e "$DVC_ROOT/../go" ]; do sleep 0.05; done; echo 1 > o
    outs: [o]
`,
    });
    await repo.commit("a pipeline");
    await sh(
      `exp ${first} 2>/dev/null >&2 & until [ -s ../pids ]; do sleep 0.05; done
       kill -9 $!; wait $! 2>/dev/null; kill -0 $(cat ../pids)`,
    );

    const { stderr } = await sh(
      `exp ${next} & until [ $(wc -l < ../pids) = 2 ]; do sleep 0.05; done
       grep -q "^State:.[^ZX]" /proc/$(head -n 1 ../pids)/status 2>/dev/null && echo alive >&2; touch ../go; wait $!`,
    );

    assert.match(stderr, /was killed; what it had left running is ended: \d/);
    assert.doesNotMatch(stderr, /^alive/m);
    assert.equal(repo.read("o"), "1\n");
    assert.doesNotMatch((await exp("repro")).stderr, /was killed/);
  });
}
