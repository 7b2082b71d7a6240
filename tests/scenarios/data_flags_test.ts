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
const STORED = "find store/files -type f | wc -l";
const OTHER = "exp remote add -q other other";
const IN_OTHER = "find other -type f | wc -l";
const RUNS = "(exp data push -qA --run-cache); rm -rf .dvc/cache";
const IS_RUN = "ls .dvc/cache/runs || echo none";
/** The source has its data in no cache, and no remote by default. */
const SOURCE = "(cd ../src; exp data push -qA; rm -rf .dvc/cache f; sed -i '/core/d; /remote = store/d' .dvc/config; " +
  "git commit -qam bare); printf '[core]\\n    remote = store\\n' >../config";
const BARE = `${SOURCE}; rm -rf .dvc/cache`;
const MOVED = "mv ../src/store ../src/away";
/** A folder of which the source alone knows what is in it, and only its remote. */
const FOLDER = `(cd ../src; mkdir d; echo 12345678 >d/y; exp add -q d; git add -A; git commit -qm d); ${SOURCE}`;
const ARTIFACT =
  "(cd ../src; printf 'artifacts:\\n  best:\\n    path: f\\n' >>dvc.yaml; git add -A; git commit -qm a; " +
  "git tag -a -m v best@v1.0.0)";
