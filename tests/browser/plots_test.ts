/** The page of `exp plots`, drawn by a browser. */
import assert from "node:assert/strict";
import { isMap, type Key, type Value, type ValueMap } from "../../src/common/mod.ts";
import { plotsInTemplate, plotsPage } from "../../src/plots/plots_page.ts";
import { builtInTemplate, TEMPLATE_NAMES } from "../../src/plots/templates.ts";
import type { DataPlot, Plot } from "../../src/plots/types.ts";
import { vegaSpec } from "../../src/plots/vega_spec.ts";
import { browserTest } from "../support/browser.ts";

const HOSTILE = "</script><script>globalThis.owned = 1</script>";

/** Two revisions of a plot with two series. */
function plotOf(template: string): DataPlot {
  const points = ["main", "fox"].flatMap((rev, shift) =>
    ["loss", "acc"].flatMap((field) =>
      [0, 1, 2, 3].map((step): ValueMap =>
        new Map<Key, Value>([
          ["step", BigInt(step)],
          ["value", String(step * (shift + 1))],
          ["rev", rev],
          ["filename", "log.csv"],
          ["field", field],
        ])
      )
    )
  );
  return {
    kind: "vega",
    id: `${template} ${HOSTILE}`,
    revs: ["main", "fox"],
    points,
    x: "step",
    y: "value",
    xLabel: "step",
    yLabel: "value",
    title: `${template} ${HOSTILE}`,
    template,
    series: [{ filename: "log.csv", field: "loss" }, { filename: "log.csv", field: "acc" }],
  };
}

const PLOTS: readonly Plot[] = [
  ...TEMPLATE_NAMES.map(plotOf),
  { kind: "image", id: HOSTILE, images: [{ rev: HOSTILE, path: "p.gif", bytes: new Uint8Array() }] },
];
const PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=";
const OPTIONS = { specOf, srcOf: () => PIXEL };

function specOf(plot: DataPlot): ValueMap {
  const content = builtInTemplate(plot.template!);
  assert.ok(isMap(content));
  return vegaSpec(plot, { name: plot.template!, content }, { split: false }).content;
}

const PAGES = () => ({
  "index.html": plotsPage(PLOTS, OPTIONS),
  "mine.html": plotsInTemplate(
    "<html><head>{scripts}</head><body>{plot_divs}</body></html>",
    "mine.html",
    PLOTS,
    OPTIONS,
  ),
});

browserTest("plots are drawn from one file, by all of DVC's templates", PAGES, async (test, open) => {
  for (const name of ["index.html", "mine.html"]) {
    await test.step(name, async () => {
      const { page, errors, requests } = await open(name);
      await page.waitForFunction(`document.querySelectorAll("svg.marks").length === ${TEMPLATE_NAMES.length}`);

      const painted = await page.$$eval(
        "svg.marks",
        (all) => all.map((svg) => svg.querySelectorAll("path, text").length > 20),
      );

      assert.deepEqual(painted, TEMPLATE_NAMES.map(() => true));
      assert.deepEqual(
        await page.$$eval(
          "[data-vega]",
          (all) => all.filter((one) => /cannot be drawn/.test(one.textContent ?? "")).length,
        ),
        0,
      );
      assert.equal(await page.$$eval("figure img", (all) => all.length), 1);
      assert.equal(await page.evaluate("globalThis.owned"), undefined);
      assert.deepEqual([errors, requests], [[], []]);
      await page.close();
    });
  }
});
