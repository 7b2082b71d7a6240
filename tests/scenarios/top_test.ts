import assert from "node:assert/strict";
import { prepareQueue, tasksBy } from "../support/queue_project.ts";
import { type Scenario, scenario } from "../support/scenario.ts";
import { until } from "../support/wait.ts";

/** Runs it, tells its exit code, and whether the terminal's modes are as they were. */
const WITH_MODES = (command: string) =>
  `stty -a >../before; sh -c 'echo $$ >../pid; exec ${command}'; echo "code $?"
  stty -a >../after; cmp ../before ../after && echo "modes as before"`;

const AT_TERMINAL = { needsTerminal: true };

/** One task that runs until ../go is there, and three that wait. */
async function fillQueue(journey: Scenario): Promise<void> {
  const { exp } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n runs -S mode=patient -S n=1");
  for (const [i, name] of ["one", "two", "three"].entries()) await exp(`run --queue -n ${name} -S n=${i + 2}`);
  await exp("queue start");
}

const letGo = ({ repo }: Scenario) => Deno.writeTextFileSync(`${repo.around}/go`, "");

scenario("top shows the queue, and its keys move, hold and release what waits, and kill what runs", async (journey) => {
  const { exp } = journey;
  await fillQueue(journey);
  await using top = journey.atTerminal(WITH_MODES("exp top"));

  await top.shows(/RUNNING\n. runs .*\n(.*\n)* +\| number 1/);
  await top.shows(/WAITING\n. 1 one +n=2 mode=ok\n {2}2 two .*\n {2}3 three/);
  assert.ok(top.screen.isFullScreen);
  await top.type("g", "j", "j", "+");
  await top.shows(/WAITING\n> 1 two .*\n {2}2 one /);
  await top.type("H");
  await top.shows(/1 two +held/);
  assert.match((await exp("queue status")).stdout, /two .*held/);
  await top.type("H");
  await top.shows(/1 two +n=3/);
  await top.type("g", "K");
  await top.shows(/kill it \(y, any other key: no\)\? runs/);
  await top.type("n");
  await top.shows(/runs goes on/);
  await top.type("K", "y");
  await top.shows(/FAILED\n.*runs .*Killed/);
  await top.shows(/FINISHED, best metrics.json:n first \(more is better\)\n {2}best three +4/);
  assert.deepEqual(await tasksBy(journey, "killed"), ["runs"]);
  await top.type("q");
  assert.equal(await top.ended(), 0);

  // what ended meanwhile is told in the scrollback
  assert.match(top.text, /two: Success\n(.*\n)*runs: Killed\n(.*\n)*code 0\nmodes as before/);
  assert.ok(!top.screen.isFullScreen);
}, AT_TERMINAL);

scenario("a log is opened, searched in all its length, and followed", async (journey) => {
  const { repo, exp, sh } = journey;
  await prepareQueue(journey);
  repo.write({
    "train.sh": `seq -f 'line %g' 3000; until [ -e "$DVC_ROOT/../go" ]; do sleep 0.02; done; echo the end\n`,
  });
  await exp("run --queue -n long");
  await exp("queue start");
  await using top = journey.atTerminal("exp top");

  await top.shows(/RUNNING\n. long/);
  await top.type("g", "l");
  await top.shows(/long: Running {2}lines \d+ to \d+ of \d+ {2}following\n(.*\n)*line 3000/);
  await top.type("g", "/", "line 17", "enter");
  await top.shows(/line 17\nline 18/);
  await top.type("n");
  await top.shows(/line 170\n/);
  await top.type("f");
  await top.shows(/following\n(.*\n)*line 3000/);
  letGo(journey);
  await top.shows(/the end/);
  await top.type("q", "q");
  await top.ended();
  await sh("exp wait --all");
}, AT_TERMINAL);

