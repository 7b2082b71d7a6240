/**
 * Measures the page of a report in Chromium: its size, and the seconds of its main thread for opening, sorting and
 * filtering, until the picture stands. A thread's own seconds, so that what else the machine does counts less.
 *
 *     deno run -A bench/report/run.ts [--rows 2000] [--columns 30]
 */
import { parseArgs } from "node:util";
import { chromium, type Page } from "playwright-core";
import { writeReport } from "../../src/report/mod.ts";
import { browserPath } from "../../tests/support/browser.ts";
import { manyExperiments } from "../../tests/report/large_report.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: { rows: { type: "string", default: "2000" }, columns: { type: "string", default: "30" } },
});
const path = browserPath();
if (path === undefined) throw new Error("there is no Chromium here: apt install chromium");

const file = await Deno.makeTempFile({ suffix: ".html" });
const html = writeReport({ report: manyExperiments(Number(values.rows), Number(values.columns)), charts: {} });
await Deno.writeTextFile(file, html);
console.log(`${values.rows} experiments, ${values.columns} columns: ${(html.length / 1e6).toFixed(2)} MB`);
const browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const measure = await measurer(page);
  await measure("open", () => page.goto(`file://${file}`));
  for (const place of [3, 4, 0]) await measure(`sort by column ${place}`, () => sortBy(page, place));
  for (const query of ["metric_0>0.5", "adam", "adam exp-1", "metric_0>0.9 or optimizer=sgd", ""]) {
    await measure(`filter ${query || "no more"}`, () => search(page, query));
  }
} finally {
  await browser.close();
  await Deno.remove(file);
}

async function measurer(page: Page): Promise<(name: string, work: () => Promise<unknown>) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busyMs = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  return async (name, work) => {
    const before = await busyMs();
    await work();
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    console.log(`${name.padEnd(40)} ${(await busyMs() - before).toFixed(0).padStart(5)} ms`);
  };
}

function sortBy(page: Page, place: number): Promise<unknown> {
  return page.evaluate(`document.querySelectorAll("#experiments thead button")[${place}].click()`);
}

function search(page: Page, query: string): Promise<unknown> {
  return page.evaluate(`{
    const box = document.querySelector("input[type=search]");
    box.value = ${JSON.stringify(query)};
    box.dispatchEvent(new Event("input"));
  }`);
}
