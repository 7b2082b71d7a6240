/** Folders that hold more than anybody looks at. */
import assert from "node:assert/strict";
import { DVC_RULES } from "../../src/common/mod.ts";
import { collectPlots } from "../../src/plots/mod.ts";
import { openRepo, type Repo } from "../../src/repo/mod.ts";
import { makeProject } from "../support/exp_repo.ts";

const FOLDER = { "logs/1.bin": "x", "logs/2.csv": "loss\n1\n", "logs/3.csv": "loss\n2\n", "logs/4.csv": "loss\n3\n" };

async function drawn(
  files: Record<string, string>,
  limits: { files: number; bytes: number },
  change = (it: Repo) => it,
) {
  using project = await makeProject(files);
  const repo = change(await openRepo(project.host, { cwd: project.root }));
  const { plots, errors } = await collectPlots(repo, undefined, {
    revs: ["workspace"],
    targets: ["logs"],
    describe: assert.fail,
    onUnfetched: assert.fail,
    limits,
  });
  const withData = plots.filter((plot) => plot.kind === "vega" && plot.points.length > 0);
  return { ids: withData.map(({ id }) => id), errors: errors.map(({ msg }) => msg) };
}

Deno.test("of a folder of too many files the first that can be drawn are, and one line says so", async () => {
  assert.deepEqual(await drawn(FOLDER, { files: 2, bytes: Infinity }), {
    ids: ["logs/2.csv", "logs/3.csv"],
    errors: ["logs holds 4 files: only the first 2 that can be drawn are taken, name those that you want"],
  });
});

Deno.test("what cannot be drawn at all is told of once, however much it is", async () => {
  const { ids, errors } = await drawn({ "logs/1.bin": "", "logs/2.bin": "", "logs/3.bin": "" }, { files: 2, bytes: 9 });

  assert.deepEqual(ids, []);
  assert.equal(errors.filter((line) => line.includes("file type error")).length, 1);
});

Deno.test("when enough is read, no more is; the file that reaches it is whole", async () => {
  const { ids, errors } = await drawn(FOLDER, { files: 9, bytes: 8 });

  assert.deepEqual(ids, ["logs/2.csv", "logs/3.csv"]);
  assert.ok(errors.includes("1 MiB are read: 1 more files are left out"), errors.join());
});

Deno.test("DVC reads all", async () => {
  const { ids } = await drawn(FOLDER, { files: 1, bytes: 1 }, (repo) => ({ ...repo, rules: DVC_RULES }));

  assert.deepEqual(ids, ["logs/2.csv", "logs/3.csv", "logs/4.csv"]);
});
