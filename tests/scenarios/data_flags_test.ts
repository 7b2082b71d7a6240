/** Each flag of the commands on data does something: with it there is, or is said, what there is not without. */
import assert from "node:assert/strict";
import { writeProgram } from "../support/command.ts";
import { type Scenario, scenario } from "../support/scenario.ts";

interface Row {
  readonly line: string;
  readonly flag: string;
  /** What is said, or there afterwards, with the flag alone. */
  readonly shows: RegExp;
  /** Where that stands; default: in what the command itself says. */
  readonly seenBy?: string;
  /** What a shell does before. */
  readonly before?: string;
}

const DVC_YAML = `
stages:
  s:
    cmd: (cat f; echo o) >o
    deps: [f]
    outs: [o]
`;

/** A file in four versions, of the branches \`main\` and \`side\`, the tag \`t1\` and the past; one in a folder; a stage. */
const SET_UP = `set -e
echo /store >.gitignore
exp remote add -q -d store store
echo first >f; exp add -q f; git add -A; git commit -qm first
git checkout -q -b side; echo side >f; exp add -q f; git commit -qam side
git checkout -q --detach main; echo tagged >f; exp add -q f; git commit -qam tagged; git tag t1
git checkout -q main
echo main >f; exp add -q f
mkdir dir; echo inner >dir/x; exp add -q dir/x
exp repro -q
git add -A; git commit -qm main`;

/** Runs a row's line in a copy of the project, with its flag and without; nothing of one is left for the next. */
async function checkRows({ sh }: Scenario, rows: readonly Row[]): Promise<void> {
  for (const { line, flag, shows, seenBy = "", before = "" } of rows) {
    const seen = async (words: string) => {
      const said = seenBy === "" ? `${words}; echo "=> $?"` : `{ ${words}; } >/dev/null 2>&1\n${seenBy}`;
      const { stdout } = await sh(
        `rm -rf ../try ../src; cp -a . ../src; cp -a . ../try; cd ../try; { ${before}\n${said}\n} 2>&1`,
        { code: "any" },
      );
      return stdout;
    };
    const told = `${line} ${flag}`;
    const [having, lacking] = [await seen(told), await seen(line)];
    assert.match(having, shows, `${told}\n${having}`);
    assert.doesNotMatch(lacking, shows, `${line}, without ${flag}\n${lacking}`);
  }
}

const PUSHED = "exp data push -qA; rm -rf .dvc/cache/files";
const COUNT = "find .dvc/cache/files -type f | wc -l";
const LINKS = "exp config -q cache.type symlink";
/** The source has its data in no cache, and no remote by default. */
const SOURCE = "(cd ../src; exp data push -qA; rm -rf .dvc/cache f; sed -i '/core/d; /remote = store/d' .dvc/config; " +
  "git commit -qam bare); printf '[core]\\n    remote = store\\n' >../config";
const MOVED = "mv ../src/store ../src/away";

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  "push and status": [
    {
      line: "exp data push --run-cache",
      flag: "--no-run-cache",
      shows: /^none$/m,
      seenBy: "ls store/runs || echo none",
    },
    { line: "exp status -c", flag: "-T", shows: /new: +f$/m, before: "exp data push -q" },
    { line: "exp status -c dir", flag: "-R", shows: /new: +dir\/x$/m },
    { line: "exp status dir", flag: "-R", shows: /up to date/ },
  ],
  "fetch and pull": [
    { line: "exp fetch", flag: "-a", shows: /^4$/m, seenBy: COUNT, before: PUSHED },
    { line: "exp fetch", flag: "-T", shows: /^4$/m, seenBy: COUNT, before: PUSHED },
    { line: "exp fetch dir", flag: "-R", shows: /^1$/m, seenBy: COUNT, before: PUSHED },
    { line: "exp data pull", flag: "-a", shows: /^4$/m, seenBy: COUNT, before: PUSHED },
    { line: "exp data pull", flag: "-T", shows: /^4$/m, seenBy: COUNT, before: PUSHED },
    { line: "exp data pull o", flag: "-d", shows: /^2$/m, seenBy: COUNT, before: PUSHED },
  ],
  "checkout, commit and add": [
    { line: "exp checkout o", flag: "-d", shows: /^A\tf$/m, before: "rm f o" },
    { line: "exp checkout dir", flag: "-R", shows: /^A\tdir\/x$/m, before: "rm dir/x" },
    { line: "exp checkout f", flag: "--allow-missing", shows: /^=> 0$/m, before: "rm -rf f .dvc/cache/files" },
    {
      line: "exp commit -f f",
      flag: "--dry-run",
      shows: /^main$/m,
      seenBy: "rm f; exp checkout f; cat f",
      before: "echo more >f",
    },
    {
      line: "exp commit -f f",
      flag: "--no-relink",
      shows: /^file$/m,
      seenBy: "[ -L f ] || echo file",
      before: `${LINKS}; echo more >f`,
    },
    {
      line: "exp add f",
      flag: "--no-relink",
      shows: /^file$/m,
      seenBy: "[ -L f ] || echo file",
      before: `${LINKS}; echo more >f`,
    },
    {
      line: "exp unprotect f",
      flag: "--dry-run",
      shows: /^link$/m,
      seenBy: "[ ! -L f ] || echo link",
      before: `${LINKS}; exp checkout --relink f`,
    },
    { line: "exp untrack f.dvc", flag: "--dry-run", shows: /^f\.dvc$/m, seenBy: "ls" },
    { line: "exp destroy -f", flag: "--dry-run", shows: /^config$/m, seenBy: "ls .dvc" },
  ],
  "gc": [
    { line: "exp gc -w -f", flag: "-T", shows: /removed 2 objects/ },
    { line: "exp gc -w -f", flag: "--rev side -n 1", shows: /removed 2 objects/ },
    {
      line: "exp gc -w -f",
      flag: "-p ../src",
      shows: /removed 2 objects/,
      before: "(cd ../src && git checkout -q side)",
    },
  ],
  "what gets from elsewhere": [
    { line: "exp get ../src f -o g", flag: "--config ../config", shows: /^main$/m, seenBy: "cat g", before: SOURCE },
    {
      line: "exp get ../src f -o g --remote store",
      flag: "--remote-config url=$PWD/../src/away",
      shows: /^main$/m,
      seenBy: "cat g",
      before: `${SOURCE}; ${MOVED}`,
    },
    {
      line: "exp import ../src f -o g",
      flag: "--config ../config",
      shows: /config: \.\.\/config$/m,
      seenBy: "cat g.dvc",
      before: SOURCE,
    },
    {
      line: "exp update dir",
      flag: "-R",
      shows: /^new$/m,
      seenBy: "cat dir/y",
      before: "echo old >../y; (cd dir && exp import-url -q ../../y); echo new >../y",
    },
    { line: "exp list-url -R .", flag: "--size", shows: /^ +5 +f$/m },
  ],
  "remotes": [
    {
      line: "exp remote modify store jobs 3",
      flag: "--dry-run",
      shows: /^none$/m,
      seenBy: "grep jobs .dvc/config || echo none",
    },
    { line: "exp remote rename store other", flag: "--dry-run", shows: /"store"/, seenBy: "cat .dvc/config" },
    { line: "exp remote default -u", flag: "--dry-run", shows: /remote = store/, seenBy: "cat .dvc/config" },
  ],
};

