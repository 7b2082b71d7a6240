/** The completion scripts in the shells themselves, with keys typed at a terminal. */
import assert from "node:assert/strict";
import { hasTerminals } from "../support/command.ts";
import { PREPARE_THEN_TRAIN } from "../support/pipelines.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

/** What is typed, with a TAB where the shell is asked, and what the line then is. */
const CASES = [
  ["exp queue hol\t", "exp queue hold"],
  ["exp show --sort-o\tasc", "exp show --sort-order asc"],
  ["exp why tra\t", "exp why train"],
  ["exp apply bra\t", "exp apply brave-fox"],
  ["exp diff brave-fox mai\t", "exp diff brave-fox main"],
  ["exp logs cal\t", "exp logs calm-lake"],
  ["exp data pull --remote sto\t", "exp data pull --remote storage"],
  ["exp run -S l\t0.2", "exp run -S lr=0.2"],
  ["exp run -S net.de\t4", "exp run -S net.depth=4"],
  ["exp run -S more.toml:data.l\t4", "exp run -S more.toml:data.lag=4"],
  ["exp run --set-param=net.de\t4", "exp run --set-param=net.depth=4"],
  ["exp dvc exp sho\t", "exp dvc exp show"],
  ["exp add raw.t\t", "exp add raw.txt"],
  ["exp help exi\t", "exp help exit-codes"],
] as const;

/** How docs/terminal.md has it installed. */
const PAGE = Deno.readTextFileSync(new URL("../../docs/terminal.md", import.meta.url));
const INSTALL = [...PAGE.matchAll(/^\$ (.*exp completion .*)$/gm)].map(([, line]) => line);
const [ZSH_RC = ""] = PAGE.match(/^fpath.*compinit$/m) ?? [];

const START_OF_LINE = "\x01";

async function prepare({ repo, exp, sh }: Scenario): Promise<void> {
  repo.write({
    ...PREPARE_THEN_TRAIN,
    "params.yaml": "lr: 0.1\nnet: {depth: 3}\n",
    "more.toml": "[data]\nlag = 2\n",
  });
  await repo.commit("a pipeline");
  await exp("run -q -n brave-fox");
  await exp("run -q --queue -n calm-lake -S lr=0.7");
  await exp("remote add storage ../remote");
  await sh(INSTALL.join("\n"));
}

/** Each line is made a comment before it is entered, so that the shell keeps it and runs nothing. */
const TYPED = CASES.map(([typed]) => `${typed}${START_OF_LINE}# \n`).join("");

/** The lines that a shell has kept, as they were when they were entered. */
function linesOf(history: string): string[] {
  return history.split("\n").filter((line) => line.startsWith("# exp ")).map((line) => line.slice(2).trimEnd());
}

for (
  const { shell, start, rc, keep } of [
    { shell: "bash", start: "bash --rcfile ~/.bashrc -i", rc: "", keep: ":" },
    {
      shell: "zsh",
      start: "zsh -f -i",
      rc: `setopt interactive_comments; bindkey -e; HISTSIZE=99; SAVEHIST=99; ${ZSH_RC} -u -D\n`,
      keep: 'fc -W "$HISTFILE"',
    },
  ]
) {
  const claim = `${shell} completes commands, options, and the repository's own names`;
  const isHere = has(shell);
  scenario(isHere ? claim : `${claim} (left out: no ${shell} is here)`, async (journey) => {
    await prepare(journey);
    const env = { HISTFILE: `${journey.repo.around}/history`, TERM: "dumb", PS1: "" };

    const typed = `${rc}${TYPED}${keep}\nexit\n`;
    const { stdout } = await journey.sh(`script -qefc '${start}' /dev/null`, { stdin: typed, env, code: "any" });

    assert.deepEqual(linesOf(Deno.readTextFileSync(env.HISTFILE)), CASES.map(([, line]) => line), stdout);
  }, { ignore: !isHere || !hasTerminals() });
}

const hasFish = has("fish");
scenario(
  hasFish ? "fish completes the same" : "fish completes the same (left out: no fish is here)",
  async (journey) => {
    await prepare(journey);
    for (const [typed, line] of CASES) {
      const [before = "", after = ""] = typed.split("\t");
      const { stdout } = await journey.sh(
        'fish -c "complete -C \\$argv[1]" "$BEGUN"',
        {
          env: { BEGUN: before, TERM: "dumb" },
        },
      );
      const words = stdout.split("\n").filter(Boolean).map((candidate) => candidate.split("\t")[0]!);
      const start = before.slice(0, before.lastIndexOf(" ") + 1);
      assert.deepEqual(words.map((word) => `${start}${word}${after && !word.endsWith("=") ? " " : ""}${after}`), [
        line,
      ]);
    }
  },
  { ignore: !hasFish },
);

const hasPowerShell = has("pwsh");
scenario(
  hasPowerShell ? "PowerShell completes the same" : "PowerShell completes the same (left out: no pwsh is here)",
  async (journey) => {
    await prepare(journey);
    for (const [typed, line] of CASES) {
      const [before = ""] = typed.split("\t");
      const [, load] = /`(exp completion powershell .*?)`/.exec(PAGE)!;
      const script = `${load}; ` +
        "(TabExpansion2 $env:BEGUN $env:BEGUN.Length).CompletionMatches.CompletionText";
      const { stdout } = await journey.sh(`pwsh -NoProfile -Command '${script}'`, { env: { BEGUN: before } });
      assert.ok(line.includes(stdout.trim()), `${typed}: ${stdout}`);
    }
  },
  { ignore: !hasPowerShell },
);

function has(program: string): boolean {
  return new Deno.Command("sh", { args: ["-c", `command -v ${program}`], stdout: "null" }).outputSync().success;
}
