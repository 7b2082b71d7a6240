/**
 * deno run -A scripts/test_parts.ts PART…; see scripts/test.
 *
 * Several parts run at a time, as most of them wait for what they have started. Each one's output comes whole, when it
 * has ended.
 */

const deno = Deno.execPath();
const TEST = [deno, "test", "--quiet", "--no-check", "--parallel", "--allow-all", "--unstable-worker-options"];
const IMPORTS = `ok=0; for check in imports exports; do
  "$0" run --quiet --allow-read=. scripts/check_$check.ts || ok=1
done; exit $ok`;
/** The scripts say why not; this, that it is no success. */
const SLURM =
  `without() { echo "NOT TESTED: nothing has been tried against a real $1: it is not here and cannot be installed"; }
sh scripts/slurm-local check || { without Slurm; export EXP_WITHOUT_SLURM=1; }
sh scripts/gridengine-local check || { without "Grid Engine"; export EXP_WITHOUT_GRIDENGINE=1; }
exec "$0" "$@" tests/slurm/`;
/** The machines' views of their folder are Debian's bindfs; where it cannot be had, the tests say that they are left out. */
const SHARED_DISK =
  `command -v bindfs >/dev/null || apt-get -o DPkg::Lock::Timeout=300 install -y -qq bindfs fuse3 >/dev/null 2>&1 || :
command -v bindfs >/dev/null || echo "NOT TESTED: machines with views of their own: bindfs is not here and cannot be installed"
exec "$0" "$@" tests/shared_disk/`;
/** Pages are tried in Debian's Chromium; where it cannot be had, the tests say that they are left out. */
const BROWSER =
  `command -v chromium >/dev/null || apt-get -o DPkg::Lock::Timeout=300 install -y -qq chromium >/dev/null 2>&1 || :
command -v chromium >/dev/null || echo "NOT TESTED: pages in a browser: Chromium is not here and cannot be installed"
exec "$0" "$@" tests/browser/`;
/** Debian's rclone and today's; whose servers take minutes to install are tried where they are there already. */
const REMOTES = `folder=$(mktemp -d) && trap 'sh scripts/remotes down --folder "$folder/r"; rmdir "$folder"' EXIT
command -v rclone >/dev/null || apt-get -o DPkg::Lock::Timeout=300 install -y -qq rclone >/dev/null 2>&1 || :
sh scripts/remotes up --folder "$folder/r" || [ $? = 77 ] || exit 1
sh scripts/remotes up --folder "$folder/r" --installed s3-versions azure gcs || [ $? = 77 ] || exit 1
eval "$(sh scripts/remotes env --folder "$folder/r")"
EXP_RCLONES=$(sh scripts/remotes rclone; command -v rclone) || echo "NOT TESTED: Debian's rclone: it is not here"
export EXP_RCLONES
"$0" "$@" tests/remotes/`;
/** What people complete lines with, and what shows them the manual. PowerShell is in no archive of Debian's. */
const SHELLS = `for program in zsh fish mandoc groff; do
  command -v $program >/dev/null || apt-get -o DPkg::Lock::Timeout=300 install -y -qq $program >/dev/null 2>&1 ||
    echo "NOT TESTED: $program: it is not here and cannot be installed"
done
command -v pwsh >/dev/null || echo "NOT TESTED: completion in PowerShell: it is not here and cannot be installed"
exec "$0" "$@" tests/shells/`;
/** What people install is installed by what they have for it. */
const RELEASE = `for program in python3 npm dpkg; do
  command -v $program >/dev/null || echo "NOT TESTED: what $program installs: it is not here"
done
EXP_RELEASE=$(mktemp -d) && export EXP_RELEASE && tools=$(mktemp -d) && trap 'rm -rf "$EXP_RELEASE" "$tools"' EXIT
export PATH="$PATH:$tools"
command -v actionlint >/dev/null || GOBIN=$tools GOPATH=$tools/go GOCACHE=$tools/cache GOFLAGS=-modcacherw \
  $(command -v timeout >/dev/null && echo timeout 300) go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.7 >/dev/null 2>&1 ||
  echo "NOT TESTED: workflows by actionlint: it is not here, nor go to get it with"
version=$(sed -n 's/^ *"version": *"\\([^"]*\\)".*/\\1/p' deno.json | head -n 1)
sh scripts/release "$version" --try --out "$EXP_RELEASE" || exit 1
"$0" "$@" tests/release/`;
const golden = (suite: string) => [deno, "run", "--quiet", "--no-check", "--allow-all", `tests/golden/run_${suite}.ts`];

