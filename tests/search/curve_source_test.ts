import assert from "node:assert/strict";
import { CurveSource } from "../../src/search/curve_source.ts";
import { memoryProject } from "../support/machine/memory_project.ts";

const LIVE = { file: "dvclive/metrics.json", key: "val.loss" };

/** A trial's checkout, whose commands have begun. */
async function begun(metric: { readonly file: string; readonly key: string }) {
  const project = memoryProject({ ".dvc/config": "" });
  const repo = await project.open();
  const { fs } = repo.host;
  const checkout = `${repo.root}/.dvc/tmp/exps/tmpabcdefgh`;
  const write = async (path: string, text: string) => {
    await repo.host.clock.sleep(10); // what is written later has another time
    fs.makeDir(`${checkout}/${path}`.replace(/\/[^/]*$/, ""));
    fs.writeAtomic(`${checkout}/${path}`, text);
  };
  await write("old.json", '{"loss": 7}');
  await write("began", "");
  const sinceNs = fs.stat(`${checkout}/began`)!.mtimeNs;
  const source = new CurveSource(repo, repo.root, metric);
  const append = (path: string, text: string) => fs.append(`${checkout}/${path}`, text);
  return { write, append, news: () => source.news({ checkout, sinceNs }) };
}

Deno.test("each value that a metrics file has had is a report, a step after the one before", async () => {
  const { write, news } = await begun({ file: "m.json", key: "loss" });

  assert.deepEqual(await news(), []);
  await write("m.json", '{"loss": 3}');
  assert.deepEqual(await news(), [{ step: 1, value: 3 }]);
  assert.deepEqual(await news(), []);
  await write("m.json", '{"lo');
  assert.deepEqual(await news(), []);
  await write("m.json", '{"loss": NaN}');
  assert.deepEqual(await news(), [{ step: 2, value: NaN }]);
});

Deno.test("where the metrics file counts steps, they are taken as they are", async () => {
  const { write, news } = await begun({ file: "m.json", key: "loss" });

  await write("m.json", '{"step": 10, "loss": 3}');
  assert.deepEqual(await news(), [{ step: 10, value: 3 }]);
  await write("m.json", '{"step": 10, "loss": 2}');
  assert.deepEqual(await news(), []);
  await write("m.json", '{"step": 20, "loss": 1}');
  assert.deepEqual(await news(), [{ step: 20, value: 1 }]);
});

Deno.test("what was checked out before the commands began is no report", async () => {
  const { news } = await begun({ file: "old.json", key: "loss" });
  assert.deepEqual(await news(), []);
});

Deno.test("DVCLive's table has every step, also those between two looks", async () => {
  const { write, append, news } = await begun(LIVE);
  const table = "dvclive/plots/metrics/val/loss.tsv";

  await write(table, "timestamp\tstep\tloss\n17\t0\t0.5\n18\t1\t0.4\n19\t2\t0.");
  await write("dvclive/metrics.json", '{"step": 2, "val": {"loss": 0.3}}');
  assert.deepEqual(await news(), [{ step: 0, value: 0.5 }, { step: 1, value: 0.4 }]);
  append(table, "3\n20\t3\tnan\n");
  assert.deepEqual(await news(), [{ step: 2, value: 0.3 }, { step: 3, value: NaN }]);
  assert.deepEqual(await news(), []);
});
