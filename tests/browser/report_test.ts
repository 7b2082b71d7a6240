/** The report's page in Chromium, of 2,000 experiments with 30 columns. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { writeReport } from "../../src/report/mod.ts";
import { browserTest, type OpenedPage } from "../support/browser.ts";
import { HOSTILE, manyExperiments, withPlots } from "../report/large_report.ts";

const pages = () => ({
  "many.html": writeReport({ report: manyExperiments(2_000, 30), charts: {} }),
  "few.html": writeReport({ report: manyExperiments(300, 8), charts: {} }),
  "wide.html": writeReport({ report: manyExperiments(60, 30), charts: {} }),
  "plots.html": writeReport(withPlots()),
  "watched.html": watched("first"),
});

/** As `--watch` writes it, but looking more often. */
function watched(title: string): string {
  const { report, charts } = withPlots();
  return writeReport({ report: { ...report, title, reloadMs: 2_000 }, charts });
}

browserTest("a report in a browser", pages, async (test, open) => {
  const check = (claim: string, body: (opened: OpenedPage) => Promise<void>, ...how: Parameters<typeof open>) =>
    test.step(claim, async () => {
      const opened = await open(...how);
      await body(opened);
      assert.deepEqual(opened.errors, []);
      assert.deepEqual(opened.requests, []);
      await opened.page.close();
    });

  await check("a column's header sorts, and says how", async ({ page }) => {
    await page.getByRole("columnheader", { name: "metric_0", exact: true }).getByRole("button").click();
    const header = headerOf(page, "metric_0");
    assert.equal(await header.getAttribute("aria-sort"), "descending");
    assert.deepEqual(await isOrdered(page, "metric_0"), { falls: true, rises: false });

    await header.getByRole("button").click();
    assert.equal(await header.getAttribute("aria-sort"), "ascending");
    assert.deepEqual(await isOrdered(page, "metric_0"), { falls: false, rises: true });
    await header.getByRole("button").click();
    assert.equal(await header.getAttribute("aria-sort"), "none");
  }, "many.html");

  await check("the search box filters by name, by conditions, and says what it does not know", async ({ page }) => {
    const search = page.getByRole("searchbox");

    await search.fill("metric_0>0.5 optimizer=adam");
    const left = await rowCount(page);
    assert.ok(left > 0 && left < 2_000, `${left} rows`);
    await search.fill("exp-1234");
    assert.equal(await rowCount(page), 1);
    assert.equal(await page.locator("#experiments tbody th").first().textContent(), "exp-1234");
    await search.fill("nothing>1");
    assert.equal(await page.getByRole("status").first().textContent(), "no column is called nothing");
  }, "many.html");

  await check("only rows in sight are elements, and scrolling brings the others", async ({ page }) => {
    assert.ok(await page.locator("#experiments tbody tr").count() < 120);

    await page.locator("#experiments .scroller").evaluate((it) => it.scrollTo(0, it.scrollHeight));

    await page.locator("#experiments tbody tr[aria-rowindex='2001']").waitFor();
  }, "many.html");

  await check("a brush along an axis leaves the rows that pass there, and a click all of them", async ({ page }) => {
    const grip = page.getByRole("slider", { name: "range of metric_0" });
    await grip.scrollIntoViewIfNeeded();
    const box = (await grip.boundingBox())!;
    const x = box.x + box.width / 2;

    await page.mouse.move(x, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(x, box.y + box.height / 3, { steps: 4 });
    await page.mouse.up();

    const left = await rowCount(page);
    assert.ok(left > 0 && left < 2_000, `${left} rows`);
    await page.mouse.click(x, box.y + 60);
    assert.equal(await rowCount(page), 2_000);
  }, "many.html");

  await check("the address keeps what was chosen", async ({ page }) => {
    await page.getByRole("searchbox").fill("optimizer=sgd");
    await page.getByRole("columnheader", { name: "metric_1", exact: true }).getByRole("button").click();
    await page.locator("#experiments tbody input").first().check();
    const before = await rowCount(page);

    await page.reload();

    assert.equal(await page.getByRole("searchbox").inputValue(), "optimizer=sgd");
    assert.equal(await rowCount(page), before);
    assert.equal(
      await headerOf(page, "metric_1").getAttribute("aria-sort"),
      "descending",
    );
    assert.equal(await page.locator("#experiments tbody input").first().isChecked(), true);
  }, "many.html");

  await check(
    "a page that is written anew follows by itself, and keeps what was chosen",
    async ({ page }) => {
      const path = new URL(page.url()).pathname;
      Deno.writeTextFileSync(`${path}.new`, watched("second"));
      Deno.renameSync(`${path}.new`, path); // it may be read at any moment

      await page.getByRole("heading", { name: "second" }).waitFor();
      assert.equal(await page.getByRole("searchbox").inputValue(), "optimizer=sgd");
    },
    "watched.html",
    { hash: "#query=optimizer%3Dsgd" },
  );

  await check("text from a project is text", async ({ page }) => {
    await page.getByRole("searchbox").fill("hostile");
    await seeAll(page);

    assert.equal(await page.evaluate("globalThis.wasRun"), undefined);
    assert.equal(await page.locator("#experiments tbody th").first().getAttribute("title"), `0000000 ${HOSTILE}`);
    assert.ok((await page.title()).includes(HOSTILE));
    assert.equal(await page.locator("img[src='x']").count(), 0);
  }, "plots.html");

  await check(
    "every part is drawn, with curves, a matrix, images, a chart of Vega, code and stages",
    async ({ page }) => {
      await seeAll(page);

      for (
        const part of [
          "#curves canvas",
          "#matrices td",
          "#images img",
          "#charts svg.marks",
          "#pipeline rect",
          "#queue tbody tr",
          "#searches .history circle.finished",
          "#searches .slice circle.pruned",
          "#searches .contour rect",
          "#searches .curves polyline[stroke-dasharray]",
          "#searches .front circle.front",
        ]
      ) {
        await page.locator(part).first().waitFor();
      }
      await page.getByLabel("from", { exact: true }).selectOption("first");
      await page.getByLabel("to", { exact: true }).selectOption("second");
      assert.deepEqual(await page.locator(".diff .added").allTextContents(), ["+ lr = 0.2"]);
      await page.locator("#curves").scrollIntoViewIfNeeded();
      await page.getByLabel("mean ± std by").selectOption("optimizer");
      await page.getByText("optimizer adam (2)").first().waitFor();
    },
    "plots.html",
  );

  await check("CSV of what is shown is saved", async ({ page }) => {
    await page.getByRole("searchbox").fill("first");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "save as CSV" }).click(),
    ]);

    assert.match(Deno.readTextFileSync((await download.path())!), /^name,rev,state,created,acc,.*\r\nfirst,/);
  }, "plots.html");

  await check("each drawing is saved as SVG, with its lines and its words", async ({ page }) => {
    await seeAll(page);
    const saved = async (part: string, label: string) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator(part).getByRole("button", { name: label }).first().click(),
      ]);
      assert.match(download.suggestedFilename(), /\.svg$/);
      const text = Deno.readTextFileSync((await download.path())!);
      return await page.evaluate<{ lines: number; words: string[] }>(`(() => {
        const drawing = new DOMParser().parseFromString(${JSON.stringify(text)}, "image/svg+xml");
        if (drawing.querySelector("parsererror") !== null) throw new Error("this is no SVG");
        const texts = [...drawing.querySelectorAll("text")].map((it) => it.textContent);
        return { lines: drawing.querySelectorAll("polyline, path, circle").length, words: texts };
      })()`);
    };

    const [curves, parallel, scatter, pipeline] = [
      await saved("#curves", "SVG"),
      await saved("#parallel", "save as SVG"),
      await saved("#scatter", "save as SVG"),
      await saved("#pipeline", "save as SVG"),
    ];
    assert.deepEqual([curves.lines, parallel.lines, scatter.lines, pipeline.lines], [4, 5, 5, 3]);
    for (const word of ["accuracy", "step", "first"]) assert.ok(curves.words.includes(word), word);
    for (const word of ["lr", "optimizer", "acc"]) assert.ok(parallel.words.includes(word), word);
    assert.ok(scatter.words.includes("acc"));
    assert.deepEqual(pipeline.words, ["prepare", "train", "evaluate"]);
    assert.equal(await page.locator("#parallel polyline").count(), 0);
  }, "plots.html");

  await check("charts of Vega are those of the chosen experiments", async ({ page }) => {
    const bars = page.locator("#charts svg.marks");
    await seeAll(page);
    await bars.waitFor();
    const revs = () => page.locator("#charts [data-vega]").getAttribute("data-revs");
    assert.equal(await revs(), '["first","second"]');

    await page.getByRole("checkbox", { name: "choose second" }).check();
    await page.locator("#charts").scrollIntoViewIfNeeded();
    await page.locator(`#charts [data-revs='["second"]'] svg.marks`).waitFor();
  }, "plots.html");

  await check("a file that is no image is told in words", async ({ page }) => {
    await seeAll(page);

    await page.getByText("This file is no image that a browser can show.").waitFor();
    assert.equal(await page.locator("#images img").count(), 2);
  }, "plots.html");

  for (const scheme of ["light", "dark"] as const) {
    await check(
      `at 420 pixels, ${scheme}, nothing is wider than the page`,
      async ({ page }) => {
        await seeAll(page);

        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 420);
        const [ink, paper] = await page.evaluate<[string, string]>(
          "[getComputedStyle(document.body).color, getComputedStyle(document.documentElement).backgroundColor]",
        );
        assert.equal(brightness(paper) > brightness(ink), scheme === "light");
        await page.locator("#charts .marks text").first().waitFor();
        const [label, chart] = await page.evaluate<[string, string]>(
          `[getComputedStyle(document.querySelector("#charts .marks text")).fill,
            getComputedStyle(document.querySelector("#charts .marks")).backgroundColor]`,
        );
        assert.equal(brightness(chart) > brightness(label), scheme === "light", "a chart of Vega");
      },
      "plots.html",
      { width: 420, scheme },
    );
  }

  await check("all rows are printed, and nothing to click", async ({ page }) => {
    await page.emulateMedia({ media: "print" });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");

    assert.equal(await page.locator("#experiments tbody tr").count(), 300);
    assert.equal(await page.locator(".tools:visible, thead button:visible").count(), 0);
    const head = await page.evaluate<string[]>(
      `[...document.querySelectorAll("#experiments thead th")].map((it) => getComputedStyle(it, "::before").content)`,
    );
    assert.ok(head.includes('"metric_0"'), head.join());
  }, "few.html");

  await check(
    "a table of 30 columns is as wide as a page, and paper is light",
    async ({ page }) => {
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");

      const tooWide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      assert.equal(tooWide, 0);
      const ink = await page.evaluate<string>("getComputedStyle(document.body).color");
      assert.ok(brightness(ink) < 200, ink);
      assert.equal(await page.evaluate("document.documentElement.style.colorScheme"), "light");
    },
    "wide.html",
    { width: 1030, scheme: "dark" },
  );
});

