import assert from "node:assert/strict";
import { onlyRevs } from "../../src/page/browser/only_revs.ts";
import type { DataPlot } from "../../src/plots/mod.ts";
import { Charts } from "../../src/report/charts.ts";
import { makeProject } from "../support/exp_repo.ts";

function plotOf(id: string, template: string, revs: readonly string[]): DataPlot {
  const points = revs.flatMap((rev) =>
    [0, 1].map((x) => new Map<string, string | number>([["rev", rev], ["x", x], ["y", x]]))
  );
  const series = [{ filename: "roc.csv", field: "y" }];
  return { kind: "vega", id, revs, points, x: "x", y: "y", xLabel: "x", yLabel: "y", title: id, template, series };
}

interface Scatter {
  readonly data: { readonly values: readonly { readonly rev: string }[] };
  readonly encoding: { readonly color: { readonly scale: unknown } };
}

Deno.test("a template that there is not costs its own plot, no other", async () => {
  using project = await makeProject();
  const charts = new Charts();
  charts.add([
    plotOf("roc", "scatter", ["aaa", "bbb"]),
    plotOf("odd", "nowhere", ["aaa"]),
    plotOf("acc", "linear", ["aaa"]),
  ]);

  const drawn = charts.drawn(project.repo, (rev) => ({ aaa: 1, bbb: 4 })[rev], (rev) => `name of ${rev}`);

  assert.deepEqual(drawn.charts.map(({ plot }) => plot), [{ id: "chart-0", title: "roc", rows: [1, 4] }]);
  assert.deepEqual(drawn.problems.map(({ name, error }) => [name, error.fault]), [["odd", "not-found/plot-template"]]);
});

Deno.test("a chart of chosen revisions has their points and their colours, and all else", async () => {
  using project = await makeProject();
  const charts = new Charts();
  charts.add([plotOf("roc", "scatter", ["aaa", "bbb", "ccc"])]);
  const { specification } = charts.drawn(project.repo, () => 0, (rev) => rev).charts[0]!;

  const some = onlyRevs(specification, ["ccc", "aaa"]);

  const facts = (spec: unknown) => {
    const { data, encoding } = spec as Scatter;
    return { revs: data.values.map(({ rev }) => rev), scale: encoding.color.scale };
  };
  assert.deepEqual(facts(some), {
    revs: ["aaa", "aaa", "ccc", "ccc"],
    scale: { domain: ["aaa", "ccc"], range: ["#945dd6", "#f46837"] },
  });
  assert.deepEqual(onlyRevs(specification, ["aaa", "bbb", "ccc"]), specification);
});
