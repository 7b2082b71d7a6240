/** What commits have shown to earlier commands. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { PyDate, type Value, type ValueMap } from "../../src/common/mod.ts";
import type { Git } from "../../src/git/mod.ts";
import { openRepo, ownFolder } from "../../src/repo/mod.ts";
import { collectExperiments } from "../../src/revisions/mod.ts";
import { type CommitRow, readRow, writeRow } from "../../src/revisions/row_text.ts";
import { type ExpRepo, makeProject } from "../support/exp_repo.ts";

const TWO = { revs: ["HEAD", "HEAD~1"] };

/** Two commits whose parameters and metrics stand in Git. */
async function committed(files: Readonly<Record<string, string>> = {}): Promise<ExpRepo> {
  const project = await makeProject({
    "dvc.yaml": "stages:\n  t:\n    cmd: x\n    params: [lr]\n    metrics:\n    - m.json: {cache: false}\n",
    "m.json": '{"acc": 1, "when": 2.0, "none": null}',
    ...files,
  });
  project.host.fs.makeDir(project.repo.tmpDir);
  project.write("m.json", '{"acc": 2}');
  project.commit("two");
  return project;
}

/** Git, and the names of objects that it has been asked for. */
function counting(git: Git): { git: Git; asked: string[] } {
  const asked: string[] = [];
  const readObjects: Git["readObjects"] = (names) => {
    asked.push(...names);
    return git.readObjects(names);
  };
  return { git: { ...git, readObjects }, asked };
}

/** As every later command does it: nothing is in memory. */
async function show({ repo, git }: ExpRepo) {
  const counted = counting(git);
  const entries = await collectExperiments(repo, counted.git, TWO);
  return { entries, asked: counted.asked };
}

Deno.test("a commit that has been shown is not read again, and shows the same", async () => {
  using project = await committed();
  const first = await show(project);

  const second = await show(project);

  assert.deepEqual(second.entries, first.entries);
  assert.deepEqual(second.asked, []);
  assert.notEqual(first.asked.length, 0);
});

Deno.test("of commits that are new those alone are read", async () => {
  using project = await committed();
  await show(project);
  project.write("m.json", '{"acc": 3}');
  const rev = project.commit("three");

  const { entries, asked } = await show(project);

  assert.deepEqual(entries.map(({ data }) => data?.metrics.get("m.json")), [3n, 3n, 2n].map(acc));
  assert.deepEqual(asked.filter((name) => /^[0-9a-f]{40}$/.test(name) && name === rev), [rev]);
  assert.ok(!asked.includes(project.run("rev-parse", "HEAD~1")));
});

const HASH = "ab".repeat(16);
const acc = (value: bigint) => ({ data: new Map([["acc", value]]) });

Deno.test("what is asked for in another way is read for itself", async () => {
  using project = await committed({ "params.yaml": "lr: 1\nother: 2\n" });
  const params = async (onlyDeps: boolean) => {
    const entries = await collectExperiments(project.repo, project.git, TWO, [], { onlyDeps });
    return entries.map(({ data }) => data?.params.get("params.yaml"));
  };
  const whole = { data: new Map([["lr", 1n], ["other", 2n]]) }, chosen = { data: new Map([["lr", 1n]]) };

  for (const [onlyDeps, expected] of [[false, whole], [true, chosen], [false, whole], [true, chosen]] as const) {
    assert.deepEqual(await params(onlyDeps), [expected, expected, expected]);
  }
});

Deno.test("what lies in the cache is looked for each time", async () => {
  using project = await committed({
    "dvc.yaml": "stages:\n  t: {cmd: x, metrics: [n.json]}\n",
    "dvc.lock": `stages:\n  t:\n    cmd: x\n    outs:\n    - {path: n.json, hash: md5, md5: ${HASH}, size: 10}\n`,
  });
  const object = `.dvc/cache/files/md5/${HASH.slice(0, 2)}/${HASH.slice(2)}`;
  project.write(object, '{"acc": 7}');
  const before = await show(project);

  project.host.fs.remove(`${project.root}/${object}`);
  const after = await show(project);

  assert.deepEqual(before.entries.slice(1).map(({ data }) => data?.metrics.get("n.json")), [acc(7n), acc(7n)]);
  assert.ok(after.entries.slice(1).every(({ data }) => "error" in data!.metrics.get("n.json")!));
});

Deno.test("a file that cannot be read is named from where the command is started", async () => {
  using project = await committed({ "params.yaml": "a: [\n", "sub/x": "" });
  const from = async (cwd: string) => {
    const repo = await openRepo(project.host, { cwd });
    const [, head] = await collectExperiments(repo, project.git, TWO);
    const file = head?.data?.params.get("params.yaml");
    return file !== undefined && "error" in file ? file.error.msg : "";
  };

  const inRoot = await from(project.root);

  assert.match(inRoot, /: '.*params\.yaml'/);
  assert.equal(await from(`${project.root}/sub`), inRoot.replace("'", "'../"));
});

for (
  const [what, harm] of [
    ["cut off", (text: string) => text.slice(0, -20)],
    ["empty", () => ""],
    ["garbage", () => "garbage\n\n"],
    ["damaged below its head", (text: string) => text.replace(/\n[^]*/, "\n[]\ngarbage here\n")],
    ["damaged in each line", (text: string) => text.replaceAll(/^([0-9a-f]{40}) .*/gm, "$1 [1, null,")],
    ["another program's", (text: string) => text.replace(/^.*/, '{"rows":0}').replaceAll("acc", "old")],
  ] as const
) {
  Deno.test(`a file of rows that is ${what} counts as none, and is written anew`, async () => {
    using project = await committed();
    const path = `${ownFolder(project.repo)}/shown`;
    const { entries } = await show(project);
    const whole = project.host.fs.readText(path);
    project.host.fs.writeAtomic(path, harm(whole));

    const second = await show(project);

    assert.deepEqual(second.entries, entries);
    assert.notDeepEqual(second.asked, []);
    assert.deepEqual((await show(project)).asked, []);
  });
}

Deno.test("a folder in the file's place is no obstacle", async () => {
  using project = await committed();
  project.host.fs.makeDir(`${ownFolder(project.repo)}/shown`);

  const { entries } = await show(project);

  assert.equal(entries.length, 3);
});

const KEYS = fc.oneof(fc.string(), fc.bigInt(), fc.double(), fc.boolean(), fc.constant(null));
const { value: VALUES } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "binary" }),
    fc.bigInt(),
    fc.integer().map(BigInt),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(new PyDate("date", "2026-11-30", "2026-11-30")),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(KEYS, tie("value")), { maxLength: 4 }).map((entries): ValueMap => new Map(entries)),
  ),
}));

Deno.test("a row is read as it was written, whatever values are in it", () => {
  fc.assert(
    fc.property(fc.array(VALUES), fc.option(fc.constant("f".repeat(40)), { nil: undefined }), (values, parent) => {
      const row: CommitRow = {
        commitTimeMs: 1_700_000_000_000,
        parent,
        data: {
          params: new Map(values.map((data, i) => [`p${i}`, { data }])),
          metrics: new Map([["m", { error: { type: "FileNotFoundError", msg: "gone" } }]]),
          deps: new Map([["d", { hash: "abc", size: 3, nfiles: null }], ["e", { hash: null, size: null, nfiles: 2 }]]),
          outs: new Map([["o", { hash: "f", size: 0, nfiles: null, use_cache: true, is_data_source: false }]]),
          meta: { has_checkpoints: true },
        },
      };

      assert.deepStrictEqual(readRow(JSON.parse(JSON.stringify(writeRow(row)))), row);
    }),
  );
});