scenario(
  "s prints the logs into the scrollback, what was printed meanwhile included, and comes back",
  async (journey) => {
    const { repo, exp } = journey;
    await prepareQueue(journey);
    const waitFor = (file: string) => `until [ -e "$DVC_ROOT/../${file}" ]; do sleep 0.02; done`;
    repo.write({
      "train.sh": `echo first; ${waitFor("a")}; echo second; ${waitFor("b")}; echo third; ${waitFor("go")}\n`,
    });
    await exp("run --queue -n talks");
    await exp("queue start");
    await using top = journey.atTerminal("exp top");

    await top.shows(/RUNNING\n. talks/);
    await top.type("s");
    await top.shows(/talks \| first/);
    assert.ok(!top.screen.isFullScreen);
    await top.type("s");
    await until("the screen is back", () => top.screen.isFullScreen);
    Deno.writeTextFileSync(`${repo.around}/a`, "");
    await top.shows(/\| second/);
    await top.type("s");
    await top.shows(/talks \| second/);
    Deno.writeTextFileSync(`${repo.around}/b`, "");
    await top.shows(/talks \| third/);
    await top.type("q");
    assert.equal(await top.ended(), 0);
    for (const word of ["first", "second", "third"]) {
      assert.equal(top.text.match(new RegExp(`talks \\| ${word}$`, "gm"))?.length, 1, word);
    }
    assert.match(top.text, /still running: talks/);
  },
  AT_TERMINAL,
);

scenario("whatever ends top gives the terminal back", async (journey) => {
  const { repo } = journey;
  await fillQueue(journey);
  const deaths = [["TERM", 143], ["HUP", 129], ["INT", 130], ["QUIT", 131], ["ctrl-c", 130]] as const;
  for (const [by, code] of deaths) {
    await using top = journey.atTerminal(WITH_MODES("exp top"));
    await top.shows(/RUNNING\n. runs/);
    if (by === "ctrl-c") await top.type(by);
    else Deno.kill(Number(repo.read("../pid")), `SIG${by}`);
    await top.ended();
    assert.match(top.text, new RegExp(`code ${code}\nmodes as before`), by);
    assert.ok(!top.screen.isFullScreen, by);
  }
}, AT_TERMINAL);

scenario("killed without a chance to clean up, top has the terminal given back all the same", async (journey) => {
  const { repo } = journey;
  await fillQueue(journey);
  await using top = journey.atTerminal(
    `stty -a >../before; sh -c 'echo $$ >../pid; exec exp top'; echo "code $?"
    until stty -a | cmp -s ../before -; do sleep 0.05; done; echo "modes as before"`,
  );
  await top.shows(/RUNNING\n. runs/);
  Deno.kill(Number(repo.read("../pid")), "SIGKILL");
  assert.equal(await top.ended(), 0);
  assert.match(top.text, /modes as before/);
  assert.ok(!top.screen.isFullScreen);
}, AT_TERMINAL);

scenario("Ctrl-Z gives the shell its terminal, and fg goes on", async (journey) => {
  await fillQueue(journey);
  await using top = journey.atTerminal(
    `set -m; stty -a >../before; exp top; stty -a >../stopped; cmp ../before ../stopped && echo 'the turn of the shell'
    read line; fg >/dev/null; echo "code $?"; stty -a >../after; cmp ../before ../after && echo 'modes as before'`,
  );
  await top.shows(/RUNNING\n. runs/);
  await top.type("ctrl-z");
  await top.shows(/the turn of the shell/);
  assert.ok(!top.screen.isFullScreen);
  await top.type("enter");
  await top.shows(/RUNNING\n. runs/);
  assert.ok(top.screen.isFullScreen);
  await top.type("q");
  await top.ended();
  assert.match(top.text, /code 0\nmodes as before/);
}, AT_TERMINAL);

scenario("a terminal of ASCII without colours, 40 by 10, has all there is in words", async (journey) => {
  const { repo, exp } = journey;
  await prepareQueue(journey);
  repo.write({
    "train.sh": `printf '\\033[32mgrün\\033[0m\\n'; until [ -e "$DVC_ROOT/../go" ]; do sleep 0.02; done\n`,
  });
  await exp("run --queue -n runs");
  await exp("queue start");
  const env = { LANG: "C", LC_ALL: "C", NO_COLOR: "1" };
  await using top = journey.atTerminal("exp top", { columns: 40, rows: 10, env });

  await top.shows(/RUNNING\n. runs (.*\n)* +\| gr\?+n\n/);
  for (const row of top.screen.cells()) {
    for (const cell of row) {
      assert.match(cell.getChars(), /^[\x20-\x7e]?$/);
      assert.ok(cell.isFgDefault());
    }
  }
  await top.type("q");
  await top.ended();
}, AT_TERMINAL);

