/**
 * Measures `exp report` and its page in Chromium: the command's seconds (of the processor's and of the clock), the size of
 * the file, and the seconds of the page's main thread for opening, sorting and filtering, until the picture stands. A
 * thread's own seconds, so that what else the machine does counts less.
 *
 *     sh scripts/build; deno run -A bench/report/run.ts [--rows 2000] [--columns 30] [--points 0]
 */
import { parseArgs } from "node:util";
import { chromium, type Page } from "playwright-core";
import { browserPath } from "../../tests/support/browser.ts";
import { time } from "../measure.ts";
import { makeExperiments } from "./many_experiments.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    rows: { type: "string", default: "2000" },
    columns: { type: "string", default: "30" },
    points: { type: "string", default: "0" },
  },
});
const path = browserPath();
if (path === undefined) throw new Error("there is no Chromium here: apt install chromium");

const folder = await Deno.makeTempDir();
const [rows, columns, points] = [values.rows, values.columns, values.points].map(Number) as [number, number, number];
await makeExperiments(folder, { rows, columns, points });
const exp = new URL("../../dist/exp", import.meta.url).pathname;
for (const which of ["first", "second"]) {
  const { cpu, wall, peak } = await time({ argv: [exp, "report"], cwd: folder });
  console.log(
    `exp report, the ${which}: ${cpu.toFixed(2)} s of the processor, ${wall.toFixed(2)} s, ${peak.toFixed(0)} MiB`,
  );
}
const file = `${folder}/report.html`;
const size = (await Deno.stat(file)).size / 1e6;
console.log(`${rows} experiments, ${columns} columns, ${points} points a curve: ${size.toFixed(2)} MB`);
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
  await Deno.remove(folder, { recursive: true });
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