for (const [name, rows] of Object.entries(ROWS)) {
  scenario(`each flag of ${name} does something`, async (at) => {
    at.repo.write({ "dvc.yaml": DVC_YAML });
    await at.sh(SET_UP);

    await checkRows(at, rows);
  });
}

/** Has two files that nobody needs, and gives none; tells what it was asked for, and where. */
const NOTES = `#!/bin/sh
echo "$* at $(env | sed -n 's/^RCLONE_CONFIG_.*_ENDPOINT=//p')" >>"\${0%/*}/told"
[ "$1" = lsjson ] || exit 0
asked=; for word; do [ "$last" != --files-from-raw ] || asked=$word; last=$word; done
echo "[$(for path in far files/md5/00/000000000000000000000000000000; do
  [ -n "$asked" ] && ! grep -qxF $path "$asked" || { printf '%s{"Path":"%s","Size":1}' "$comma" $path; comma=,; }
done)]"
`;

const TOLD = "cat ../bin/told";
const LOST = "rm -rf .dvc/cache/files";
const NOWHERE = `${LOST}; (cd ../src; rm -rf f .dvc/cache)`;
const FAST: readonly Row[] = ["exp data push", "exp data pull", "exp fetch"].flatMap((line): Row[] => [
  { line, flag: "-j 3", shows: /^copy .* --transfers 3 /m, seenBy: TOLD, before: line.endsWith("push") ? "" : LOST },
  {
    line,
    flag: "--bwlimit 1k",
    shows: /^copy .* --bwlimit 1024B /m,
    seenBy: TOLD,
    before: line.endsWith("push") ? "" : LOST,
  },
]);

const FAR: readonly Row[] = [
  ...FAST,
  { line: "exp data status --verify", flag: "-j 3", shows: /^copy .* --transfers 3 /m, seenBy: TOLD },
  {
    line: "exp add --to-remote ../src/f -o g",
    flag: "--remote-jobs 3",
    shows: /^copy .* --transfers 3 /m,
    seenBy: TOLD,
  },
  {
    line: "exp get ../src f -o g",
    flag: "-j 3",
    shows: /^copy .* --transfers 3 /m,
    seenBy: TOLD,
    before: NOWHERE,
  },
  {
    line: "exp import ../src f -o g",
    flag: "-j 3",
    shows: /^copy .* --transfers 3 /m,
    seenBy: TOLD,
    before: NOWHERE,
  },
  {
    line: "exp update g.dvc",
    flag: "-j 3",
    shows: /^copy .* --transfers 3 /m,
    seenBy: TOLD,
    before: `exp import -q --no-exec ../src f -o g; ${NOWHERE}`,
  },
  { line: "exp get-url s3://bucket/far", flag: "-j 3", shows: /^copy .* --transfers 3 /m, seenBy: TOLD },
  {
    line: "exp get-url s3://bucket/far",
    flag: "--fs-config endpointurl=http://there",
    shows: / at http:\/\/there$/m,
    seenBy: TOLD,
  },
  {
    line: "exp import-url s3://bucket/far",
    flag: "--fs-config endpointurl=http://there",
    shows: / at http:\/\/there$/m,
    seenBy: TOLD,
  },
  {
    line: "exp list-url s3://bucket",
    flag: "--fs-config endpointurl=http://there",
    shows: / at http:\/\/there$/m,
    seenBy: TOLD,
  },
];

scenario("flags on how data travels reach the program that moves it", async (at) => {
  writeProgram(`${at.repo.around}/bin/rclone`, NOTES);
  at.repo.write({ "dvc.yaml": DVC_YAML });
  await at.sh(SET_UP);
  await at.sh(
    "exp remote add -q -f -d store s3://bucket/store; exp remote modify -q store allow_anonymous_login true; git commit -qam far",
  );

  await checkRows(
    at,
    FAR.map((row) => ({
      ...row,
      before: `${row.before ?? ""}\nrm -f ../bin/told; export EXP_RCLONE=$(realpath ../bin/rclone)`,
    })),
  );
});
