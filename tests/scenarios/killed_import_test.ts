/** kill -9 at every step of what brings data from elsewhere: the same command again completes it, and nothing lies about. */
import assert from "node:assert/strict";
import { type Scenario, scenario } from "../support/scenario.ts";

/** A repository with a tracked folder, and files at a path that stands for a URL. */
async function makeSources({ repo, exp, git }: Scenario): Promise<void> {
  const at = { cwd: "../source" };
  repo.write({ "../source/.dvc/config": "", "../source/.dvc/.gitignore": "/tmp\n/cache\n", "../tmp/.keep": "" });
  repo.write({ "../source/data/a": "a\n", "../source/data/sub/b": "b\n", "../files/x": "x\n", "../files/y": "y\n" });
  await git("init -q -b main", at);
  await exp("dvc remote add -q -d store ../remote", at);
  await exp("add -q data", at);
  await git("add -A", at);
  await git("commit -q -m one", at);
  await exp("data push -q", at);
  await Deno.remove(`${repo.root}/../source/.dvc/cache`, { recursive: true }); // so that it travels
}

interface Killed {
  readonly words: string;
  /** Goes before each kill, with what the one before has made. */
  readonly clear: string;
  readonly before?: string;
  readonly arrived: Readonly<Record<string, string>>;
}

const DATA = { "data/a": "a\n", "data/sub/b": "b\n" };
const FILES = { "files/x": "x\n", "files/y": "y\n" };
const COMMANDS: readonly Killed[] = [
  { words: "import ../source data", clear: "rm -rf data data.dvc .gitignore .dvc/cache", arrived: DATA },
  { words: "get ../source data", clear: "rm -rf data", arrived: DATA },
  { words: "import-url ../files", clear: "rm -rf files files.dvc .gitignore .dvc/cache", arrived: FILES },
  { words: "get-url ../files", clear: "rm -rf files", arrived: FILES },
  {
    words: "update files.dvc",
    clear: "rm -rf files files.dvc .gitignore .dvc/cache; printf old >../files/y",
    before: "exp import-url -q ../files && printf 'y\\n' >../files/y",
    arrived: FILES,
  },
];

/** What only somebody at work has: folders with data on its way. */
const LEFT =
  "find .. -name '.exp-get-*' -o -name 'importing-*' -o -name 'exp-storage-*' -o -path '*/.incoming*' -type f";

for (const { words, clear, before, arrived } of COMMANDS) {
  scenario(`exp ${words}, killed at any step, is completed by the same command`, async (at) => {
    const { repo, exp, sh } = at;
    await makeSources(at);
    const env = { TMPDIR: `${repo.around}/tmp` };
    const start = (crash: Readonly<Record<string, string>>, code: number | "any") =>
      exp(words, { env: { ...env, ...crash }, code });
    const prepare = () => sh(`${clear}; rm -rf .dvc/tmp; ${before ?? ":"}`, { env });
    await prepare();
    await start({ EXP_CRASH_TRACE: `${repo.around}/trace` }, 0);
    const steps = repo.read("../trace").trimEnd().split("\n").length;

    for (let step = 1; step <= steps; step++) {
      await prepare();
      await start({ EXP_CRASH_AT: `main:${step}` }, 137);
      const force = words.startsWith("update") ? "" : " --force";
      await exp(`${words}${force}`, { env });

      const left = await sh(LEFT);
      assert.equal(left.stdout, "", `after step ${step}`);
      for (const [path, text] of Object.entries(arrived)) assert.equal(repo.read(path), text, `after step ${step}`);
    }
  });
}