const AWAY = "--remote-config url=$PWD/../src/away";
/** An import of a file that has changed since. */
const OLDER = "echo old >../y; exp import-url -q ../y; echo new >../y";

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  "push and status": [
    { line: "exp data push", flag: "-a", shows: /^4$/m, seenBy: STORED },
    { line: "exp data push", flag: "-T", shows: /^4$/m, seenBy: STORED },
    { line: "exp data push", flag: "-A", shows: /^6$/m, seenBy: STORED },
    { line: "exp data push o", flag: "-d", shows: /^2$/m, seenBy: STORED },
    { line: "exp data push dir", flag: "-R", shows: /^1$/m, seenBy: STORED },
    { line: "exp data push 'dir/*'", flag: "--glob", shows: /^1$/m, seenBy: STORED },
    { line: "exp data push", flag: "--dry-run", shows: /^0$/m, seenBy: STORED },
    { line: "exp data push", flag: "--max-size 6", shows: /^1$/m, seenBy: STORED },
    { line: "exp data push", flag: "--type plots", shows: /^0$/m, seenBy: STORED },
    { line: "exp data push", flag: "-r other", shows: /^3$/m, seenBy: IN_OTHER, before: OTHER },
    { line: "exp data push", flag: "--run-cache", shows: /^[0-9a-f]{2}$/m, seenBy: "ls store/runs" },
    { line: "exp status -c", flag: "-a", shows: /new: +f$/m, before: "exp data push -q" },
    { line: "exp status -c", flag: "-A", shows: /new: +f$/m, before: "exp data push -q" },
    { line: "exp status -c o", flag: "-d", shows: /new: +f$/m },
    { line: "exp status -c", flag: "-r other", shows: /new: +f$/m, before: `${OTHER}; exp data push -q` },
    { line: "exp data status -c", flag: "-r other", shows: /^\s+f$/m, before: `${OTHER}; exp data push -q` },
    ...["-a", "-T", "-A"].map((flag): Row => ({
      line: "exp data status --verify",
      flag,
      shows: /^lost: +f$/m,
      before: "exp data push -q",
    })),
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
    ...["fetch", "data pull"].flatMap((name): Row[] => [
      { line: `exp ${name}`, flag: "-A", shows: /^6$/m, seenBy: COUNT, before: PUSHED },
      { line: `exp ${name} 'dir/*'`, flag: "--glob", shows: /^1$/m, seenBy: COUNT, before: PUSHED },
      { line: `exp ${name}`, flag: "--dry-run", shows: /^0$/m, seenBy: COUNT, before: PUSHED },
      { line: `exp ${name}`, flag: "--max-size 6", shows: /^1$/m, seenBy: COUNT, before: PUSHED },
      { line: `exp ${name}`, flag: "--type plots", shows: /^0$/m, seenBy: COUNT, before: PUSHED },
      { line: `exp ${name} f`, flag: "--allow-missing", shows: /^=> 0$/m, before: `rm -rf f .dvc/cache/files` },
      { line: `exp ${name}`, flag: "--run-cache", shows: /^[0-9a-f]{2}$/m, seenBy: IS_RUN, before: RUNS },
      { line: `exp ${name} --run-cache`, flag: "--no-run-cache", shows: /^none$/m, seenBy: IS_RUN, before: RUNS },
      {
        line: `exp ${name}`,
        flag: "-r other",
        shows: /^3$/m,
        seenBy: COUNT,
        before: `${OTHER}; exp data push -q -r other; rm -rf .dvc/cache/files`,
      },
    ]),
    { line: "exp fetch o", flag: "-d", shows: /^2$/m, seenBy: COUNT, before: PUSHED },
    { line: "exp data pull dir", flag: "-R", shows: /^1$/m, seenBy: COUNT, before: PUSHED },
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
  "data diff": [
    { line: "exp data diff HEAD~1", flag: "--md", shows: /^\| added +\| dir\/x +\|$/m },
    {
      line: "count() { exp data diff HEAD~1 $* | grep -c 'Not in cache'; }; count",
      flag: "--hide-missing",
      shows: /^0$/m,
      before: "rm -rf .dvc/cache/files f",
    },
  ],
  "gc": [
    { line: "exp gc -w -f", flag: "--date 2000-01-01", shows: /removed [0-2] objects|nothing/ },
    {
      line: "exp gc -w -f -c",
      flag: "-r other",
      shows: /^3$/m,
      seenBy: IN_OTHER,
      before: `${OTHER}; exp data push -q -A -r other`,
    },
    { line: "exp gc -w -f", flag: "-T", shows: /removed 2 objects/ },
    { line: "exp gc -w -f", flag: "--rev side -n 1", shows: /removed 2 objects/ },
    {
      line: "exp dvc gc -w -f", // `exp gc` keeps them in any case
      flag: "--all-experiments",
      shows: /^kept$/m,
      seenBy: 'rm -f f; exp apply -q e1 && exp checkout -q f && [ "$(cat f)" = tried ] && echo kept',
      before: "echo tried >f; exp add -q f; exp run -q -n e1; git checkout -q .; exp checkout -q",
    },
    {
      line: "exp gc -w -f",
      flag: "-p ../src",
      shows: /removed 2 objects/,
      before: "(cd ../src && git checkout -q side)",
    },
  ],
  "what gets from elsewhere": [
    ...["get", "import"].flatMap((name): Row[] => [
      { line: `exp ${name} ../src f -o g`, flag: "-f", shows: /^main$/m, seenBy: "cat g", before: "echo old >g" },
      { line: `exp ${name} ../src f -o g`, flag: "--remote store", shows: /^main$/m, seenBy: "cat g", before: BARE },
      {
        line: `exp ${name} ../src f -o g --remote store`,
        flag: AWAY,
        shows: /^main$/m,
        seenBy: "cat g",
        before: `${BARE}; ${MOVED}`,
      },
    ]),
    { line: "exp import ../src f -o g", flag: "--no-exec", shows: /^none$/m, seenBy: "cat g || echo none" },
    ...[["data list -R ../src d", /^(d\/)?y$/m], ["data du ../src d", /^ *9 /m]].flatMap(([line, shows]): Row[] => [
      { line: `exp ${line}`, flag: "--config ../config", shows: shows as RegExp, before: FOLDER },
      { line: `exp ${line}`, flag: "--remote store", shows: shows as RegExp, before: FOLDER },
      { line: `exp ${line} --remote store`, flag: AWAY, shows: shows as RegExp, before: `${FOLDER}; ${MOVED}` },
    ]),
    { line: "exp data list .", flag: "-T", shows: /── x$/m },
    { line: "exp data list -R .", flag: "-L 1", shows: /^dir$/m },
    {
      line: "exp data du .",
      flag: "--rev side",
      shows: /^ *5 +f$/m,
      before: "echo longer >f; exp add -q f; git commit -qam l",
    },
    { line: "count() { exp data du . $* | wc -l; }; count", flag: "-s", shows: /^1$/m },
    { line: "exp list-url .", flag: "-T", shows: /── x$/m },
    { line: "exp list-url -R .", flag: "-L 1", shows: /^dir\/?$/m },
    {
      line: "exp artifacts get ../src best -o g",
      flag: "-f",
      shows: /^main$/m,
      seenBy: "cat g",
      before: `${ARTIFACT}; echo old >g`,
    },
    { line: "exp artifacts get ../src best", flag: "--show-url", shows: /^\/.*store\/files\/md5\//m, before: ARTIFACT },
    {
      line: "exp artifacts get ../src best -o g",
      flag: "--config ../config",
      shows: /^main$/m,
      seenBy: "cat g",
      before: `${ARTIFACT}; ${SOURCE}`,
    },
    {
      line: "exp artifacts get ../src best -o g",
      flag: "--remote store",
      shows: /^main$/m,
      seenBy: "cat g",
      before: `${ARTIFACT}; ${SOURCE}`,
    },
    {
      line: "exp artifacts get ../src best -o g --remote store",
      flag: AWAY,
      shows: /^main$/m,
      seenBy: "cat g",
      before: `${ARTIFACT}; ${SOURCE}; ${MOVED}`,
    },
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
  "what gets from a URL": [
    ...[["--no-exec", ""], ["--no-download", ""], ["--to-remote", ""]].map(([flag = ""]): Row => ({
      line: "exp import-url ../y",
      flag,
      shows: /^none$/m,
      seenBy: "cat y || echo none",
      before: "echo new >../y",
    })),
    {
      line: "exp import-url --to-remote ../y",
      flag: "-r other",
      shows: /^1$/m,
      seenBy: IN_OTHER,
      before: `echo new >../y; ${OTHER}`,
    },
    ...["get-url", "import-url"].map((name): Row => ({
      line: `exp ${name} ../y`,
      flag: "-f",
      shows: /^new$/m,
      seenBy: "cat y",
      before: "echo new >../y; echo old >y",
    })),
    {
      line: "exp import-url ../y",
      flag: "--version-aware",
      shows: /version_aware: true$/m,
      seenBy: "cat y.dvc",
      before: "echo new >../y",
    },
    { line: "exp update y.dvc", flag: "--no-download", shows: /^none$/m, seenBy: "cat y || echo none", before: OLDER },
    { line: "exp update y.dvc", flag: "--to-remote", shows: /^1$/m, seenBy: STORED, before: OLDER },
    {
      line: "exp update --to-remote y.dvc",
      flag: "-r other",
      shows: /^1$/m,
      seenBy: IN_OTHER,
      before: `${OLDER}; ${OTHER}`,
    },
    {
      line: "exp dataset add cats --dvc ../src --path f",
      flag: "--rev side",
      shows: /rev: side$/m,
      seenBy: "cat dvc.yaml",
    },
    { line: "exp dataset add cats --dvc ../src", flag: "--path f", shows: /path: f$/m, seenBy: "cat dvc.yaml" },
    {
      line: "exp dataset add cats --dvc ../src --path f",
      flag: "-f",
      shows: /path: f$/m,
      seenBy: "cat dvc.yaml",
      before: "exp dataset add -q cats --dvc ../src --path o",
    },
    {
      line: "exp dataset update cats",
      flag: "--rev side",
      shows: /rev: side$/m,
      seenBy: "cat dvc.yaml",
      before: "exp dataset add -q cats --dvc ../src --path f",
    },
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

/** In the place of an ssh: knows the host, and the MD5 of each file that is named to it. */
const SUMS = `#!/bin/sh
case " $* " in
*" -G "*) echo "hostname there" ;;
*) sed 's/^/b026324c6904b2a9cb4b88d6d61c81d1  /' ;;
esac
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
  { line: "exp import-url ssh://there/far", flag: "-j 3", shows: /^copy .* --transfers 3 /m, seenBy: TOLD },
  { line: "exp import-url --to-remote ../src/f g", flag: "-j 3", shows: /^copy .* --transfers 3 /m, seenBy: TOLD },
  {
    line: "exp artifacts get ../src best -o g",
    flag: "-j 3",
    shows: /^copy .* --transfers 3 /m,
    seenBy: TOLD,
    before: `${ARTIFACT}; ${NOWHERE}`,
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
  writeProgram(`${at.repo.around}/bin/there-ssh`, SUMS);
  at.repo.write({ "dvc.yaml": DVC_YAML });
  await at.sh(SET_UP);
  await at.sh(
    "exp remote add -q -f -d store s3://bucket/store; exp remote modify -q store allow_anonymous_login true; git commit -qam far",
  );

  await checkRows(
    at,
    FAR.map((row) => ({
      ...row,
      before: `${
        row.before ?? ""
      }\nrm -f ../bin/told; export EXP_RCLONE=$(realpath ../bin/rclone) EXP_SSH=$(realpath ../bin/there-ssh)`,
    })),
  );
});
