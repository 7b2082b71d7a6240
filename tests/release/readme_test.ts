/** The lines by which README installs a release, as they are written there. */
import assert from "node:assert/strict";
import { inScenario } from "../support/scenario.ts";
import { madeRelease, ROOT, VERSION } from "./made_release.ts";

const README = Deno.readTextFileSync(`${ROOT}/README.md`);
const [, SECTION = ""] = /^## Install\n([^]*?)^## /m.exec(README) ?? [];
const LINES = SECTION.split("\n").filter((line) => line.startsWith("    "))
  .map((line) => line.trim().replace(/ +#.*$/, "").replaceAll("VERSION", VERSION));

interface Way {
  /** How README's line begins. */
  readonly line: string;
  /** Is it to be had here? For the shell. */
  readonly has: string;
  /** What a user has done before: for the shell, as are the next two. */
  readonly before?: string;
  readonly after: string;
}

const WAYS: readonly Way[] = [
  { line: "sh install.sh", has: "tar --version", after: '"$HOME/.local/bin/exp" self-test' },
  {
    line: "apt install",
    has: "apt-get --version",
    // whatever it would do to this machine is only told
    before: `echo 'APT::Get::Simulate "true";' >"$HOME/apt.conf"; export APT_CONFIG="$HOME/apt.conf"`,
    after: "true",
  },
  {
    line: "pip install",
    has: "python3 -m venv --help",
    before: 'python3 -m venv "$HOME/venv"; PATH="$HOME/venv/bin:$PATH"; export PIP_NO_INDEX=1',
    after: "exp self-test",
  },
  {
    line: "npm install",
    has: "npm --version",
    before: 'export npm_config_prefix="$HOME/npm" npm_config_offline=true; PATH="$HOME/npm/bin:$PATH"',
    after: "exp self-test",
  },
  { line: "docker build", has: "docker info", after: "docker run --rm exp self-test" },
];

Deno.test("README has a line for each way, and each is tried here", () => {
  assert.deepEqual(LINES.map((line) => WAYS.filter((way) => line.startsWith(way.line)).length), WAYS.map(() => 1));
});

for (const { line, has, before = "", after } of WAYS) {
  const isHere = new Deno.Command("sh", { args: ["-c", has], stdout: "null", stderr: "null" }).outputSync().success;
  const claim = `README's line does it: ${line}`;
  Deno.test({
    name: isHere ? claim : `${claim} (left out: no ${line.split(" ")[0]} here)`,
    ignore: !isHere,
    fn: async () => {
      const folder = await madeRelease();
      await inScenario(async ({ repo, sh }) => {
        const written = LINES.find((other) => other.startsWith(line));
        const { stdout } = await sh(`set -e\ncd '${folder}'\n${before}\n${written}\ncd '${repo.root}'\n${after}`, {
          env: { PATH: Deno.env.get("PATH") ?? "" },
          timeoutMs: 1_200_000,
        });
        assert.match(stdout, line === "apt install" ? /^Inst exp-for-dvc \(/m : /^ok +queue: /m);
      }, { bare: true });
    },
  });
}
