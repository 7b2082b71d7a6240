/**
 * Takes the pictures of docs/report.md: a sweep of the example, in Chromium.
 *
 *     deno run -A scripts/report_pictures.ts      after scripts/build; needs Chromium (EXP_CHROMIUM, or Debian's)
 */
import { chromium } from "playwright-core";
import { browserPath } from "../tests/support/browser.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const path = browserPath();
if (path === undefined) throw new Error("there is no Chromium here: apt install chromium");

const folder = await Deno.makeTempDir({ prefix: "penguins-" });
const project = `${folder}/penguins`;
await Deno.mkdir(project);
const identity = ["AUTHOR", "COMMITTER"].flatMap((
  who,
) => [[`GIT_${who}_NAME`, "Ada"], [`GIT_${who}_EMAIL`, "ada@example.com"]]);
try {
  await exp("init", "-q", "--example");
  await exp("run", "-q");
  await exp(
    "run",
    "-q",
    "--queue",
    "-S",
    "lr=0.003,0.01,0.03,0.1,0.3",
    "-S",
    "epochs=20,60,120",
    "-S",
    "l2=0.0001,0.01",
  );
  await exp("queue", "drain", "-q", "-j", "2");
  await exp("report", "-q");
  const browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1120, height: 1210 } });
    await page.goto(`file://${project}/report.html`);
    await page.locator("th button", { hasText: "accuracy" }).first().click();
    for (const row of [0, 3, 6]) await page.locator("#experiments tbody input").nth(row).check();
    await page.evaluate(`document.querySelector("#experiments .scroller").style.maxHeight = "214px"`);
    await page.locator("#parallel canvas").waitFor();
    await page.screenshot({ path: `${ROOT}docs/pictures/report.png`, clip: { x: 0, y: 0, width: 1120, height: 1210 } });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 720, height: 900 });
    await page.getByLabel("mean ± std by").selectOption("lr");
    await page.getByRole("button", { name: /^clear choice/ }).click();
    await page.locator("#curves").scrollIntoViewIfNeeded();
    await page.getByText("lr 0.3").first().waitFor();
    await page.locator("#curves").screenshot({ path: `${ROOT}docs/pictures/report-curves.png` });
  } finally {
    await browser.close();
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}

async function exp(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(`${ROOT}dist/exp`, {
    args,
    cwd: project,
    env: Object.fromEntries(identity),
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`exp ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}
