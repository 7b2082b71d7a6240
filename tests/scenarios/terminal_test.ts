/** What a person sees at a real terminal while things run: bytes of a pseudo-terminal, shown by an emulator. */
import assert from "node:assert/strict";
import { docPage } from "../support/doc_page.ts";
import { hasTerminals, quote } from "../support/command.ts";
import { prepareQueue } from "../support/queue_project.ts";
import { EXP_BIN, type Scenario, scenario } from "../support/scenario.ts";
import { TerminalScreen } from "../support/terminal_screen.ts";

const SIDE_BY_SIDE = {
  "dvc.yaml": `stages:
  train:
    cmd: printf '10%%\\r20%% %s' bar; until [ -e ../go ]; do sleep 0.02; done; printf '\\r100%%\\n'
  tune:
    cmd: for i in 1 2 3; do echo "epoch $i"; done; until [ -e ../go ]; do sleep 0.02; done; echo whole | tr -d '\\n'
  plot:
    cmd: until grep -q '[3] running' ../seen && grep -q '20[%] bar' ../seen; do sleep 0.02; done; touch ../go
`,
};

/** A terminal of 80 columns and 24 rows, whose bytes are also found in `../seen` as they come. */
async function atTerminal(
  { sh }: Scenario,
  words: string,
  variables = "TERM=xterm-256color CI=",
  { before = "", code = 0 } = {},
): Promise<Seen> {
  const inside = `stty cols 80 rows 24; ${before} exec env ${variables} '${EXP_BIN}' ${words}`;
  const { stdout } = await sh(`rm -f ../seen; script -qefc ${quote(inside)} ../seen`, { code });
  const screen = new TerminalScreen(80, 24);
  await screen.write(stdout);
  return { raw: stdout.replaceAll("\x1b[", "<CSI>"), lines: screen.lines().map((line) => line.trimEnd()) };
}

interface Seen {
  /** With the beginning of each code spelled out. */
  readonly raw: string;
  readonly lines: readonly string[];
}

const count = (lines: readonly string[], line: string) => lines.filter((each) => each === line).length;

scenario(
  "side by side, stages have a line each while they run, and all that they print stays above, once and whole",
  async (
    journey,
  ) => {
    if (!hasTerminals()) return;
    journey.repo.write(SIDE_BY_SIDE);

    const { raw, lines } = await atTerminal(journey, "repro -j 3");

    assert.match(raw, /train +\d+\.\d s +<CSI>2m20% bar/);
    assert.match(raw, /3 running/);
    for (const line of ["tune | epoch 1", "tune | epoch 2", "tune | epoch 3", "tune | whole", "train | 100%"]) {
      assert.equal(count(lines, line), 1, line);
    }
    assert.deepEqual(lines.filter((line) => /^\w+ +\d+\.\d s|\d running/.test(line) && !line.includes("$")), []);
    assert.doesNotMatch(raw, /<CSI>\?25l/); // the cursor is never hidden
  },
);

scenario("a drain shows what its tasks do, and leaves their ends", async (journey) => {
  if (!hasTerminals()) return;
  await prepareQueue(journey);
  await journey.exp("run --queue -n night -S mode=patient -S n=1,2");
  const opener = journey.sh(
    "until grep -q 'number 1' ../seen && grep -q 'number 2' ../seen; do sleep 0.02; done 2>/dev/null; touch ../go",
  );

  const { raw, lines } = await atTerminal(journey, "queue drain -j 2");
  await opener;

  assert.match(raw, /night-1 +train +\d+\.\d s +<CSI>2mnumber 1, devices/);
  assert.match(raw, /2 running/);
  assert.deepEqual(lines.map((line) => line.replace(/\([0-9a-f]+\)/, "(id)")).sort(), [
    "night-1: started",
    "night-1: success (id)",
    "night-2: started",
    "night-2: success (id)",
  ]);
});

