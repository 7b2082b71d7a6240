/** What `exp doctor` finds, what `--fix` mends, and what it leaves to the living. */
import assert from "node:assert/strict";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { type Scenario, scenario } from "../support/scenario.ts";
import { until } from "../support/wait.ts";

interface Finding {
  readonly name: string;
  readonly state: "ok" | "warn" | "bad" | "fixed";
  readonly text: string;
}

async function examined({ exp }: Pick<Scenario, "exp">, words = ""): Promise<Map<string, Finding>> {
  const { stdout, code } = await exp(`doctor --json ${words}`, { code: "any" });
  const { healthy, findings } = JSON.parse(stdout) as { healthy: boolean; findings: Finding[] };
  assert.equal(code, healthy ? 0 : 1);
  return new Map(findings.map((finding) => [finding.name, finding]));
}

/** Found without `--fix` and with `--dry-run`, mended with it, and gone afterwards. */
async function assertMended(journey: Scenario, name: string, state: "warn" | "bad", about: RegExp): Promise<void> {
  for (const words of ["", "--fix --dry-run"]) {
    const found = (await examined(journey, words)).get(name);
    assert.equal(found?.state, state, `${name}: ${found?.text}`);
    assert.match(found!.text, about);
  }
  assert.equal((await examined(journey, "--fix")).get(name)?.state, "fixed");
  assert.equal((await examined(journey)).get(name)?.state ?? "ok", "ok");
}

/** The number of a process that is no more, and this machine's name: `123@node`. */
async function deadMark({ sh }: Scenario): Promise<string> {
  return (await sh('sh -c "exit 0" & dead=$!; wait; echo "$dead@$(uname -n)"')).stdout.trim();
}

scenario("a healthy repository has nothing to mend", async (journey) => {
  journey.repo.write(PREPARE_THEN_TRAIN);
  await journey.repo.commit("a pipeline");
  await journey.exp("run -q -n first");

  const findings = [...(await examined(journey, "--full")).values()];

  const isOfMachine = ({ name }: Finding) => name === "git"; // an old one has holes
  assert.deepEqual(findings.filter((finding) => finding.state !== "ok" && !isOfMachine(finding)), []);
});

scenario(
  "a cache object that somebody wrote to is found at once, one that a disk has changed by --full",
  async (journey) => {
    const { repo, exp, sh } = journey;
    repo.write({ "data.txt": "right\n" });
    await exp("add -q data.txt");
    const object = (await sh("find .dvc/cache/files -type f")).stdout.trim();

    await sh(`chmod u+w ${object} && echo wrong > ${object}`);
    await assertMended(journey, "objects", "bad", /1 cache objects, 1 read; damaged: files\/md5\//);

    await exp("commit -q -f data.txt", { code: "any" });
    repo.write({ "data.txt": "right\n" });
    await exp("add -q data.txt");
    await sh(`chmod u+w ${object} && echo wrong > ${object} && chmod 444 ${object}`);
    assert.equal((await examined(journey)).get("objects")?.state, "ok");
    assert.equal((await examined(journey, "--full")).get("objects")?.state, "bad");
    assert.equal((await examined(journey, "--full --fix")).get("objects")?.state, "fixed");
  },
);

scenario("claims of dead processes go, those of living ones stay", async (journey) => {
  const { repo } = journey;
  const dead = Number((await deadMark(journey)).split("@")[0]);
  const claim = (pid: number) => ({ pid, cmd: "dvc repro" });
  repo.write({
    ".dvc/tmp/rwlock": JSON.stringify({
      write: { [`${repo.root}/a`]: claim(dead), [`${repo.root}/b`]: claim(Deno.pid) },
      read: { [`${repo.root}/c`]: [claim(dead), claim(Deno.pid)] },
    }),
  });

  await assertMended(journey, "claims", "warn", /a \(pid \d+\)|c \(pid \d+\)/);

  assert.deepEqual(JSON.parse(repo.read(".dvc/tmp/rwlock")), {
    write: { [`${repo.root}/b`]: claim(Deno.pid) },
    read: { [`${repo.root}/c`]: [claim(Deno.pid)] },
  });
});

scenario("downloads of dead processes go, those of living ones stay", async (journey) => {
  const { repo, sh } = journey;
  const dead = await deadMark(journey), alive = `${Deno.pid}@${dead.split("@")[1]}`;
  for (const mark of [dead, alive]) {
    await sh(`mkdir -p .dvc/cache/.incoming/${mark}-0a0a .dvc/tmp/exp/importing-${mark}-x`);
  }

  await assertMended(journey, "scratch", "warn", /\.incoming\/.*|importing-/);

  assert.ok(repo.has(`.dvc/cache/.incoming/${alive}-0a0a`) && repo.has(`.dvc/tmp/exp/importing-${alive}-x`));
  assert.ok(!repo.has(`.dvc/cache/.incoming/${dead}-0a0a`) && !repo.has(`.dvc/tmp/exp/importing-${dead}-x`));
});

scenario("processes that a killed run has left are ended, those of a living one are not", async (journey) => {
  const { repo, sh } = journey;
  repo.write({ "dvc.yaml": "stages:\n  a:\n    cmd: echo $$ > ../started && exec sleep 300\n" });
  await repo.commit("a stage that takes its time");
  const begin =
    "setsid exp repro -q </dev/null >/dev/null 2>&1 & pid=$!; until [ -s ../started ]; do sleep 0.05; done;";
  // whoever inherits it may be slow to take note of its end
  const isAlive = async (which = "started") =>
    (await sh(`grep -qs '^State:.[^ZX]' "/proc/$(cat ../${which})/status"`, { code: "any" })).code === 0;

  await sh(`${begin} echo $pid > ../runner`);
  assert.equal((await examined(journey, "--fix")).get("processes")?.state, "ok");
  assert.ok(await isAlive());

  await sh('kill -9 "$(cat ../runner)"');
  await until("the end of the run", async () => !await isAlive("runner"));
  assert.ok(await isAlive(), "only the run itself was killed");
  await assertMended(journey, "processes", "warn", /runs died, and their processes live: \d+/);
  assert.ok(!await isAlive());
});

scenario("a folder that Git would see is ignored again", async (journey) => {
  journey.repo.write({ ".dvc/.gitignore": "/cache" });

  await assertMended(journey, "gitignore", "warn", /\.dvc\/tmp is not ignored/);

  assert.equal(journey.repo.read(".dvc/.gitignore"), "/cache\n/tmp\n");
});

scenario(
  "times in the future, Git's old lock that is held and a missing identity are told, with what to do",
  async (journey) => {
    const { repo, exp, sh } = journey;
    repo.write(PREPARE_THEN_TRAIN);
    await repo.commit("a pipeline");
    await sh(
      "exec 3>.git/index.lock; sleep 300 >/dev/null 2>&1 & touch -d '1 hour' dvc.yaml; touch -d '-1 hour' .git/index.lock",
    );

    const { stdout } = await exp("doctor", {
      code: 1,
      env: { GIT_AUTHOR_NAME: "", GIT_COMMITTER_NAME: "", GIT_AUTHOR_EMAIL: "", GIT_COMMITTER_EMAIL: "" },
    });

    assert.match(stdout, /^warn +changed in the future: dvc\.yaml\n +hint: touch dvc\.yaml$/m);
    assert.match(
      stdout,
      /^bad +Git's .*index\.lock is 6\d min old.*\n +hint: if no git is at work: rm /m,
    );
    await exp("doctor --fix", { code: 1 });
    assert.ok(repo.has(".git/index.lock"), "it may be an editor's");
  },
);