/** In the order in which they are started. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  build: ["sh", "scripts/build"],
  unit: [
    ...TEST,
    "--reporter=dot",
    "--ignore=tests/scenarios,tests/golden,tests/interop,tests/soak,tests/slurm,tests/cluster,tests/shared_disk,tests/remotes,tests/shells,tests/browser,tests/release",
    "tests/",
    "packages/",
  ],
  check: [deno, "check", "--quiet", "src", "packages", "tests", "scripts", "bench"],
  lint: [deno, "lint", "--quiet"],
  fmt: [deno, "fmt", "--check", "--quiet"],
  imports: ["sh", "-c", IMPORTS, deno],
  scenarios: [...TEST, "tests/scenarios/"],
  cluster: [...TEST, "tests/cluster/"],
  shells: ["sh", "-c", SHELLS, ...TEST],
  "shared-disk": ["sh", "-c", SHARED_DISK, ...TEST],
  browser: ["sh", "-c", BROWSER, ...TEST],
  "golden-pipelines": golden("pipelines"),
  "golden-experiments": golden("experiments"),
  "golden-hydra": golden("hydra"),
  "golden-wild": golden("wild"),
  slurm: ["sh", "-c", SLURM, ...TEST],
  remotes: ["sh", "-c", REMOTES, ...TEST],
  release: ["sh", "-c", RELEASE, ...TEST],
};
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  golden: ["golden-pipelines", "golden-experiments", "golden-hydra", "golden-wild"],
};
/** All but these, which .ci/run has. */
const UNUSUAL: readonly string[] = ["golden-wild", "slurm", "remotes", "release"];
const USUAL = Object.keys(PARTS).filter((name) => !UNUSUAL.includes(name));

/** Files whose tests mostly wait: for stages that sleep, for limits to pass, for a cluster to notice. */
const FILES_AT_A_TIME: Readonly<Record<string, number>> = {
  scenarios: 4,
  cluster: 4,
  shells: 2,
  slurm: 4,
  "shared-disk": 2,
  browser: 1,
  remotes: 2,
  release: 1,
};
const PARTS_AT_A_TIME = 3;

interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
}

const asked = Deno.args.flatMap((name) => GROUPS[name] ?? [name]);
const unknown = asked.find((name) => PARTS[name] === undefined);
if (unknown !== undefined) {
  console.error(`test: no such part: ${unknown} (there are ${Object.keys(PARTS).join(" ")})`);
  Deno.exit(2);
}
Deno.exit(await runAll(asked.length === 0 ? USUAL : asked) ? 0 : 1);

/** @returns whether all passed */
async function runAll(names: readonly string[]): Promise<boolean> {
  const waiting = Object.keys(PARTS).filter((name) => names.includes(name));
  const outcomes: Outcome[] = [];
  const build = Promise.withResolvers<void>();
  if (!waiting.includes("build")) build.resolve();
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      if (needsProgram(name)) await build.promise;
      outcomes.push(await run(name));
      if (name === "build") build.resolve();
    }
  };
  await Promise.all(Array.from({ length: PARTS_AT_A_TIME }, work));
  const sum = (of: "passed" | "failed") => outcomes.reduce((total, outcome) => total + outcome[of], 0);
  const bad = outcomes.filter(({ failed }) => failed > 0).map(({ name }) => name);
  console.log(
    `${bad.length > 0 ? `\nfailed in: ${bad.join(" ")}` : ""}\n${sum("passed")} passed, ${sum("failed")} failed`,
  );
  return bad.length === 0;
}

function needsProgram(name: string): boolean {
  return name in FILES_AT_A_TIME || name.startsWith("golden-");
}

/** Runs a part and shows what it says. It counts as it says itself ("N passed", "N failed"), or as one. */
async function run(name: string): Promise<Outcome> {
  const [program = "", ...args] = PARTS[name] ?? [];
  const started = performance.now();
  const env = { NO_COLOR: "1", ...(name in FILES_AT_A_TIME ? { DENO_JOBS: String(FILES_AT_A_TIME[name]) } : {}) };
  const { code, stdout, stderr } = await new Deno.Command(program, { args, env, stdin: "null" }).output();
  const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`\n== ${name} (${seconds} s)\n${text.trimEnd()}`);
  const sums = [...text.matchAll(/(\d+) passed\D+?(\d+) failed/g)].at(-1);
  const isGood = code === 0;
  const passed = sums === undefined ? Number(isGood) : Number(sums[1]);
  const failed = sums === undefined ? 0 : Number(sums[2]);
  return { name, passed, failed: isGood ? failed : Math.max(1, failed) };
}
