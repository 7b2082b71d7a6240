/** Good manners that are the same for all commands, asked of each that the program has. */
import assert from "node:assert/strict";
import { COMMANDS } from "../../src/cli/commands.ts";
import { acceptedOptions, commandsBelow } from "../../src/cli/tree.ts";
import { scenario } from "../support/scenario.ts";

const SPECS = commandsBelow(COMMANDS, "exp", []);
const NAMES = SPECS.map(({ exp }) => exp!);

/** What an error looks like: a line of cause, and at most one hint. */
const TOLD = /^error: [^\n]+\n(hint: [^\n]+\n)?$/;

/** These make something, or run for long, outside of a repository, too. */
const AT_WORK = ["init", "self-test"];

scenario("each command has help, on standard output and without colours", async ({ exp }) => {
  for (const name of NAMES) {
    const { stdout, stderr } = await exp(`${name} --help`);
    assert.ok(stdout.includes(`\nusage: exp ${name}`), name);
    assert.match(stdout, /^ {2}.*exp /m, `${name}: an example`);
    assert.ok(!stdout.includes("\x1b"), name);
    assert.equal(stderr, "", name);
  }
}, { bare: true });

scenario("each command guesses at an option that it has not, with exit code 2", async ({ exp }) => {
  for (const name of NAMES) {
    const { stdout, stderr } = await exp(`${name} --helpp`, { code: 2 });
    assert.match(stderr, TOLD, name);
    assert.match(stderr, /\nhint: did you mean '--help'\?\n$/, name);
    assert.equal(stdout, "", name);
  }
}, { bare: true });

scenario("each command tells of a disk that is full", async ({ sh }) => {
  for (const name of NAMES) {
    const { stderr } = await sh(`exp ${name} --help >/dev/full`, { code: 74 });
    assert.match(stderr, TOLD, name);
    assert.match(stderr, /^error: no space left/, name);
  }
}, { bare: true });

scenario("outside of a repository each command ends in one line, or with what it can tell", async ({ exp, sh }) => {
  for (const spec of SPECS.filter(({ exp }) => !AT_WORK.includes(exp!))) {
    const hasJson = acceptedOptions(spec, "exp").some(({ flags }) => /--json\b/.test(flags));
    for (const words of [spec.exp!, ...hasJson ? [`${spec.exp} --json`] : []]) {
      const { stdout, stderr, code } = await exp(words, { code: "any", stdin: "" });
      assert.ok([0, 2, 3].includes(code), `${words}: ${code} ${stderr}`);
      if (words.endsWith("--json") && stdout !== "") JSON.parse(stdout);
      else if (code !== 0) assert.match(stdout + stderr, TOLD, words);
      else assert.doesNotMatch(stderr, /^error/m, words);
    }
  }
  assert.equal((await sh("ls -A")).stdout, "", "nothing was made");
}, { bare: true });