/** Its name has an arrow once it is sorted. */
function headerOf(page: Page, column: string) {
  return page.locator("th", { has: page.locator(`[data-key="column:${column}"]`) });
}

async function rowCount(page: Page): Promise<number> {
  return Number(await page.getByRole("table").first().getAttribute("aria-rowcount")) - 1;
}

/** Of the rows in sight. */
async function isOrdered(page: Page, column: string): Promise<{ rises: boolean; falls: boolean }> {
  const names = await page.locator("#experiments thead th").allTextContents();
  const place = names.indexOf(column) + 1;
  const cells = await page.locator(`#experiments tbody tr:not(.space) > :nth-child(${place})`).allTextContents();
  const values = cells.map((text) => parseFloat(text));
  const pairs = values.slice(1).map((value, i) => value - values[i]!);
  return { rises: pairs.every((step) => step >= 0), falls: pairs.every((step) => step <= 0) };
}

/** Parts are drawn when they come into sight. */
async function seeAll(page: Page): Promise<void> {
  for (const section of await page.locator("section").all()) {
    await section.scrollIntoViewIfNeeded();
    await section.locator(".content > *").first().waitFor({ state: "attached" });
  }
}

function brightness(colour: string): number {
  return (colour.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, channel) => sum + Number(channel), 0);
}