scenario("a terminal that becomes smaller and larger is drawn anew, whole", async (journey) => {
  const { sh } = journey;
  await fillQueue(journey);
  await using top = journey.atTerminal("tty >../tty; exp top");
  await top.shows(/RUNNING\n. runs/);
  for (const [columns, rows] of [[44, 9], [20, 6], [100, 30]] as const) {
    top.screen.resize(columns, rows);
    await sh(`stty -F "$(cat ../tty)" cols ${columns} rows ${rows}`);
    // what stood there before may have its last row in place already
    await until("it is drawn from its first row to its last", () => {
      const lines = top.screen.lines();
      const isWhole = lines.length === rows && lines.at(-1)!.startsWith("? help");
      return isWhole && /^(exp top: )?1 r.*\nRUNNING\n. runs/.test(top.text);
    });
  }
  await top.type("q");
  assert.equal(await top.ended(), 0);
}, AT_TERMINAL);

scenario("a terminal that does not know its size is taken for one of 80 by 24", async (journey) => {
  await fillQueue(journey);
  await using top = journey.atTerminal("stty cols 0 rows 0; exp top");

  await top.shows(/^exp top: 1 running.*\nRUNNING\n. runs/);
  assert.equal(top.screen.lines().length, 24);
  await top.type("q");
  assert.equal(await top.ended(), 0);
}, AT_TERMINAL);

scenario("without a terminal top says in a line what to use instead", async ({ exp }) => {
  const { stderr } = await exp("top", { code: 2 });
  assert.match(stderr, /^error: exp top needs a terminal.*\nhint: exp queue status --watch /);
  assert.match((await exp("top --direction up", { code: 2 })).stderr, /--direction is max or min, not 'up'/);
});

scenario("status --watch tells of each change in a line, as text and as JSON", async (journey) => {
  const { repo, exp, sh } = journey;
  await fillQueue(journey);
  const watching = [sh("exec exp queue status --watch >../lines", { code: "any" })];
  watching.push(sh("exec exp queue status --watch --json >../json", { code: "any" }));
  const ended = Promise.race(watching).then(({ code, stderr }) => assert.fail(`a watcher ended (${code}): ${stderr}`));
  const tells = (file: string, what: RegExp) => {
    const isTold = () => repo.has(file) && what.test(repo.read(file));
    return Promise.race([until(`${file} tells ${what}`, isTold), ended]);
  };
  const lines = () => repo.read("../lines");
  await tells("../lines", / runs: Running\n/);
  letGo(journey);
  await tells("../lines", / three: Success\n/);
  await tells("../json", /"name":"three"[^\n]*"state":"success"/);

  const names = lines().trim().split("\n").map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d /, ""));
  assert.equal(names.filter((line) => line === "runs: Success").length, 1);
  assert.equal(names.filter((line) => line === "three: Queued").length, 1);
  for (const line of repo.read("../json").trim().split("\n")) assert.equal(JSON.parse(line).schema, 1);
  await exp("wait --all");
  assert.equal(watching.length, 2); // the scenario ends them
});

scenario(
  "at a terminal status --watch rewrites its table where it stands, no longer than the screen",
  async (journey) => {
    await fillQueue(journey);
    await using watch = journey.atTerminal("echo before; exp queue status --watch; echo", { rows: 6 });
    await watch.shows(/before\nTask .*\n.*runs .*Running\n(.*\n)*… and \d lines more\nWorker status/);
    letGo(journey);
    await watch.shows(/before\nTask(.*\n)*Worker status: 0 active, 0 idle/);
    assert.equal(watch.text.match(/^Task /gm)?.length, 1);
    await watch.type("ctrl-c");
    await watch.ended();
  },
  AT_TERMINAL,
);

scenario("what has finished on an earlier commit is shown with --all-commits alone", async (journey) => {
  const { repo, exp } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n early -S n=1");
  await exp("queue drain");
  await repo.commit("goes on");
  await exp("run --queue -n late -S n=2");

  await using top = journey.atTerminal("exp top");
  await top.shows(/1 waiting, 0 failed, 0 finished(.*\n)*.*1 late/);
  await top.type("q");
  assert.equal(await top.ended(), 0);
  await using all = journey.atTerminal("exp top -A");
  await all.shows(/1 waiting, 0 failed, 1 finished(.*\n)*.*early/);
  await all.type("q");
  assert.equal(await all.ended(), 0);
}, AT_TERMINAL);
