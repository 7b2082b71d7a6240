import assert from "node:assert/strict";
import fc from "fast-check";
import { createHost } from "../../src/host/mod.ts";
import { MetricLog, readMetrics } from "../../src/tracking/metric_log.ts";
import { filesOfTracking } from "../../src/tracking/tracked_files.ts";

Deno.test("a metric log gives back what was logged, also when its end was cut off", () => {
  const host = createHost();
  const point = fc.record({
    name: fc.string({ minLength: 1 }),
    value: fc.double(),
    step: fc.option(fc.nat(), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(point, { maxLength: 5 }), fc.nat(), (points, cut) => {
      const path = Deno.makeTempFileSync();
      {
        using log = new MetricLog(host, path);
        log.add(points);
      }
      const normal = points.map(({ name, value, step }) => ({ name, value: value === 0 ? 0 : value, step }));
      const read = () => readMetrics(host, path).map((each) => ({ ...each, value: each.value === 0 ? 0 : each.value }));
      assert.deepEqual(read(), normal);
      const bytes = Deno.readFileSync(path);
      Deno.writeFileSync(path, bytes.subarray(0, cut % (bytes.length + 1)));
      assert.deepEqual(read(), normal.slice(0, read().length));
      Deno.removeSync(path);
    }),
    { numRuns: 60 },
  );
});

Deno.test("slashes group metrics; a name that is a value already is kept apart", () => {
  const at = (name: string, value: number, step?: number) => ({ name, value, step });
  const files = filesOfTracking([at("train/loss", 0.5), at("acc", 1), at("acc/top", 2)], []);

  assert.equal(files.get("metrics.json"), '{"train": {"loss": 0.5}, "acc": 1, "acc/top": 2}\n');
  assert.equal(files.get("dvc.yaml"), "metrics:\n- metrics.json\n");
});

Deno.test("metrics with steps are plots, one file a metric, whatever its name", () => {
  const points = ["a b", "../up", "x:y", "x*y"].map((name, i) => ({ name, value: i, step: i }));
  const plots = [...filesOfTracking(points, []).keys()].filter((path) => path.startsWith("plots/"));

  assert.deepEqual(plots, ["plots/a b.tsv", "plots/_/up.tsv", "plots/x_y.tsv", "plots/x_y-2.tsv"]);
});
