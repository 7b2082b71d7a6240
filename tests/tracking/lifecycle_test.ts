import assert from "node:assert/strict";
import fc from "fast-check";
import { ExpError } from "../../src/common/errors.ts";
import { sayingOf } from "../../src/voice/mod.ts";
import { openRepo } from "../../src/repo/mod.ts";
import { next } from "../../src/tracking/lifecycle.ts";
import { LIFECYCLE, type TrackCall, Tracked, type TrackState } from "../../src/tracking/mod.ts";
import { PROJECT } from "../support/exp_repo.ts";
import { makeRepo } from "../support/git_repo.ts";

const CALLS: readonly TrackCall[] = [
  "set_params",
  "log_metric",
  "make_checkpoint",
  "complete",
  "save",
  "discard",
];

Deno.test("a call that the state does not allow names the state and the valid calls", () => {
  const wrong = (state: TrackState, call: TrackCall) => {
    try {
      next(state, call);
    } catch (error) {
      assert.ok(error instanceof ExpError);
      const { exp, hint } = sayingOf(error);
      return `${exp}; ${hint}`;
    }
    return "allowed";
  };

  assert.equal(
    wrong("completed", "log_metric"),
    "log_metric is not valid in state completed; valid now: save, discard",
  );
  assert.equal(wrong("uninitialized", "save"), "save is not valid in state uninitialized; valid now: init");
  assert.equal(wrong("persisted", "save"), "allowed");
});

Deno.test("whatever is called in whatever order, the table decides, and the repository tells the same", async () => {
  using base = makeRepo(PROJECT);
  const repo = await openRepo(base.host, { cwd: base.root });
  base.write("params.yaml", "lr: 0.3\n");
  const user = () => [base.run("status", "--porcelain"), base.run("rev-parse", "HEAD"), base.run("ls-files", "-s")];
  const untouched = user();
  let walks = 0;

  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ call: fc.constantFrom(...CALLS), reopen: fc.boolean() }), { maxLength: 7 }),
      async (walk) => {
        const name = `walk-${++walks}`;
        let tracked = Tracked.init(repo, base.git, { name });
        let state: TrackState = "active";
        let checkpoints = 0, metrics = 0;
        for (const { call, reopen } of walk) {
          if (reopen && state !== "uninitialized") {
            tracked[Symbol.dispose]();
            tracked = Tracked.open(repo, base.git, tracked.id);
            assert.equal(tracked.state, state);
          }
          const to: TrackState | undefined = LIFECYCLE[state][call];
          const done = await attempt(tracked, call, metrics);
          assert.equal(done, to !== undefined, `${call} in ${state}`);
          if (to === undefined) continue;
          if (call === "make_checkpoint") checkpoints++;
          if (call === "log_metric") metrics++;
          state = to;
          assert.equal(tracked.state, state);
        }
        const tip = base.run("for-each-ref", "--format=%(objectname)", `refs/exps/**/${name}`);
        const commits = tip === "" ? 0 : Number(base.run("rev-list", "--count", tip, "^HEAD"));
        if (state === "uninitialized") assert.equal(commits, 0, "discard leaves nothing behind");
        else if (state === "persisted") assert.ok(commits === checkpoints || commits === checkpoints + 1);
        else assert.equal(commits, checkpoints);
        if (state === "persisted" && metrics > 0) {
          assert.equal(JSON.parse(base.run("show", `${tip}:tracked/metrics.json`)).loss, metrics - 1);
        }
        tracked[Symbol.dispose]();
        assert.deepEqual(user(), untouched);
      },
    ),
    { numRuns: 25 },
  );
});

/** Does one call; true when it was allowed. */
async function attempt(tracked: Tracked, call: TrackCall, value: number): Promise<boolean> {
  const calls: Readonly<Record<string, () => unknown>> = {
    set_params: () => tracked.setParams({ overrides: [`lr=${value}`] }),
    log_metric: () => tracked.logMetric("loss", value, value),
    make_checkpoint: () => tracked.makeCheckpoint(),
    complete: () => tracked.complete(),
    save: () => tracked.save(),
    discard: () => tracked.discard(),
  };
  try {
    await calls[call]?.();
    return true;
  } catch (error) {
    assert.ok(error instanceof ExpError && error.kind === "invalid-state", String(error));
    return false;
  }
}

Deno.test("two experiments in one repository do not mix", async () => {
  using base = makeRepo(PROJECT);
  const repo = await openRepo(base.host, { cwd: base.root });
  using one = Tracked.init(repo, base.git, { name: "one" });
  using two = Tracked.init(repo, base.git, { name: "two" });

  one.logMetric("loss", 1);
  two.logMetric("loss", 2);
  await one.setParams({ overrides: ["lr=11"] });
  await two.setParams({ overrides: ["lr=22"] });
  const [a, b] = [await one.save(), await two.save()];

  assert.equal(base.run("show", `${a.rev}:tracked/metrics.json`), '{"loss": 1}');
  assert.equal(base.run("show", `${b.rev}:tracked/metrics.json`), '{"loss": 2}');
  assert.match(base.run("show", `${a.rev}:params.yaml`), /lr: 11$/);
  assert.match(base.run("show", `${b.rev}:params.yaml`), /lr: 22$/);
  assert.throws(() => Tracked.init(repo, base.git, { name: "one" }), { kind: "exists" });
});

Deno.test("the saved commit holds changed tracked files and named params files, but no other untracked file", async () => {
  using base = makeRepo(PROJECT);
  const repo = await openRepo(base.host, { cwd: base.root });
  base.write("train.sh", "echo changed\n");
  base.write("args.json", '{"depth": 3}\n');
  base.write("notes.txt", "mine\n");
  using tracked = Tracked.init(repo, base.git);

  await tracked.setParams({ files: ["args.json"] });
  const { rev } = await tracked.save();

  const changed = base.run("diff-tree", "-r", "--name-only", "HEAD", rev).split("\n");
  assert.deepEqual(changed, ["args.json", "tracked/dvc.yaml", "tracked/metrics.json", "train.sh"]);
  assert.match(base.run("show", `${rev}:tracked/dvc.yaml`), /params:\n- \.\.\/args\.json/);
});

Deno.test("a wrong override is told when it is set, and nothing of it is kept", async () => {
  using base = makeRepo(PROJECT);
  const repo = await openRepo(base.host, { cwd: base.root });
  using tracked = Tracked.init(repo, base.git);

  await assert.rejects(tracked.setParams({ overrides: ["lr=0.5", "lr=[1"] }), { kind: "invalid-override" });

  assert.deepEqual(tracked.record?.overrides, {});
});
