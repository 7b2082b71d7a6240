/** Each file of a release, installed in a clean folder and HOME, and tried by its own self-test. */
import assert from "node:assert/strict";
import { inScenario, type Scenario } from "../support/scenario.ts";
import { madeRelease, VERSION } from "./made_release.ts";

interface Installed extends Scenario {
  /** With the release's folder as `$RELEASE`, and all programs of this machine. */
  readonly here: (script: string, options?: { readonly code?: number }) => Promise<string>;
}

function installation(claim: string, tool: string, body: (journey: Installed) => Promise<void>): void {
  const isHere = new Deno.Command("sh", { args: ["-c", `command -v ${tool}`], stdout: "null" }).outputSync().success;
  Deno.test({
    name: isHere ? claim : `${claim} (left out: ${tool} is not here)`,
    ignore: !isHere,
    fn: async () => {
      const folder = await madeRelease();
      await inScenario(async (journey) => {
        const env = { RELEASE: folder, V: VERSION, PATH: Deno.env.get("PATH") ?? "" };
        const here: Installed["here"] = async (script, options = {}) => {
          const { stdout, stderr } = await journey.sh(`set -eu; ${script}`, { env, timeoutMs: 600_000, ...options });
          return stdout + stderr;
        };
        await body({ ...journey, here });
      }, { bare: true });
    },
  });
}

/** Its own trial, without any of what this machine has but git and the shell's programs. */
async function assertWorks({ sh }: Scenario, program: string): Promise<void> {
  const { stdout } = await sh(`${program} self-test && ${program} version --json`);
  assert.match(stdout, /^ok +queue: /m);
  assert.match(stdout, new RegExp(`"version":"${VERSION}"`));
}

installation("an archive holds the program, its manual, completions and papers", "tar", async (journey) => {
  await journey.here('tar -xzf "$RELEASE/exp-$V-linux-x64.tar.gz"');

  const listed = await journey.here("cd exp-$V-linux-x64 && find . -type f | sort");

  assert.equal(
    listed,
    [
      "./CHANGELOG.md",
      "./LICENSE",
      "./README.md",
      "./THIRD-PARTY",
      "./completions/_exp",
      "./completions/exp.bash",
      "./completions/exp.fish",
      "./completions/exp.ps1",
      "./exp",
      "./man/exp.1",
      "",
    ].join("\n"),
  );
  const papers = await journey.here("cd exp-$V-linux-x64 && cat README.md CHANGELOG.md");
  assert.deepEqual(papers.match(/\]\((?!#|https:)[^)]*\)|^## \[Unreleased\]|There is no release/gm), null);
  await assertWorks(journey, `./exp-${VERSION}-linux-x64/exp`);
});

installation("a Debian package is installed, has right sums, and is removed", "dpkg", async (journey) => {
  await journey.here(`mkdir -p root/var/lib/dpkg/updates root/var/lib/dpkg/info && : >root/var/lib/dpkg/status
    dpkg --root=root --force-depends --force-not-root --log=/dev/null -i "$RELEASE/exp-for-dvc_\${V}_amd64.deb"`);

  await assertWorks(journey, "./root/usr/bin/exp");

  assert.match(await journey.here("dpkg --root=root --status exp-for-dvc"), /^Status: install ok installed$/m);
  await journey.here("cd root && md5sum --quiet -c var/lib/dpkg/info/exp-for-dvc.md5sums");
  await journey.here("dpkg --root=root --force-not-root --log=/dev/null -r exp-for-dvc");
  assert.equal(await journey.here("find root -path '*usr*' -name '*exp*'"), "");
});

installation("a wheel puts exp on the PATH of an environment, and is removed whole", "python3", async (journey) => {
  await journey.here(`python3 -m venv venv
    venv/bin/pip install --quiet --no-index --find-links "$RELEASE" exp-for-dvc==$V`);

  await assertWorks(journey, "PATH=$PWD/venv/bin:$PATH exp");

  assert.match(await journey.here("venv/bin/pip show --files exp-for-dvc"), /share\/man\/man1\/exp\.1/);
  await journey.here("venv/bin/pip uninstall --quiet --yes exp-for-dvc");
  assert.equal(await journey.here("find venv -name 'exp' -o -name 'exp_for_dvc*' -o -name exp.1"), "");
});

installation("npm's packages run the program of this machine, and end as it does", "npm", async (journey) => {
  journey.repo.write({ "project/package.json": '{ "private": true }' });
  await journey.here(`cd project && npm install --offline --no-audit --no-fund --loglevel=error \
    "$RELEASE/exp-for-dvc-$V.tgz" "$RELEASE/exp-for-dvc-linux-x64-$V.tgz"`);
  const exp = "PATH=$PWD/project/node_modules/.bin:$PATH exp";

  await assertWorks(journey, exp);

  assert.match((await journey.sh(`${exp} status`, { code: 3 })).stderr, /not inside of a DVC repository/);
  await journey.here("rm -r project/node_modules/exp-for-dvc-linux-x64");
  assert.match((await journey.sh(`${exp} status`, { code: 127 })).stderr, /exp-for-dvc-linux-x64 is not installed/);
});

installation("install.sh installs what SHA256SUMS names, and nothing else", "sh", async (journey) => {
  const { sh, here } = journey;
  await here('sh "$RELEASE/install.sh" --prefix "$PWD/own"');

  await assertWorks(journey, "PATH=$PWD/own/bin:$PATH exp");

  assert.equal((await sh("find own -name '*.new'")).stdout, "");
  await sh("touch own/bin/other");
  assert.equal(
    (await here('sh "$RELEASE/install.sh" --uninstall --prefix "$PWD/own"')).match(/^removed /gm)?.length,
    5,
  );
  assert.equal((await sh("find own -type f")).stdout, "own/bin/other\n");
  await here(`mkdir bad && cp "$RELEASE/SHA256SUMS" bad && cp "$RELEASE/exp-$V-linux-x64.tar.gz" bad
    printf x >>bad/exp-$V-linux-x64.tar.gz`);
  const refusal = await here('sh "$RELEASE/install.sh" --from bad --prefix "$PWD/none"', { code: 1 });
  assert.match(refusal, /is not the file that SHA256SUMS names; nothing was installed/);
  assert.equal(journey.repo.has("none"), false);
  await here("sed -i '/linux-x64.tar.gz/d' bad/SHA256SUMS");
  const unnamed = await here('sh "$RELEASE/install.sh" --from bad --prefix "$PWD/none"', { code: 1 });
  assert.match(unnamed, /SHA256SUMS does not name/);
});

installation("install.sh refuses in one line what it cannot do", "sh", async ({ here }) => {
  const refusals = [
    ['sh "$RELEASE/install.sh" --from', "install: --from needs a value\n"],
    ['sh "$RELEASE/install.sh" --uninstall --prefix', "install: --prefix needs a value\n"],
    ['sh "$RELEASE/install.sh" --form x', "install: no such option: --form\n"],
    ['env -u HOME sh "$RELEASE/install.sh"', "install: where to? there is no HOME: --prefix DIR\n"],
  ] as const;

  for (const [line, told] of refusals) assert.equal(await here(line, { code: 1 }), told);
});