scenario("a dumb terminal, continuous integration and --quiet get plain lines or none", async (journey) => {
  if (!hasTerminals()) return;
  journey.repo.write({ "dvc.yaml": "stages:\n  a:\n    cmd: echo one\n  b:\n    cmd: echo two\n" });
  const ways = [
    ["repro -f -j 2", "TERM=dumb CI="],
    ["repro -f -j 2", "TERM=xterm CI=true"],
    ["repro -q -f -j 2", "TERM=xterm CI="],
  ] as const;

  for (const [words, variables] of ways) {
    const { raw } = await atTerminal(journey, words, variables);
    assert.match(raw, /a \| one/);
    assert.doesNotMatch(raw, /<CSI>\d*[AJK]|1 running|2 running/, words);
  }
});

docPage("terminal.md", async ({ repo }) => {
  repo.write({ ".gitignore": "/data.txt\n/model.txt\n" });
  await repo.commit("a project");
});

Deno.test("the pictures of docs/terminal.md are there", () => {
  const page = Deno.readTextFileSync(new URL("../../docs/terminal.md", import.meta.url));
  const pictures = [...page.matchAll(/\]\((pictures\/.*?)\)/g)].map(([, path]) => path!);
  assert.equal(pictures.length, 2);
  for (const path of pictures) {
    assert.match(Deno.readTextFileSync(new URL(`../../docs/${path}`, import.meta.url)), /^<svg [^]*>[^<]*\d running/);
  }
});

scenario("whatever ends it, the lines are wiped away", async (journey) => {
  if (!hasTerminals()) return;
  const hangs = "touch ../begun-$DVC_STAGE; until [ -e ../never ]; do sleep 0.02; done";
  journey.repo.write({ "dvc.yaml": `stages:\n  a:\n    cmd: ${hangs}\n  b:\n    cmd: ${hangs}\n` });

  for (const [signal, code] of [["INT", 130], ["TERM", 143], ["HUP", 129]] as const) {
    const killer = `(until grep -q '[2] running' ../seen 2>/dev/null; do sleep 0.02; done; kill -s ${signal} $$) &`;
    const { raw, lines } = await atTerminal(journey, "repro -j 2", "TERM=xterm CI=", { before: killer, code });

    assert.match(raw, /2 running/, signal);
    assert.deepEqual(lines.filter((line) => /^[ab] +\d|running$/.test(line)), [], signal);
    assert.match(lines.at(-1)!, /^hint: the same command goes on/, signal);
  }
});

scenario("wait says that nobody runs what waits, and shows what runs", async (journey) => {
  const { repo, exp } = journey;
  await prepareQueue(journey);
  await exp("run --queue -n night -S mode=patient -S n=1,2");
  await using waiting = journey.atTerminal("CI= exp wait --all; echo code $?");

  await waiting.shows(/^no worker runs what waits; next: exp queue start\n(.*\n)*2 waiting$/m);
  await exp("queue start");
  await waiting.shows(/^night-1 +train +\d+\.\d s +number 1.*\n1 running, 1 waiting$/m);
  Deno.writeTextFileSync(`${repo.around}/go`, "");
  await waiting.shows(/code 0/);

  assert.equal(await waiting.ended(), 0);
  assert.doesNotMatch(waiting.text, /\d running|\d waiting/);
}, { needsTerminal: true });

scenario("a queue without anything in it is said, and a git that is waited for", async ({ repo, exp, sh }) => {
  repo.write({ "dvc.yaml": "stages:\n  a:\n    cmd: echo 1 > o\n    outs: [o]\n" });
  await repo.commit("a project");

  const { stderr } = await exp("run --run-all");
  assert.equal(stderr, "nothing is queued; next: exp run --queue -S …\n");
  assert.equal((await exp("run --run-all --json")).stderr, "");

  await exp("run -n first");
  await sh(`touch .git/packed-refs.lock; exp remove first 2>../said & until grep -q "waiting for another git" ../said
    do sleep 0.05; done; rm .git/packed-refs.lock; wait $!`);
  assert.match(repo.read("../said"), /^waiting for another git, which holds \/.*\/packed-refs.lock$/m);
});
